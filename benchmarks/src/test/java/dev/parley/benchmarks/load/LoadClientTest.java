package dev.parley.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.benchmarks.provider.Script;
import dev.parley.benchmarks.provider.ScriptedServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoadClientTest {
  private static final Script SCRIPT = new Script(40, 0, true);
  private static final String QUESTION = "This is question 1 of reader 0. ";
  private static final int STARTED = 1;

  private final LoadClient client = new LoadClient();

  @AfterEach
  void close() {
    client.close();
  }

  @Test
  void findsNothingWhereEverythingArrivesInWhateverPieces() throws Exception {
    for (int piece : List.of(1, 7, 1 << 20)) {
      Tally tally = ask(frames(), piece);
      assertThat(tally.isWhole()).isTrue();
      assertThat(tally.completed()).isEqualTo(1);
      assertThat(tally.tokens()).isEqualTo(40);
      assertThat(tally.gaps().count()).isEqualTo(40);
      assertThat(tally.failures()).isEmpty();
    }
  }

  @Test
  void passesOverHeartbeats() throws Exception {
    List<String> frames = frames();
    frames.add(5, ": hb\n\n");
    assertThat(ask(frames, 100).isWhole()).isTrue();
  }

  @Test
  void countsAnEventThatIsMissing() throws Exception {
    List<String> frames = frames();
    frames.remove(10);
    Tally tally = ask(frames, 100);
    assertThat(tally.lost()).isEqualTo(1);
    assertThat(tally.otherTexts()).isEqualTo(1);
    assertThat(tally.tokens()).isZero();
    assertThat(tally.isWhole()).isFalse();
  }

  @Test
  void countsAnEventThatIsMissingThoughTheTextIsNot() throws Exception {
    List<String> frames = frames();
    frames.remove(frames.size() - 2);
    Tally tally = ask(frames, 100);
    assertThat(tally.lost()).isEqualTo(1);
    assertThat(tally.otherTexts()).isZero();
    assertThat(tally.isWhole()).isFalse();
  }

  @Test
  void countsAnEventThatComesTwice() throws Exception {
    List<String> frames = frames();
    frames.add(10, frames.get(9));
    Tally tally = ask(frames, 100);
    assertThat(tally.doubled()).isEqualTo(1);
    assertThat(tally.lost()).isZero();
    assertThat(tally.isWhole()).isFalse();
  }

  @Test
  void countsAnEventThatComesTooLate() throws Exception {
    List<String> frames = frames();
    frames.add(12, frames.remove(9));
    Tally tally = ask(frames, 100);
    assertThat(tally.lost()).isEqualTo(1);
    assertThat(tally.doubled()).isEqualTo(1);
  }

  @Test
  void noticesATextThatDiffers() throws Exception {
    List<String> frames = frames();
    frames.set(10, frames.get(10).replaceFirst("\"text\":\".", "\"text\":\"x"));
    Tally tally = ask(frames, 100);
    assertThat(tally.otherTexts()).isEqualTo(1);
    assertThat(tally.lost()).isZero();
    assertThat(tally.isWhole()).isFalse();
  }

  @Test
  void noticesTheAnswerToSomebodyElse() throws Exception {
    List<String> frames = frames();
    frames.set(STARTED, delta(2, "This is question 1 of reader 1. "));
    assertThat(ask(frames, 100).otherTexts()).isEqualTo(1);
  }

  @Test
  void countsAStreamThatBreaksOff() throws Exception {
    List<String> frames = frames();
    frames.removeLast();
    Tally tally = ask(frames, 100);
    assertThat(tally.completed()).isZero();
    assertThat(tally.lost()).isEqualTo(1);
    assertThat(tally.isWhole()).isFalse();
    assertThat(tally.failures().keySet().toString()).contains("after event 43");
  }

  @Test
  void keepsTheReasonOfARefusal() throws Exception {
    try (CannedServer server =
        CannedServer.answering("429 Too Many Requests", "{\"code\":\"rate_limited\"}", 100)) {
      Tally tally = client.run(target(server.address()), plan(2, Duration.ofSeconds(20), false));
      assertThat(tally.isWhole()).isFalse();
      assertThat(tally.failures())
          .containsOnlyKeys("429 Too Many Requests {\"code\":\"rate_limited\"}")
          .containsValue(2);
    }
  }

  @Test
  void breaksOffWhatIsNotOverInTime() throws Exception {
    try (ScriptedServer provider = provider()) {
      Script slow = new Script(1_000, 20, true);
      Plan plan =
          new Plan(slow, true, 3, Duration.ZERO, Duration.ZERO, Duration.ofSeconds(1), false);
      Tally tally = client.run(completions(provider, slow), plan);
      assertThat(tally.begun()).isEqualTo(3);
      assertThat(tally.completed()).isZero();
      assertThat(tally.lost()).isEqualTo(3);
      assertThat(tally.failures().keySet().toString()).contains("not over in time");
    }
  }

  @Test
  void readsManyStreamsOfAProviderAtOnceAndAgain() throws Exception {
    try (ScriptedServer provider = provider()) {
      Plan plan =
          new Plan(
              SCRIPT,
              true,
              20,
              Duration.ZERO,
              Duration.ofSeconds(3),
              Duration.ofSeconds(20),
              false);
      Tally tally = client.run(completions(provider, SCRIPT), plan);
      assertThat(tally.failures()).isEmpty();
      assertThat(tally.isWhole()).isTrue();
      assertThat(tally.begun()).isGreaterThan(20);
      assertThat(tally.mostOpen()).isBetween(1L, 20L);
      assertThat(tally.tokensPerSecond()).isPositive();
    }
  }

  @Test
  void noticesALostChunkOfAProviderByItsText() throws Exception {
    String other = "data: {\"choices\":[{\"delta\":{\"content\":\"" + QUESTION + "\"}}]}\n\n";
    try (CannedServer server = CannedServer.answering("200 OK", other + "data: [DONE]\n\n", 100)) {
      Target target =
          new Target("canned", server.address(), "/", null, Dialect.OPENAI_CHUNKS, text -> text);
      Tally tally = client.run(target, plan(1, Duration.ofSeconds(20), false));
      assertThat(tally.completed()).isEqualTo(1);
      assertThat(tally.otherTexts()).isEqualTo(1);
    }
  }

  @Test
  void readsSlowlyUntilThereIsAHurry() throws Exception {
    try (ScriptedServer provider = provider()) {
      LoadClient.Run run =
          client.begin(completions(provider, SCRIPT), plan(5, Duration.ofSeconds(60), true));
      Thread.sleep(1_500);
      assertThat(run.open()).isEqualTo(5);
      run.hurry();
      Tally tally = run.await();
      assertThat(tally.failures()).isEmpty();
      assertThat(tally.isWhole()).isTrue();
    }
  }

  private Tally ask(List<String> frames, int piece) throws IOException, InterruptedException {
    try (CannedServer server = CannedServer.answering("200 OK", String.join("", frames), piece)) {
      return client.run(target(server.address()), plan(1, Duration.ofSeconds(20), false));
    }
  }

  private static Plan plan(int streams, Duration patience, boolean slow) {
    return new Plan(SCRIPT, true, streams, Duration.ZERO, Duration.ZERO, patience, slow);
  }

  private static Target target(InetSocketAddress address) {
    return new Target("canned", address, "/", "key", Dialect.RUN_EVENTS, question -> question);
  }

  private static Target completions(ScriptedServer provider, Script script) {
    return Targets.provider(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), provider.port()), script);
  }

  private static ScriptedServer provider() throws InterruptedException {
    return ScriptedServer.start(new ScriptedServer.Options(0, SCRIPT, Duration.ZERO, List.of(), 1));
  }

  /** An answer as it must be: started, the question, the tokens, usage, completed. */
  private static List<String> frames() {
    List<String> frames = new ArrayList<>();
    frames.add(frame(1, "run.started", "{\"run_id\":\"r\"}"));
    frames.add(delta(2, QUESTION));
    for (int i = 0; i < SCRIPT.tokens(); i++) {
      frames.add(delta(3 + i, SCRIPT.token(i)));
    }
    frames.add(frame(43, "usage", "{\"completion_tokens\":40}"));
    frames.add(frame(44, "message.completed", "{\"finish_reason\":\"stop\"}"));
    return frames;
  }

  private static String delta(int seq, String text) {
    String json = text.replace("\n", "\\n").replace("s", "\\u0073");
    return frame(seq, "message.delta", "{\"text\":\"" + json + "\"}");
  }

  private static String frame(int seq, String type, String json) {
    return "id: 0190-ab:" + seq + "\nevent: " + type + "\ndata: " + json + "\n\n";
  }
}
