package dev.parley.domain.guardrail.pii;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PiiStreamingProperties {
  private static final String SEED = "31";
  private static final PiiPolicy MASK = PiiPolicy.all(PiiAction.MASK);
  private static final PiiPolicy BLOCK = PiiPolicy.all(PiiAction.BLOCK);

  @Provide
  Arbitrary<String> texts() {
    return PiiTexts.texts();
  }

  private static String masked(PiiPolicy policy, List<String> pieces) {
    return Streams.through(new PiiOutputStage(policy, new Placeholders()), pieces);
  }

  @Property(seed = SEED)
  void masksTheSameHoweverTheTextIsCut(@ForAll("texts") String text, @ForAll long seed) {
    String whole = masked(MASK, List.of(text));

    assertThat(masked(MASK, PiiTexts.cut(text, new Random(seed)))).isEqualTo(whole);
    assertThat(masked(MASK, Streams.pieces(text, 1))).isEqualTo(whole);
  }

  @Example
  void leaksNothingOfAnyFixtureCutAnywhere() {
    for (String text : PiiTexts.FIXTURES) {
      String whole = expected(text);
      for (int cut = 0; cut <= text.length(); cut++) {
        assertThat(masked(BLOCK, List.of(text.substring(0, cut), text.substring(cut))))
            .isEqualTo(whole);
      }
      for (int length = 1; length <= 7; length++) {
        assertThat(masked(BLOCK, Streams.pieces(text, length))).isEqualTo(whole);
      }
    }
  }

  /** Written from what the scanner finds, so that everything around it is seen to be unchanged. */
  private static String expected(String text) {
    StringBuilder expected = new StringBuilder();
    int at = 0;
    for (PiiFinding finding : new PiiScanner().scan(text)) {
      expected.append(text, at, finding.start());
      expected.append("[removed: ").append(finding.kind().code()).append(']');
      at = finding.end();
    }
    return expected.append(text.substring(at)).toString();
  }

  @Property(seed = SEED)
  void passesEverythingAroundWhatItFinds(@ForAll("texts") String text) {
    assertThat(masked(BLOCK, List.of(text))).isEqualTo(expected(text));
  }

  @Property(seed = SEED)
  void neverHoldsMoreThanItsReach(@ForAll("texts") String text) {
    PiiOutputStage stage = new PiiOutputStage(MASK, new Placeholders(), PiiScanner.MIN_REACH);
    for (String piece : Streams.pieces(text, 1)) {
      stage.accept(piece, out -> {});
      assertThat(stage.held()).isLessThanOrEqualTo(PiiScanner.MIN_REACH);
    }
    stage.finish(out -> {});
    assertThat(stage.held()).isZero();
  }

  @Property(seed = SEED)
  void findsTheSameWithAnyReachThatIsAllowed(@ForAll("texts") String text) {
    PiiOutputStage least = new PiiOutputStage(MASK, new Placeholders(), PiiScanner.MIN_REACH);

    assertThat(Streams.through(least, List.of(text))).isEqualTo(masked(MASK, List.of(text)));
  }

  @Example
  void holdsBackNoMoreThanTheWordInProse() {
    String prose =
        "The lease of a run is renewed while its node lives; another node ends it otherwise. In 2024"
            + " they had 12 nodes (of 14), and \"all\" of them were up: nobody was surprised, as it"
            + " happens - not even we! Costs fell by 3.5% to $1,200.";
    PiiOutputStage stage = new PiiOutputStage(MASK, new Placeholders());
    for (int i = 0; i < prose.length(); i++) {
      stage.accept(prose.substring(i, i + 1), out -> {});
      int word = i;
      while (word > 0 && prose.charAt(word) != ' ') {
        word--;
      }
      boolean afterNumber = word > 0 && Character.isDigit(prose.charAt(word - 1));
      assertThat(stage.held()).isLessThanOrEqualTo(i - word + (afterNumber ? 6 : 1));
    }
  }

  @Example
  void doesNotKeepAPrivateKey() {
    PiiOutputStage stage = new PiiOutputStage(BLOCK, new Placeholders());
    StringBuilder text = new StringBuilder();
    Consumer<String> out = text::append;
    stage.accept("a -----BEGIN " + "RSA PRIVATE KEY-----\n", out);
    for (int i = 0; i < 10_000; i++) {
      stage.accept("MIIEvQIBADANBgkqhkiG9w0", out);
      assertThat(stage.held()).isZero();
    }
    stage.accept("\n-----END " + "RSA PRIVATE KEY", out);
    assertThat(stage.held()).isLessThan(40);
    stage.accept("----- b", out);
    stage.finish(out);

    assertThat(text).hasToString("a [removed: private_key] b");
    assertThat(stage.removed()).containsExactly(PiiKind.PRIVATE_KEY);
  }

  @Property(seed = SEED)
  void unmasksTheSameHoweverTheTextIsCut(@ForAll("texts") String text, @ForAll long seed) {
    Placeholders placeholders = new Placeholders();
    placeholders.mask(PiiKind.EMAIL, "jane@example.com", true);
    placeholders.maskLiteral("<EMAIL_1>");
    String whole = placeholders.unmask(text);

    assertThat(Streams.through(new UnmaskStage(placeholders), PiiTexts.cut(text, new Random(seed))))
        .isEqualTo(whole)
        .isEqualTo(
            text.replace("<EMAIL_1>", "\0")
                .replace("<LITERAL_1>", "<EMAIL_1>")
                .replace("\0", "jane@example.com"));
  }
}
