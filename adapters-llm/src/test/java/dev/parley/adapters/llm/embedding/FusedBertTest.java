package dev.parley.adapters.llm.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorProto;
import com.google.protobuf.ByteString;
import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.langchain4j.store.embedding.CosineSimilarity;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FusedBertTest {
  private static final List<String> TEXTS =
      List.of(
          "a",
          "Each pump needs grease once a month.",
          "Valves are turned twice a year, in spring and in autumn. ".repeat(8),
          "A stream that is longer than what the model reads. ".repeat(80));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @ParameterizedTest
  @EnumSource(LocalModel.class)
  void findsSameVectorsAsModelBefore(LocalModel local) throws IOException {
    ModelFiles files = new ModelFiles(local, ModelDirectory.shared());
    files.unpack();
    files.settleNativeLibraries();
    Path before = Files.write(directory.resolve("before.onnx"), original(local).toByteArray());

    try (BertEncoder fused = BertEncoder.load(files.model(), files.tokenizer(), local.pooling());
        BertEncoder plain = BertEncoder.load(before, files.tokenizer(), local.pooling())) {
      for (String text : TEXTS) {
        assertThat(likeness(fused.vector(text), plain.vector(text))).as(text).isGreaterThan(0.99);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(LocalModel.class)
  void hasFewOperators(LocalModel local) throws IOException {
    ModelProto original = original(local);

    ModelProto fused =
        ModelProto.parseFrom(bytes(FusedBert.of(original.toByteArray(), local.pooling())));

    assertThat(fused.getGraph().getNodeCount()).isLessThan(original.getGraph().getNodeCount() / 4);
  }

  @Test
  void refusesWhatIsNoModel() {
    assertThatThrownBy(() -> FusedBert.of(new byte[] {10, 50, 1}, PoolingMode.MEAN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("byte 2");
    assertThatThrownBy(() -> FusedBert.of(new byte[0], PoolingMode.MEAN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("a graph");
  }

  @Test
  void refusesModelWithoutLayers() throws IOException {
    byte[] without = changed(GraphProto.Builder::clearNode);

    assertThatThrownBy(() -> FusedBert.of(without, PoolingMode.MEAN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/embeddings/LayerNorm/Add_1_output_0");
  }

  @Test
  void refusesLayerThatLacksProduct() throws IOException {
    String name = "/encoder/layer.3/intermediate/dense/MatMul_quant";
    byte[] without =
        changed(
            graph -> {
              List<NodeProto> others =
                  graph.getNodeList().stream()
                      .filter(node -> !node.getName().equals(name))
                      .toList();
              graph.clearNode().addAllNode(others);
            });

    assertThatThrownBy(() -> FusedBert.of(without, PoolingMode.MEAN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
  }

  @Test
  void refusesWeightsThatAreNotQuantisedAboutZero() throws IOException {
    byte[] shifted =
        changed(
            graph -> {
              for (int i = 0; i < graph.getInitializerCount(); i++) {
                TensorProto tensor = graph.getInitializer(i);
                if (tensor.getName().startsWith("onnx::MatMul")
                    && tensor.getName().endsWith("_zero_point")) {
                  byte[] ones = new byte[(int) tensor.getDims(0)];
                  Arrays.fill(ones, (byte) 1);
                  graph.setInitializer(
                      i, tensor.toBuilder().clearInt32Data().setRawData(ByteString.copyFrom(ones)));
                }
              }
            });

    assertThatThrownBy(() -> FusedBert.of(shifted, PoolingMode.MEAN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("_zero_point");
  }

  private static byte[] changed(Consumer<GraphProto.Builder> change) throws IOException {
    ModelProto.Builder model = original(LocalModel.ALL_MINILM_L6_V2).toBuilder();
    change.accept(model.getGraphBuilder());
    return model.build().toByteArray();
  }

  private static ModelProto original(LocalModel local) throws IOException {
    String name = "/" + local.files() + ".onnx";
    try (InputStream content = FusedBertTest.class.getResourceAsStream(name)) {
      return ModelProto.parseFrom(Objects.requireNonNull(content, name));
    }
  }

  private static byte[] bytes(WireMessage.Writer message) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    message.writeTo(Channels.newChannel(out));
    return out.toByteArray();
  }

  private static double likeness(float[] left, float[] right) {
    return CosineSimilarity.between(Embedding.from(left), Embedding.from(right));
  }
}
