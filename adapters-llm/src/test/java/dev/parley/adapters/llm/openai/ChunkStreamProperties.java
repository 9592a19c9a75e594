package dev.parley.adapters.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.model.ModelGateway.Used;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ChunkStreamProperties {
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final String SENT =
      """
      : hello

      data: {"choices":[{"delta":{"content":"ü \\"usage\\" 😀"}}],"usage":null}

      data:{"usage" : null , "choices":[{"delta":{}}]}\r
      \r
      event: x
      data: {"choices":[{"delta":{}}],"usage":{"prompt_tokens":7,"completion_tokens":5}}

      data: {"choices":[],"usage":{"prompt_tokens":7,"completion_tokens":6,\
      "prompt_tokens_details":{"audio_tokens":1,"cached_tokens":3}}}

      data: [DONE]

      """;

  private static final String WITHOUT_USAGE =
      """
      : hello

      data: {"choices":[{"delta":{"content":"ü \\"usage\\" 😀"}}]}

      data:{ "choices":[{"delta":{}}]}\r
      \r
      event: x
      data: {"choices":[{"delta":{}}]}

      data: [DONE]

      """;

  private static ChunkStream stream(List<byte[]> pieces, boolean tellUsage) {
    ResponseBody body = new ResponseBody(PATIENCE, 1 << 20);
    pieces.forEach(piece -> body.onNext(List.of(ByteBuffer.wrap(piece))));
    body.onComplete();
    return new ChunkStream(body, new ProviderErrors("openai"), PATIENCE, tellUsage);
  }

  private static List<byte[]> cut(String text, List<Integer> sizes) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    List<byte[]> pieces = new ArrayList<>();
    int from = 0;
    for (int i = 0; from < bytes.length; i++) {
      int to = Math.min(bytes.length, from + sizes.get(i % sizes.size()));
      pieces.add(Arrays.copyOfRange(bytes, from, to));
      from = to;
    }
    return pieces;
  }

  private static String read(ChunkStream stream) {
    StringBuilder read = new StringBuilder();
    for (byte[] piece = stream.next(); piece != null; piece = stream.next()) {
      assertThat(piece).isNotEmpty();
      read.append(new String(piece, StandardCharsets.UTF_8));
    }
    return read.toString();
  }

  @Property(tries = 300)
  void doesTheSameHoweverTheBytesCome(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 90) Integer> sizes) {
    ChunkStream told = stream(cut(SENT, sizes), true);
    ChunkStream untold = stream(cut(SENT, sizes), false);

    assertThat(read(told)).isEqualTo(SENT);
    assertThat(read(untold)).isEqualTo(WITHOUT_USAGE);
    assertThat(told.failure()).isNull();
    assertThat(told.used()).isEqualTo(new Used(7, 3, 6, true)).isEqualTo(untold.used());
  }

  @Property(tries = 100)
  void keepsErrorsBackHoweverTheyCome(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 90) Integer> sizes) {
    String error = "data: {\"error\":{\"message\":\"sk-secret\",\"code\":\"server_error\"}}\n\n";
    ChunkStream stream = stream(cut("data: {\"a\":1}\n\n" + error + SENT, sizes), true);

    assertThat(read(stream)).isEqualTo("data: {\"a\":1}\n\n");
    assertThat(Objects.requireNonNull(stream.failure()).cause().detail())
        .contains("server_error")
        .doesNotContain("secret");
  }

  @Test
  void missesTheEnd() {
    ChunkStream stream = stream(cut("data: {\"a\":1}\n\ndata: {\"b\"", List.of(9)), true);

    assertThat(read(stream)).startsWith("data: {\"a\":1}\n\n");
    assertThat(stream.failure()).isNotNull();
  }

  @Test
  void takesALastEventWithoutAnEmptyLine() {
    ChunkStream stream = stream(cut("data: {\"a\":1}\n\ndata: [DONE]", List.of(9)), true);

    assertThat(read(stream)).isEqualTo("data: {\"a\":1}\n\ndata: [DONE]\n\n");
    assertThat(stream.failure()).isNull();
  }
}
