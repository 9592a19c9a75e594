package dev.parley.domain.scope;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.guardrail.pii.PiiAction;
import dev.parley.domain.guardrail.pii.PiiKind;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ScopeRefusalTest {
  private static Scope scope(
      String description,
      String refusal,
      boolean grounded,
      Map<PiiKind, PiiAction> pii,
      String... topics) {
    return new Scope(
        new ScopeId(new UUID(1, 1)),
        new TenantId(new UUID(2, 2)),
        "Pump support",
        description,
        List.of(topics),
        List.of(),
        List.of(),
        refusal,
        Strictness.STRICT,
        pii,
        grounded,
        null,
        Instant.EPOCH,
        Instant.EPOCH);
  }

  @Test
  void saysTheScopesOwnMessage() {
    assertThat(ScopeRefusal.text(scope("d", "Pumps only, please", false, Map.of(), "a")))
        .isEqualTo("Pumps only, please");
  }

  @Test
  void makesOneOfDescriptionAndTopics() {
    assertThat(ScopeRefusal.text(scope("I know pumps", " ", false, Map.of(), "faults")))
        .isEqualTo("I cannot help with that here. I know pumps. Ask me about faults.");
    assertThat(ScopeRefusal.text(scope("I know pumps!", "", false, Map.of(), "a", "b", "c")))
        .isEqualTo("I cannot help with that here. I know pumps! Ask me about a, b or c.");
    assertThat(ScopeRefusal.text(scope("", "", false, Map.of())))
        .isEqualTo("I cannot help with that here. This is about Pump support.");
    assertThat(ScopeRefusal.text(scope("", "", false, Map.of(), "a", "b", "c", "d", "e")))
        .endsWith("Ask me about a, b, c, d or e.");
    assertThat(ScopeRefusal.text(scope("", "", false, Map.of(), "a", "b", "c", "d", "e", "f")))
        .endsWith("Ask me about a, b, c, d or e and more.");
  }

  @Test
  void refusesToAnswerFromNothingWhereOneScopeWantsPassages() {
    Scope free = scope("", "", false, Map.of());
    Scope grounded = scope("", "", true, Map.of());

    assertThat(Grounding.refusal(List.of(free, grounded), 0))
        .contains(
            "I answer from the documents of Pump support only, and found nothing in them about"
                + " this.");
    assertThat(Grounding.refusal(List.of(free, grounded), 1)).isEmpty();
    assertThat(Grounding.refusal(List.of(free), 0)).isEmpty();
  }

  @Test
  void takesTheStrictestActionForEachKind() {
    Scope one =
        scope("", "", false, Map.of(PiiKind.EMAIL, PiiAction.MASK, PiiKind.IBAN, PiiAction.BLOCK));
    Scope two =
        scope(
            "", "", false, Map.of(PiiKind.EMAIL, PiiAction.ALLOW, PiiKind.PHONE, PiiAction.ALLOW));

    Map<PiiKind, PiiAction> expected =
        Map.of(
            PiiKind.EMAIL, PiiAction.MASK,
            PiiKind.IBAN, PiiAction.BLOCK,
            PiiKind.PHONE, PiiAction.ALLOW);
    assertThat(PiiPolicies.strictest(List.of(one, two))).isEqualTo(expected);
    assertThat(PiiPolicies.strictest(List.of(two, one))).isEqualTo(expected);
    assertThat(PiiPolicies.strictest(List.of())).isEmpty();
  }

  @Test
  void countsWhatAJudgeGetsWrong() {
    List<ScopeReport.Labelled> rows =
        List.of(
            new ScopeReport.Labelled("a", true),
            new ScopeReport.Labelled("b", true),
            new ScopeReport.Labelled("c", false));
    ScopeReport report =
        ScopeReport.of(
            rows,
            question ->
                question.equals("a")
                    ? new ScopeOutcome.OutOfScope(
                        scope("", "", false, Map.of()), ScopeOutcome.Evidence.NONE)
                    : new ScopeOutcome.InScope(ScopeOutcome.Evidence.NONE));

    assertThat(report).isEqualTo(new ScopeReport(2, 1, List.of("a"), List.of("c")));
    assertThat(report.falseRefusalRate()).isEqualTo(0.5);
    assertThat(report.falseAcceptRate()).isEqualTo(1);
    assertThat(report.plus(report))
        .isEqualTo(new ScopeReport(4, 2, List.of("a", "a"), List.of("c", "c")));
    assertThat(new ScopeReport(0, 0, List.of(), List.of()).falseRefusalRate()).isZero();
    assertThat(new ScopeReport(0, 0, List.of(), List.of()).falseAcceptRate()).isZero();
  }
}
