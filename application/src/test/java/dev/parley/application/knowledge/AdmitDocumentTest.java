package dev.parley.application.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.knowledge.AdmitDocument.Bounds;
import dev.parley.application.knowledge.Backlog.Counts;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.tenant.TenantId;
import dev.parley.domain.validation.InvalidValue;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AdmitDocumentTest {
  private static final TenantId TENANT = new TenantId(new UUID(1, 2));

  private static Optional<Refusal> refusal(int ofTenant, int inAll) {
    return new AdmitDocument(tenant -> new Counts(ofTenant, inAll), new Bounds(3, 5))
        .refusal(TENANT);
  }

  @Test
  void letsADocumentInBelowBothBounds() {
    assertThat(refusal(2, 4)).isEmpty();
  }

  @Test
  void refusesBeyondTheTenantsBoundAndSaysWhenToComeBack() {
    assertThat(refusal(3, 3))
        .contains(
            new Refusal.Unavailable(
                "3 documents of yours are waiting: send further ones later.",
                Duration.ofSeconds(30)));
  }

  @Test
  void refusesBeyondTheBoundOfAllWithoutTellingOfOthers() {
    assertThat(refusal(0, 5))
        .contains(
            new Refusal.Unavailable(
                "Too many documents are waiting: send further ones later.",
                Duration.ofSeconds(30)));
  }

  @Test
  void wantsBoundsThatLetSomethingIn() {
    assertThatExceptionOfType(InvalidValue.class).isThrownBy(() -> new Bounds(0, 1));
    assertThatExceptionOfType(InvalidValue.class).isThrownBy(() -> new Bounds(1, 0));
  }
}
