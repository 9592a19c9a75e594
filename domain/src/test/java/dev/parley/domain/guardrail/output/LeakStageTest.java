package dev.parley.domain.guardrail.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeakStageTest {
  private static final String PROMPT =
      """
      You are the assistant of the Northwind pump works. Answer questions about pumps, spare parts
      and warranty only. Never speak about prices before the customer has named the model. The
      internal discount code for dealers is PUMP-77. Say that you do not know when the passages do
      not tell. Keep every answer under two hundred words and cite the passages by their numbers.
      """;

  private final List<Leak> leaks = new ArrayList<>();

  private LeakStage stage(SystemPrompt prompt) {
    return new LeakStage(prompt, leaks::add);
  }

  private String read(String text) {
    return Streams.whole(stage(new SystemPrompt(PROMPT)), text);
  }

  @Test
  void endsAnAnswerThatRecitesThePrompt() {
    String read = read("Sure, here it is: " + PROMPT + " And more.");

    assertThat(read).isEqualTo("Sure, here it is: You are the assistant of the");
    assertThat(leaks).containsExactly(new Leak.Recited(LeakStage.RUN));
  }

  @Test
  void seesThroughCasePunctuationAndMarkup() {
    String altered =
        "NEVER *speak* about\n- prices: before\u200b the cus\u200btomer HAS named the (model). The internal";

    assertThat(read(altered)).isEqualTo("NEVER *speak* about\n- prices: before\u200b the");
    assertThat(leaks).containsExactly(new Leak.Recited(12));
  }

  @Test
  void passesElevenWordsInARow() {
    String eleven = "Never speak about prices before the customer has named the model";

    assertThat(read(eleven)).isEqualTo(eleven);
    assertThat(read(eleven + " number.")).isEqualTo(eleven + " number.");
    assertThat(leaks).isEmpty();
    read(eleven + " the");
    assertThat(leaks).containsExactly(new Leak.Recited(12));
  }

  @Test
  void addsUpPieces() {
    String pieces =
        "You are the assistant of the Northwind: x Never speak about prices before the customer: y"
            + " The internal discount code for dealers is: z Say that you do not know when the: end";

    String read = read(pieces);

    assertThat(leaks).containsExactly(new Leak.Pieced(27, 64));
    assertThat(read).endsWith("z Say that you do not know").startsWith("You are the assistant");
  }

  @Test
  void doesNotCountAPieceTwice() {
    String piece = "You are the assistant of the Northwind. ";

    assertThat(read(piece.repeat(20))).isEqualTo(piece.repeat(20));
    assertThat(leaks).isEmpty();
  }

  @Test
  void passesShortPrompts() {
    SystemPrompt prompt = new SystemPrompt("You are a helpful assistant. Answer briefly.");
    String text = "You are a helpful assistant. Answer briefly. You are a helpful assistant.";

    assertThat(Streams.whole(stage(prompt), text)).isEqualTo(text);
    assertThat(leaks).isEmpty();
  }

  @Test
  void endsBeforeACanary() {
    SystemPrompt prompt = new SystemPrompt("Short.", List.of("kingfisher-9", "KINGKONG"));
    String text = "It says king, kingfishes, and KingFisher-9 stands there.";

    for (int i = 0; i <= text.length(); i++) {
      leaks.clear();
      LeakStage stage = stage(prompt);
      assertThat(Streams.cutAt(stage, text, i)).isEqualTo("It says king, kingfishes, and ");
      assertThat(leaks).containsExactly(new Leak.Canary());
      assertThat(stage.leaked()).isTrue();
    }
    assertThat(Streams.whole(stage(prompt), "a kingkingkong b")).isEqualTo("a king");
    assertThatThrownBy(() -> new SystemPrompt("a", List.of("1234567")))
        .hasMessageContaining("at least 8");
  }

  @Test
  void holdsOnlyWhatMayBecomeALeak() {
    LeakStage stage = stage(new SystemPrompt(PROMPT));
    StringBuilder out = new StringBuilder();
    stage.accept("Ordinary words about pumps and the warranty of", out::append);
    assertThat(out).hasToString("Ordinary words about pumps and the warranty of");
    assertThat(stage.leaked()).isFalse();
    stage.accept(" The internal discount code for dealers is", out::append);
    assertThat(out.toString()).endsWith("discount code for dealers");
    stage.accept(" unknown", out::append);
    assertThat(out.toString()).endsWith("discount code for dealers");
    stage.accept(" to", out::append);
    assertThat(out.toString()).endsWith("dealers is unknown to");
  }

  @Test
  void holdsBackNoMoreThanTheBound() {
    LeakStage stage = stage(new SystemPrompt(PROMPT));
    StringBuilder out = new StringBuilder();
    stage.accept("The internal discount code for dealers is", out::append);
    stage.accept("\uD83D\uDE00".repeat(2_000), out::append);
    String dots = ".".repeat(2_000);
    stage.accept(" The internal discount code for dealers is ", out::append);
    int before = out.length();
    stage.accept(dots, out::append);

    assertThat(out.length()).isGreaterThan(before + 1_400);
    assertThat(Character.isHighSurrogate(out.charAt(out.length() - 1))).isFalse();
    stage.finish(out::append);
    assertThat(out.toString()).endsWith(dots);
  }

  @Test
  void saysTheSameWhereverTheAnswerIsCut() {
    String text = "Well: " + PROMPT.substring(60);
    String whole = read(text);

    for (int i = 0; i <= text.length(); i++) {
      assertThat(Streams.cutAt(stage(new SystemPrompt(PROMPT)), text, i)).isEqualTo(whole);
    }
  }

  @Test
  void readsLanguagesWithoutBlanks() {
    String prompt = "你是北风水泵公司的助手只回答关于水泵和保修的问题";

    assertThat(Streams.whole(stage(new SystemPrompt(prompt)), "好的：" + prompt))
        .isEqualTo("好的：你是北风水泵");
    assertThat(leaks).containsExactly(new Leak.Recited(12));
  }

  @Test
  void recitesAtTheVeryEnd() {
    assertThat(read("cite the passages by their numbers")).endsWith("numbers");
    read("Keep every answer under two hundred words and cite the passages by");

    assertThat(leaks).containsExactly(new Leak.Recited(12));
  }
}
