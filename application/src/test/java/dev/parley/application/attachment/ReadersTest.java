package dev.parley.application.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.attachment.Readers.Permit;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadersTest {
  private static final Duration NO_TIME = Duration.ofMillis(1);

  private final Readers readers = new Readers(3);
  private final TenantId one = new TenantId(Fixtures.id());
  private final TenantId two = new TenantId(Fixtures.id());
  private final TenantId three = new TenantId(Fixtures.id());
  private final TenantId four = new TenantId(Fixtures.id());

  private Permit entered(TenantId tenant) throws InterruptedException {
    return Objects.requireNonNull(readers.enter(tenant, NO_TIME));
  }

  @Test
  void leavesRoomForOtherTenants() throws Exception {
    Permit first = entered(one);
    assertThat(readers.enter(one, NO_TIME)).isNull();
    entered(two);
    first.close();

    entered(one);
  }

  @Test
  void boundsAllTogetherAndKeepsNothingForThoseWhoGaveUp() throws Exception {
    Permit first = entered(one);
    entered(two);
    entered(three);
    assertThat(readers.enter(four, NO_TIME)).isNull();
    first.close();

    entered(four);
  }

  @Test
  void letsInWhoWaits() throws Exception {
    Permit first = entered(one);
    CompletableFuture<Permit> waiting =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return readers.enter(one, Duration.ofMinutes(1));
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    first.close();

    assertThat(waiting.get(30, TimeUnit.SECONDS)).isNotNull();
  }
}
