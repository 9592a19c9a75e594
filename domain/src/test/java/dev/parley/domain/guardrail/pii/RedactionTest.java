package dev.parley.domain.guardrail.pii;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RedactionTest {
  private static final String TEXT = "Mail ada@example.org or bob@example.org from 10.1.2.3 now.";

  private static Redaction redaction(PiiAction email, PiiAction address) {
    return new Redaction(new PiiPolicy(Map.of(PiiKind.EMAIL, email, PiiKind.IP_ADDRESS, address)));
  }

  @Test
  void replacesWhatIsBlockedAndNamesItsKinds() {
    Redaction.Cleansed cleansed = redaction(PiiAction.BLOCK, PiiAction.MASK).withoutBlocked(TEXT);

    assertThat(cleansed.text())
        .isEqualTo("Mail [removed: email] or [removed: email] from 10.1.2.3 now.");
    assertThat(cleansed.removed()).containsExactly(PiiKind.EMAIL);
  }

  @Test
  void leavesATextWithoutBlockedKindsAsItIs() {
    Redaction.Cleansed cleansed = redaction(PiiAction.MASK, PiiAction.ALLOW).withoutBlocked(TEXT);

    assertThat(cleansed).isEqualTo(new Redaction.Cleansed(TEXT, Set.of()));
  }

  @Test
  void blackensMaskedAndBlockedKindsWithoutMovingAnything() {
    assertThat(redaction(PiiAction.MASK, PiiAction.BLOCK).blackened(TEXT))
        .isEqualTo("Mail ••••••••••••••• or ••••••••••••••• from •••••••• now.")
        .hasSameSizeAs(TEXT);
    assertThat(redaction(PiiAction.ALLOW, PiiAction.MASK).blackened(TEXT))
        .isEqualTo("Mail ada@example.org or bob@example.org from •••••••• now.");
    assertThat(redaction(PiiAction.ALLOW, PiiAction.ALLOW).blackened(TEXT)).isEqualTo(TEXT);
  }
}
