package dev.parley.adapters.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.http.client.sse.ServerSentEvent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class EventReaderProperties {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STOP =
      "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}";

  @Property(tries = 300)
  void tellsTheSameTextHoweverTheBytesCome(
      @ForAll @Size(max = 60) List<@StringLength(max = 9) String> texts,
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 700) Integer> sizes)
      throws Exception {
    StringBuilder sent = new StringBuilder(": hello\n\n");
    for (String text : texts) {
      sent.append("data: ").append(chunk(text)).append("\n\n");
    }
    sent.append("data: ").append(STOP).append("\n\ndata: [DONE]\n\n");
    Told told = read(cut(sent.toString(), sizes));
    // Half a character becomes a question mark on its way through UTF-8.
    String whole =
        texts.stream()
            .map(text -> new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8))
            .collect(Collectors.joining());
    assertThat(told.text()).isEqualTo(whole);
    assertThat(told.others()).endsWith("null " + STOP, "null [DONE]");
    assertThat(told.events().getLast()).isEqualTo("event null [DONE]");
  }

  @Property(tries = 200)
  void keepsTheOrderOfTextsAndOtherEvents(
      @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 90) Integer> sizes)
      throws Exception {
    String sent =
        """
        data: %s

        event: note
        data: one
        data: two

        data:%s\r
        \r
        data: %s

        : comment

        data: last\
        """
            .formatted(chunk("a"), chunk("b"), chunk("c"));
    assertThat(read(cut(sent, sizes)).events())
        .containsExactly("text a", "event note one\ntwo", "text b", "text c", "event null last");
  }

  @Test
  void tellsTextsTogetherThatAreThereTogetherOnceTheAnswerHasBegun() throws Exception {
    StringBuilder sent = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      sent.append("data: ").append(chunk(i + " ")).append("\n\n");
    }
    List<String> told = read(cut(sent.toString(), List.of(sent.length()))).events();
    assertThat(told).hasSize(EventReader.SINGLE_TEXTS + 1);
    assertThat(told.getFirst()).isEqualTo("text 0 ");
    assertThat(told.getLast()).startsWith("text 16 17 18 ").endsWith(" 49 ");
  }

  @Test
  void tellsEachTextThatComesByItself() throws Exception {
    List<byte[]> pieces = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      pieces.add(("data: " + chunk(i + " ") + "\n\n").getBytes(StandardCharsets.UTF_8));
    }
    assertThat(read(pieces).events()).hasSize(50);
  }

  @Test
  void tellsNothingOnceNobodyListens() throws Exception {
    String two = "data: " + chunk("a") + "\n\ndata: " + chunk("b") + "\n\ndata: x\n\n";
    Told told = new Told(1);
    new EventReader(body(cut(two, List.of(10_000))), told).read();
    assertThat(told.events()).containsExactly("text a");
  }

  @Test
  void takesEventsLargerThanItsBuffer() throws Exception {
    String large = "x".repeat(100_000);
    assertThat(read(cut("data: " + chunk(large) + "\n\n", List.of(7_000))).text()).isEqualTo(large);
  }

  @Test
  void saysThatTheBodyBrokeOffAfterWhatCameOfIt() {
    ResponseBody body = new ResponseBody(Duration.ofSeconds(5), 1 << 20);
    body.onNext(
        List.of(
            ByteBuffer.wrap(
                ("data: " + chunk("a") + "\n\ndata: ").getBytes(StandardCharsets.UTF_8))));
    body.onError(new IOException("cut"));
    Told told = new Told(Integer.MAX_VALUE);
    assertThatThrownBy(() -> new EventReader(body, told).read()).isInstanceOf(IOException.class);
    assertThat(told.events()).containsExactly("text a");
  }

  private static String chunk(String text) {
    try {
      return "{\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":"
          + JSON.writeValueAsString(Map.of("content", text))
          + ",\"finish_reason\":null}]}";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Told read(List<byte[]> pieces) throws IOException {
    Told told = new Told(Integer.MAX_VALUE);
    new EventReader(body(pieces), told).read();
    return told;
  }

  private static ResponseBody body(List<byte[]> pieces) {
    ResponseBody body = new ResponseBody(Duration.ofSeconds(5), 1 << 24);
    pieces.forEach(piece -> body.onNext(List.of(ByteBuffer.wrap(piece))));
    body.onComplete();
    return body;
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

  /** Remembers what it was told, and listens to so many events. */
  private static final class Told implements EventReader.Listener {
    private final List<String> events = new ArrayList<>();
    private final StringBuilder text = new StringBuilder();
    private final int most;

    Told(int most) {
      this.most = most;
    }

    @Override
    public void text(String piece) {
      events.add("text " + piece);
      text.append(piece);
    }

    @Override
    public void event(ServerSentEvent event) {
      events.add("event " + event.event() + " " + event.data());
    }

    @Override
    public boolean isStopped() {
      return events.size() >= most;
    }

    List<String> events() {
      return events;
    }

    List<String> others() {
      return events.stream()
          .filter(event -> event.startsWith("event "))
          .map(event -> event.substring("event ".length()))
          .toList();
    }

    String text() {
      return text.toString();
    }
  }
}
