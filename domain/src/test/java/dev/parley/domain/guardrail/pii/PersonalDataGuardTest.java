package dev.parley.domain.guardrail.pii;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.guardrail.Origin;
import dev.parley.domain.guardrail.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PersonalDataGuardTest {
  private final Placeholders placeholders = new Placeholders();

  private Verdict judge(PiiPolicy policy, Origin origin, String text) {
    return new PersonalDataGuard(policy, placeholders).judge(origin, text);
  }

  private String masked(String text) {
    Verdict verdict = judge(PiiPolicy.all(PiiAction.MASK), Origin.USER, text);
    return verdict instanceof Verdict.Masked masked ? masked.text() : text;
  }

  @Test
  void allowsWhatHoldsNothing() {
    assertThat(judge(PiiPolicy.all(PiiAction.BLOCK), Origin.USER, "Good morning."))
        .isEqualTo(new Verdict.Allowed());
    assertThat(new PersonalDataGuard(PiiPolicy.all(PiiAction.MASK), placeholders).name())
        .isEqualTo("personal_data");
  }

  @Test
  void allowsKindsThatThePolicyDoesNotName() {
    PiiPolicy policy = new PiiPolicy(Map.of(PiiKind.PHONE, PiiAction.BLOCK));

    assertThat(judge(policy, Origin.USER, "jane@example.com")).isEqualTo(new Verdict.Allowed());
    assertThat(policy.action(PiiKind.EMAIL)).isEqualTo(PiiAction.ALLOW);
    assertThat(policy.sought()).containsExactly(PiiKind.PHONE);
  }

  @Test
  void refusesBlockedKindsWithoutRepeatingThem() {
    PiiPolicy policy =
        PiiPolicy.all(PiiAction.MASK)
            .with(PiiKind.CREDIT_CARD, PiiAction.BLOCK)
            .with(PiiKind.US_SSN, PiiAction.BLOCK);

    assertThat(judge(policy, Origin.USER, "jane@example.com 4111111111111111 and 123-45-6789"))
        .isEqualTo(new Verdict.Refused("personal_data", "The text holds: credit_card, us_ssn"));
    assertThat(placeholders.entries()).isEmpty();
  }

  @Test
  void masksTheSameValueAlikeHoweverItIsWritten() {
    assertThat(masked("jane@example.com, JANE@Example.com, joe@example.com"))
        .isEqualTo("<EMAIL_1>, <EMAIL_1>, <EMAIL_2>");
    assertThat(masked("Call 555-123-4567 or (555) 123 4567, card 4111 1111 1111 1111."))
        .isEqualTo("Call <PHONE_1> or <PHONE_1>, card <CARD_1>.");
    assertThat(masked("4111111111111111 and de89370400440532013000, DE89 3704 0044 0532 0130 00"))
        .isEqualTo("<CARD_1> and <IBAN_1>, <IBAN_1>");
  }

  @Test
  void keepsCaseWhereItMatters() {
    String key = "ghp_" + "aB1".repeat(12);
    assertThat(masked(key + " " + key.replace('a', 'A'))).isEqualTo("<KEY_1> <KEY_2>");
    assertThat(masked("http://a:b@h http://A:b@h"))
        .isEqualTo("http://<CREDENTIALS_1>@h http://<CREDENTIALS_2>@h");
  }

  @Test
  void masksWhatIsTypedLikeAPlaceholder() {
    String text =
        "jane@example.com is not <EMAIL_1>, <EMAIL_9> nor <LITERAL_1>; <FOO_1> <EMAIL_01>";
    String masked = masked(text);

    assertThat(masked)
        .isEqualTo("<EMAIL_1> is not <LITERAL_1>, <LITERAL_2> nor <LITERAL_3>; <FOO_1> <EMAIL_01>");
    assertThat(placeholders.unmask(masked)).isEqualTo(text);
  }

  @Test
  void removesPrivateKeysForGood() {
    assertThat(masked("x " + PiiTexts.KEY_BLOCK + " y")).isEqualTo("x [removed: private_key] y");
    assertThat(masked(PiiTexts.LONG_TOKEN)).isEqualTo("[removed: api_key]");
    assertThat(placeholders.entries()).isEmpty();
  }

  @Test
  void givesTheCallerNothingBackThatOnlyTheAnswerSaid() {
    PiiPolicy policy = PiiPolicy.all(PiiAction.MASK);
    assertThat(judge(policy, Origin.DOCUMENT, "jane@example.com"))
        .isEqualTo(new Verdict.Masked("<EMAIL_1>"));
    assertThat(judge(policy, Origin.ANSWER, "<EMAIL_1>: joe@example.com, jane@example.com"))
        .isEqualTo(new Verdict.Masked("<EMAIL_1>: <EMAIL_2>, <EMAIL_1>"));
    assertThat(placeholders.unmask("<EMAIL_1> <EMAIL_2>")).isEqualTo("jane@example.com <EMAIL_2>");

    assertThat(masked("joe@example.com")).isEqualTo("<EMAIL_2>");
    assertThat(placeholders.unmask("<EMAIL_2>")).isEqualTo("joe@example.com");
  }

  @Test
  void masksTheAnswerBeforeItIsUnmasked() {
    String question = masked("I am jane@example.com");
    PiiOutputStage mask = new PiiOutputStage(PiiPolicy.all(PiiAction.MASK), placeholders);
    UnmaskStage unmask = new UnmaskStage(placeholders);
    StringBuilder answer = new StringBuilder();
    mask.accept(question + " and <EMAIL_1>, not joe@ex", x -> unmask.accept(x, answer::append));
    mask.accept("ample.com.", piece -> unmask.accept(piece, answer::append));
    mask.finish(piece -> unmask.accept(piece, answer::append));
    unmask.finish(answer::append);

    assertThat(answer).hasToString("I am jane@example.com and jane@example.com, not <EMAIL_2>.");
    assertThat(mask.removed()).isEmpty();
  }

  @Test
  void continuesFromStoredEntries() {
    masked("jane@example.com <PHONE_1>");
    Placeholders restored = Placeholders.of(placeholders.entries());

    assertThat(restored.entries())
        .containsExactly(
            new Placeholder("EMAIL", 1, "jane@example.com", true),
            new Placeholder("LITERAL", 1, "<PHONE_1>", true));
    assertThat(restored.mask(PiiKind.EMAIL, "Jane@example.com", true)).contains("<EMAIL_1>");
    assertThat(restored.mask(PiiKind.EMAIL, "joe@example.com", true)).contains("<EMAIL_2>");
  }

  @Test
  void removesWhatHasNoNumberLeft() {
    Placeholders full =
        Placeholders.of(List.of(new Placeholder("EMAIL", 999_999, "a@example.com", true)));

    assertThat(
            new PersonalDataGuard(PiiPolicy.all(PiiAction.MASK), full)
                .judge(Origin.USER, "a@example.com b@example.com"))
        .isEqualTo(new Verdict.Masked("<EMAIL_999999> [removed: email]"));
  }

  @Test
  void checksPlaceholders() {
    Placeholder placeholder = new Placeholder("CREDENTIALS", 999_999, "a:b", true);
    assertThat(placeholder.text())
        .isEqualTo("<CREDENTIALS_999999>")
        .hasSize(Placeholder.MAX_LENGTH);
    assertThat(placeholder).hasToString("<CREDENTIALS_999999>");
    assertThatThrownBy(() -> new Placeholder("FOO", 1, "x", true))
        .hasMessageContaining("label: FOO");
    assertThatThrownBy(() -> new Placeholder("EMAIL", 0, "x", true)).hasMessageContaining("1..");
    assertThatThrownBy(() -> new Placeholder("EMAIL", 1_000_000, "x", true))
        .hasMessageContaining("number: 1000000");
  }

  @Test
  void refusesAReachThatIsTooShort() {
    assertThatThrownBy(() -> new PiiOutputStage(PiiPolicy.all(PiiAction.MASK), placeholders, 351))
        .hasMessage("reach: 351 (expected: at least 352)");
  }

  @Test
  void namesKindsAndActions() {
    assertThat(PiiKind.EMAIL.code()).isEqualTo("email");
    assertThat(PiiKind.EMAIL.reportName()).isEqualTo("EMAIL_ADDRESS");
    assertThat(PiiAction.MASK.code()).isEqualTo("mask");
    assertThatThrownBy(() -> new PiiFinding(PiiKind.EMAIL, 3, 3)).hasMessageContaining("3..3");
    assertThatThrownBy(() -> new PiiFinding(PiiKind.EMAIL, -1, 3)).hasMessageContaining("-1..3");
  }
}
