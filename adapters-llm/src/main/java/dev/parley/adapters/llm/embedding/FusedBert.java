package dev.parley.adapters.llm.embedding;

import dev.langchain4j.model.embedding.onnx.PoolingMode;
import dev.parley.adapters.llm.embedding.WireMessage.Writer;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes a quantised BERT encoder anew, with the same weights and fewer, larger operators: those
 * that ONNX Runtime has for such models, but does not put in by itself where the weights are
 * quantised. Attention becomes one operator, and each product of matrices one with its scales and
 * its bias. Where only the first token's vector is wanted, the last layer is reckoned for that
 * token alone.
 *
 * <p>The results are the same but for rounding. Texts are to be run one at a time, without padding:
 * the new graph takes a mask and does not look at it.
 *
 * @see <a
 *     href="https://github.com/microsoft/onnxruntime/blob/main/docs/ContribOperators.md">operators
 *     of ONNX Runtime</a>
 */
final class FusedBert {
  /** To be raised whenever something else is written for the same model. */
  static final int VERSION = 1;

  /** Of all three models, by their makers' configuration, as is what normalisation adds. */
  private static final int HEADS = 12;

  private static final float EPSILON = 1e-12f;
  private static final String OF_THE_RUNTIME = "com.microsoft";
  private static final String EMBEDDED = "/embeddings/LayerNorm/Add_1_output_0";
  private static final String RESULT = "last_hidden_state";
  private static final String FIRST = "first_token";

  private final WireMessage original;
  private final List<Node> nodes;
  private final Map<String, Node> products;
  private final Map<String, ByteBuffer> weights;
  private final Writer graph = new Writer();
  private final Set<String> taken = new HashSet<>();

  private FusedBert(WireMessage original) {
    this.original = original;
    this.nodes = original.contents(Onnx.GRAPH_NODE).stream().map(Node::read).toList();
    this.products =
        nodes.stream()
            .filter(node -> node.operator().equals("MatMulInteger"))
            .collect(Collectors.toMap(Node::name, Function.identity()));
    this.weights =
        original.contents(Onnx.GRAPH_INITIALIZER).stream()
            .collect(
                Collectors.toMap(
                    tensor -> WireMessage.read(tensor).text(Onnx.TENSOR_NAME),
                    Function.identity()));
  }

  /** An operator as it is in a model. */
  private record Node(
      ByteBuffer whole, String name, String operator, List<String> inputs, List<String> outputs) {
    static Node read(ByteBuffer node) {
      WireMessage message = WireMessage.read(node);
      return new Node(
          node,
          message.text(Onnx.NODE_NAME),
          message.text(Onnx.NODE_OPERATOR),
          message.texts(Onnx.NODE_INPUT),
          message.texts(Onnx.NODE_OUTPUT));
    }
  }

  /**
   * Returns the model with larger operators. With {@link PoolingMode#CLS} its result has one token.
   *
   * @param model as a file of ONNX holds it
   * @throws IllegalArgumentException if the model is not of the form that is expected
   */
  static Writer of(byte[] model, PoolingMode pooling) {
    WireMessage message = WireMessage.read(ByteBuffer.wrap(model));
    List<ByteBuffer> graphs = message.contents(Onnx.MODEL_GRAPH);
    if (graphs.size() != 1) {
      throw unexpected("a graph");
    }
    FusedBert fused = new FusedBert(WireMessage.read(graphs.getFirst()));
    return new Writer()
        .copy(message, number -> number == Onnx.MODEL_IR_VERSION || number == Onnx.MODEL_OPSET)
        .message(
            Onnx.MODEL_OPSET,
            new Writer().text(Onnx.OPSET_DOMAIN, OF_THE_RUNTIME).number(Onnx.OPSET_VERSION, 1))
        .message(Onnx.MODEL_GRAPH, fused.graph(pooling == PoolingMode.CLS));
  }

  private Writer graph(boolean firstTokenOnly) {
    graph.text(Onnx.GRAPH_NAME, "fused").copy(original, number -> number == Onnx.GRAPH_INPUT);
    addEmbedding();
    String hidden = EMBEDDED;
    int layers = layers();
    for (int layer = 0; layer < layers; layer++) {
      hidden = addLayer("encoder.layer." + layer, hidden, firstTokenOnly && layer == layers - 1);
    }
    add("Identity", "", List.of(hidden), List.of(RESULT), new Writer());
    return graph.message(
        Onnx.GRAPH_OUTPUT,
        new Writer()
            .text(Onnx.VALUE_NAME, RESULT)
            .message(
                Onnx.VALUE_TYPE,
                new Writer()
                    .message(
                        Onnx.TYPE_TENSOR,
                        new Writer().number(Onnx.TYPE_TENSOR_ELEMENT, Onnx.FLOAT))));
  }

  private int layers() {
    int layers = 0;
    while (products.containsKey(product("encoder.layer." + layers, "attention.self.query"))) {
      layers++;
    }
    if (layers == 0) {
      throw unexpected(product("encoder.layer.0", "attention.self.query"));
    }
    return layers;
  }

  /** Everything before the first layer stays as it is. */
  private void addEmbedding() {
    Map<String, Node> makers = new HashMap<>();
    nodes.forEach(node -> node.outputs().forEach(output -> makers.put(output, node)));
    Set<Node> wanted = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(EMBEDDED));
    while (!open.isEmpty()) {
      String name = open.pop();
      Node maker = makers.get(name);
      if (maker == null && weights.containsKey(name)) {
        weight(name);
      } else if (maker != null && wanted.add(maker)) {
        open.addAll(maker.inputs());
      }
    }
    if (wanted.isEmpty()) {
      throw unexpected(EMBEDDED);
    }
    nodes.stream()
        .filter(wanted::contains)
        .forEach(node -> graph.message(Onnx.GRAPH_NODE, node.whole()));
  }

  private String addLayer(String layer, String hidden, boolean firstTokenOnly) {
    String attended = addAttention(layer, hidden, firstTokenOnly);
    String residual = firstTokenOnly ? firstOf(hidden, layer + ".first_hidden") : hidden;
    String projected = addProduct(layer, "attention.output.dense", attended, false);
    String normalised = addNormalisation(layer, "attention.output", projected, residual);
    String inner = addProduct(layer, "intermediate.dense", normalised, true);
    String active = layer + ".active";
    add("Gelu", OF_THE_RUNTIME, List.of(inner), List.of(active), new Writer());
    String outer = addProduct(layer, "output.dense", active, false);
    return addNormalisation(layer, "output", outer, normalised);
  }

  /** The three products share the quantised tokens, which are reckoned once. */
  private String addAttention(String layer, String hidden, boolean firstTokenOnly) {
    String quantised = layer + ".quantised";
    String scale = layer + ".scale";
    String zero = layer + ".zero";
    add(
        "DynamicQuantizeLinear",
        "",
        List.of(hidden),
        List.of(quantised, scale, zero),
        new Writer());
    List<String> projected = new ArrayList<>();
    for (String part : List.of("query", "key", "value")) {
      String module = "attention.self." + part;
      String tokens =
          firstTokenOnly && part.equals("query")
              ? firstOf(quantised, layer + ".first_quantised")
              : quantised;
      String output = layer + "." + part;
      add(
          "MatMulIntegerToFloat",
          OF_THE_RUNTIME,
          List.of(
              tokens,
              matrix(layer, module),
              scale,
              scales(layer, module),
              zero,
              "",
              weight(layer + "." + module + ".bias")),
          List.of(output),
          new Writer());
      projected.add(output);
    }
    String attended = layer + ".attended";
    add(
        "MultiHeadAttention",
        OF_THE_RUNTIME,
        projected,
        List.of(attended),
        whole("num_heads", HEADS));
    return attended;
  }

  private String firstOf(String tokens, String output) {
    if (taken.add(FIRST)) {
      graph.message(
          Onnx.GRAPH_INITIALIZER,
          new Writer()
              .text(Onnx.TENSOR_NAME, FIRST)
              .number(Onnx.TENSOR_TYPE, Onnx.INT64)
              .number(Onnx.TENSOR_DIMENSION, 1)
              .number(Onnx.TENSOR_INT64, 0));
    }
    add("Gather", "", List.of(tokens, FIRST), List.of(output), whole("axis", 1));
    return output;
  }

  /**
   * A product of matrices.
   *
   * @param withBias where it is not added with what comes next
   */
  private String addProduct(String layer, String module, String input, boolean withBias) {
    List<String> inputs =
        new ArrayList<>(List.of(input, matrix(layer, module), scales(layer, module)));
    if (withBias) {
      inputs.addAll(List.of("", weight(layer + "." + module + ".bias")));
    }
    String output = layer + "." + module + ".product";
    add("DynamicQuantizeMatMul", OF_THE_RUNTIME, inputs, List.of(output), new Writer());
    return output;
  }

  /** Sums up with the bias of the product before it, then normalises. */
  private String addNormalisation(String layer, String module, String input, String residual) {
    String output = layer + "." + module + ".normalised";
    add(
        "SkipLayerNormalization",
        OF_THE_RUNTIME,
        List.of(
            input,
            residual,
            weight(layer + "." + module + ".LayerNorm.weight"),
            weight(layer + "." + module + ".LayerNorm.bias"),
            weight(layer + "." + module + ".dense.bias")),
        List.of(output),
        attribute(
            "epsilon", Onnx.ATTRIBUTE_IS_FLOAT, in -> in.decimal(Onnx.ATTRIBUTE_FLOAT, EPSILON)));
    return output;
  }

  private void add(
      String operator,
      String domain,
      List<String> inputs,
      List<String> outputs,
      Writer attributes) {
    Writer node = new Writer();
    inputs.forEach(input -> node.text(Onnx.NODE_INPUT, input));
    outputs.forEach(output -> node.text(Onnx.NODE_OUTPUT, output));
    graph.message(
        Onnx.GRAPH_NODE,
        node.text(Onnx.NODE_NAME, outputs.getFirst())
            .text(Onnx.NODE_OPERATOR, operator)
            .text(Onnx.NODE_DOMAIN, domain)
            .append(attributes));
  }

  private static Writer attribute(String name, int type, UnaryOperator<Writer> value) {
    Writer named = new Writer().text(Onnx.ATTRIBUTE_NAME, name).number(Onnx.ATTRIBUTE_TYPE, type);
    return new Writer().message(Onnx.NODE_ATTRIBUTE, value.apply(named));
  }

  private static Writer whole(String name, long value) {
    return attribute(name, Onnx.ATTRIBUTE_IS_INT, in -> in.number(Onnx.ATTRIBUTE_INT, value));
  }

  private static String product(String layer, String module) {
    return "/" + layer.replaceFirst("[.]", "/") + "/" + module.replace('.', '/') + "/MatMul_quant";
  }

  private String matrix(String layer, String module) {
    Node product = products.get(product(layer, module));
    if (product == null || product.inputs().size() != 4) {
      throw unexpected(product(layer, module));
    }
    requireNothing(product.inputs().get(3));
    return weight(product.inputs().get(1));
  }

  private String scales(String layer, String module) {
    return weight(matrix(layer, module).replaceFirst("_quantized$", "_scale"));
  }

  /** The new operators are written for weights that are quantised about zero. */
  private void requireNothing(String zeroPoint) {
    ByteBuffer tensor = weights.get(zeroPoint);
    if (tensor == null || !isNothing(WireMessage.read(tensor))) {
      throw unexpected(zeroPoint);
    }
  }

  /** Both ways of writing small numbers have zeros where the numbers are zero. */
  private static boolean isNothing(WireMessage tensor) {
    return Stream.of(Onnx.TENSOR_RAW, Onnx.TENSOR_INT32)
        .flatMap(number -> tensor.contents(number).stream())
        .allMatch(content -> content.equals(ByteBuffer.allocate(content.remaining())));
  }

  /** Takes a tensor over. */
  private String weight(String name) {
    ByteBuffer tensor = weights.get(name);
    if (tensor == null) {
      throw unexpected(name);
    }
    if (taken.add(name)) {
      graph.message(Onnx.GRAPH_INITIALIZER, tensor);
    }
    return name;
  }

  private static IllegalArgumentException unexpected(String name) {
    return new IllegalArgumentException(
        "model: without " + name + " (expected: a quantised BERT encoder as Optimum exports it)");
  }
}
