package dev.parley.application.response;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.response.RememberResponses.Continuation;
import dev.parley.application.response.RememberResponses.Made;
import dev.parley.application.response.StoredResponse.Chain;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.tenant.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class RememberResponsesTest {
  private static final String LARGEST = "x".repeat(RememberResponses.LARGEST);

  private final Stores stores = Stores.inMemory();
  private final Principal caller =
      new Principal(stores.tenant().id(), "key:ann", Set.of(Role.CHAT));

  private RememberResponses at(Instant now) {
    return new RememberResponses(
        stores.responses(), stores.unitOfWork(), Clock.fixed(now, ZoneOffset.UTC));
  }

  private ResponseId kept(
      Instant now, @Nullable ResponseId previous, String response, @Nullable String input) {
    ResponseId id = new ResponseId(Fixtures.id());
    assertThat(at(now).keep(caller, new Made(id, previous, response, input, now))).isTrue();
    return id;
  }

  private List<StoredResponse> history(Instant now, ResponseId id) {
    return at(now).continuation(caller, id) instanceof Continuation.Possible possible
        ? at(now).history(caller, id, possible.chain())
        : List.of();
  }

  @Test
  void measuresWhatGoesBefore() {
    ResponseId first = kept(NOW, null, "{}", "[\u00e9]");
    ResponseId second = kept(NOW, first, "{}", "[]");

    assertThat(at(NOW).continuation(caller, second))
        .isEqualTo(new Continuation.Possible(new Chain(2, 10)));
    assertThat(history(NOW, second)).extracting(StoredResponse::id).containsExactly(first, second);
  }

  @Test
  void keepsWhatIsGoneOnFromAsLongAsWhatGoesOn() {
    Instant later = NOW.plus(Duration.ofDays(29));
    ResponseId first = kept(NOW, null, "{}", "[]");
    assertThat(history(later, first)).hasSize(1);
    ResponseId second = kept(later, first, "{}", "[]");

    Instant end = later.plus(RememberResponses.KEPT);
    assertThat(history(end.minusSeconds(1), second)).hasSize(2);
    assertThat(at(end.plus(RememberResponses.KEPT)).trim()).isEqualTo(2);
  }

  @Test
  void endsAMonthLater() {
    ResponseId id = kept(NOW, null, "{}", "[]");
    Instant end = NOW.plus(RememberResponses.KEPT);

    assertThat(at(end.minusSeconds(1)).find(caller, id)).isPresent();
    assertThat(at(end).find(caller, id)).isEmpty();
    assertThat(at(end).forget(caller, id)).isFalse();
    assertThat(at(end).continuation(caller, id)).isEqualTo(new Continuation.Unknown());
    assertThat(at(end).trim()).isEqualTo(1);
  }

  @Test
  void doesNotTakeTheRestOfAChainForAllOfIt() {
    ResponseId first = kept(NOW, null, "{}", "[]");
    ResponseId second = kept(NOW, first, "{}", "[]");
    assertThat(at(NOW).forget(caller, first)).isTrue();
    ResponseId orphan = kept(NOW, first, "{}", "[]");

    assertThat(history(NOW, second)).isEmpty();
    assertThat(history(NOW, orphan)).isEmpty();
  }

  @Test
  void doesNotGoOnFromWhatWasKeptWithoutItsInput() {
    ResponseId large = kept(NOW, null, "{}", LARGEST + "x");

    assertThat(at(NOW).find(caller, large).orElseThrow().input()).isNull();
    assertThat(history(NOW, large)).isEmpty();
    assertThat(history(NOW, kept(NOW, large, "{}", "[]"))).isEmpty();
  }

  @Test
  void doesNotKeepWhatIsTooLarge() {
    Made large = new Made(new ResponseId(Fixtures.id()), null, LARGEST + "x", "[]", NOW);

    assertThat(at(NOW).keep(caller, large)).isFalse();
    assertThat(at(NOW).find(caller, large.id())).isEmpty();
  }

  @Test
  void doesNotGoOnFromWhatComesToTooMuch() {
    ResponseId last = kept(NOW, null, LARGEST, LARGEST);
    assertThat(at(NOW).continuation(caller, last)).isInstanceOf(Continuation.Possible.class);

    last = kept(NOW, last, LARGEST, LARGEST);

    assertThat(at(NOW).continuation(caller, last)).isEqualTo(new Continuation.TooLong());
  }

  @Test
  void doesNotGoOnFromWhatIsManyAlready() {
    ResponseId last = kept(NOW, null, "{}", "[]");
    for (int i = 2; i < RememberResponses.LONGEST_CHAIN; i++) {
      last = kept(NOW, last, "{}", "[]");
    }
    assertThat(history(NOW, last)).hasSize(RememberResponses.LONGEST_CHAIN - 1);

    last = kept(NOW, last, "{}", "[]");

    assertThat(at(NOW).continuation(caller, last)).isEqualTo(new Continuation.TooLong());
  }
}
