package dev.parley.domain.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.parley.domain.knowledge.Reindexing.Status;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReindexingTest {
  private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

  private static Reindexing of(
      Status status, int documents, int done, int failed, @Nullable Instant ended) {
    return new Reindexing(
        new TenantId(new UUID(1, 1)),
        new DatasetId(new UUID(2, 1)),
        new EditionId(new UUID(3, 1)),
        "model",
        ChunkingSettings.DEFAULT,
        status,
        documents,
        done,
        IntStream.range(0, failed).mapToObj(number -> new DocumentId(new UUID(4, number))).toList(),
        NOW,
        ended,
        null);
  }

  @Test
  void isReadyWhenAllIsThereAndHasRested() {
    Instant made = NOW.plusSeconds(60);
    Reindexing complete = of(Status.BUILDING, 3, 2, 1, null);

    assertThat(complete.waiting()).isZero();
    assertThat(complete.isReady(made, made)).isFalse();
    assertThat(complete.isReady(made, made.plus(Reindexing.REST))).isTrue();
    assertThat(complete.isReady(null, NOW.plus(Reindexing.REST))).isTrue();
    assertThat(of(Status.BUILDING, 3, 2, 0, null).isReady(made, made.plusSeconds(99))).isFalse();
    assertThat(of(Status.CANCELLED, 3, 3, 0, made).isReady(made, made.plusSeconds(99))).isFalse();
  }

  @Test
  void endsOnceAndLeavesSomethingForAWhile() {
    Reindexing switched = of(Status.BUILDING, 1, 1, 0, null).switched(NOW);

    assertThat(switched.status()).isEqualTo(Status.SWITCHED);
    assertThat(switched.endedAt()).isEqualTo(NOW);
    assertThat(switched.leftoversFrom()).isEqualTo(NOW.plus(Reindexing.LEFTOVERS_KEPT));
    assertThat(switched.tidied().leftoversFrom()).isNull();
    assertThatIllegalStateException().isThrownBy(() -> switched.cancelled(NOW));
    assertThatIllegalStateException().isThrownBy(() -> switched.switched(NOW));
  }

  @Test
  void isEitherBeingBuiltOrHasEnded() {
    assertThatIllegalArgumentException().isThrownBy(() -> of(Status.BUILDING, 1, 1, 0, NOW));
    assertThatIllegalArgumentException().isThrownBy(() -> of(Status.SWITCHED, 1, 1, 0, null));
    assertThat(of(Status.SWITCHED, 1, 1, 0, NOW).failures()).isEqualTo(List.of());
  }
}
