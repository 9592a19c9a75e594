package dev.parley.application.conversation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.conversation.RunRefusal;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.tenant.TenantId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every {@link Runs} does. */
public abstract class RunsContract {
  private static final TokenUsage USAGE = new TokenUsage(120, 34, new Money(5_000_000_000L));
  private static final Instant END = Fixtures.NOW.plusSeconds(9);

  /** When the lease of a stored run ends. */
  private static final Instant LEASE_END = Fixtures.NOW.plus(Duration.ofMinutes(1));

  private Stores stores;
  private Runs runs;
  private StoredTenant tenant;
  private StoredTenant otherTenant;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    runs = stores.runs();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
  }

  static Stream<RunState> states() {
    RunState.Running running = new RunState.Running();
    Stream<RunState> fixed =
        Stream.of(
            new RunState.Queued(),
            running,
            running.refuse(new RunRefusal("out_of_scope", "Größe"), USAGE, END),
            running.refuse(new RunRefusal("prompt_injection", null), USAGE, END),
            running.cancel(USAGE, END));
    Stream<RunState> completed =
        Arrays.stream(FinishReason.values()).map(reason -> running.complete(reason, USAGE, END));
    Stream<RunState> failed =
        Arrays.stream(RunFailure.Code.values())
            .map(code -> running.fail(new RunFailure(code, "It said \"no\"."), USAGE, END));
    return Stream.of(fixed, completed, failed).flatMap(part -> part);
  }

  private Run stored(Run run) {
    return runs.find(run.tenant(), run.id()).orElseThrow();
  }

  private Run ended(Run run) {
    Run done = run.in(new RunState.Running().cancel(TokenUsage.NONE, END), 3);
    runs.update(done);
    return done;
  }

  private static Run in(TenantId tenant, Run run) {
    return new Run(
        run.id(),
        tenant,
        run.owner(),
        run.conversation(),
        run.question(),
        run.answer(),
        run.bot(),
        run.model(),
        run.state(),
        run.lastSeq(),
        run.createdAt());
  }

  @Test
  void findsWhatWasAdded() {
    Run run = tenant.withRun(tenant.withConversation());

    assertThat(runs.find(tenant.id(), run.id())).contains(run);
    assertThat(runs.find(tenant.id(), run.owner(), run.id())).contains(run);
  }

  @Test
  void showsARunToItsOwnerAndTenantOnly() {
    Run run = tenant.withRun(tenant.withConversation());

    assertThat(runs.find(tenant.id(), "key:workshop", run.id())).isEmpty();
    assertThat(runs.find(otherTenant.id(), run.owner(), run.id())).isEmpty();
    assertThat(runs.find(otherTenant.id(), run.id())).isEmpty();
    assertThat(runs.hasActive(otherTenant.id(), run.conversation())).isFalse();
    assertThat(runs.find(tenant.id(), new RunId(Fixtures.id()))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("states")
  void storesEveryState(RunState state) {
    Run run = tenant.withRun(tenant.withConversation()).in(state, 17);

    assertThat(runs.update(run)).isTrue();

    assertThat(stored(run)).isEqualTo(run);
  }

  @Test
  void goesThroughItsLife() {
    Run run = tenant.withRun(tenant.withConversation());

    assertThat(runs.update(run.in(new RunState.Running(), 0))).isTrue();
    assertThat(runs.update(run.in(new RunState.Running(), 5))).isTrue();
    assertThat(
            runs.update(run.in(new RunState.Running().complete(FinishReason.STOP, USAGE, END), 6)))
        .isTrue();

    assertThat(stored(run).lastSeq()).isEqualTo(6);
  }

  @Test
  void neverChangesARunThatHasEnded() {
    Run done = ended(tenant.withRun(tenant.withConversation()));
    RunState.Running running = new RunState.Running();

    assertThat(runs.update(done.in(running, 99))).isFalse();
    assertThat(runs.update(done.in(running.complete(FinishReason.STOP, USAGE, END), 99))).isFalse();

    assertThat(stored(done)).isEqualTo(done);
  }

  @Test
  void changesNoRunThatIsNotTheTenants() {
    Run run = tenant.withRun(tenant.withConversation());
    Run stolen = in(otherTenant.id(), run).in(new RunState.Running(), 99);
    Run unknown =
        Fixtures.run(
            tenant.withConversation(),
            Fixtures.message(Fixtures.conversation(tenant.id(), "key:x"), "Why?"));

    assertThat(runs.update(stolen)).isFalse();
    assertThat(runs.update(unknown)).isFalse();

    assertThat(stored(run)).isEqualTo(run);
  }

  @Test
  void tellsWhetherAConversationIsBusy() {
    Conversation conversation = tenant.withConversation();
    Conversation idle = tenant.withConversation();
    assertThat(runs.hasActive(tenant.id(), conversation.id())).isFalse();

    Run run = tenant.withRun(conversation);
    assertThat(runs.hasActive(tenant.id(), conversation.id())).isTrue();
    assertThat(runs.hasActive(tenant.id(), idle.id())).isFalse();

    runs.update(run.in(new RunState.Running(), 1));
    assertThat(runs.hasActive(tenant.id(), conversation.id())).isTrue();

    ended(run);
    assertThat(runs.hasActive(tenant.id(), conversation.id())).isFalse();
    assertThat(runs.hasActive(tenant.id(), new ConversationId(Fixtures.id()))).isFalse();
  }

  @Test
  void findsTheLatestRunThatAnswersAMessage() {
    Conversation conversation = tenant.withConversation();
    Run first = ended(tenant.withRun(conversation));
    Run again =
        new Run(
            new RunId(Fixtures.id()),
            first.tenant(),
            first.owner(),
            first.conversation(),
            first.question(),
            new MessageId(Fixtures.id()),
            null,
            first.model(),
            new RunState.Queued(),
            0,
            first.createdAt().plusSeconds(1));
    runs.add(again, StoredTenant.NODE, first.createdAt().plusSeconds(60));
    Run other = tenant.withRun(tenant.withConversation());

    assertThat(runs.latestOf(tenant.id(), first.question())).contains(again);
    assertThat(runs.latestOf(tenant.id(), other.question())).contains(other);
    assertThat(runs.latestOf(otherTenant.id(), first.question())).isEmpty();
    assertThat(runs.latestOf(tenant.id(), new MessageId(Fixtures.id()))).isEmpty();
  }

  @Test
  void allowsOneActiveRunInAConversation() {
    Conversation conversation = tenant.withConversation();
    Run first = tenant.withRun(conversation);

    assertThatThrownBy(() -> tenant.withRun(conversation)).isInstanceOf(RuntimeException.class);

    ended(first);
    Run next = tenant.withRun(conversation);
    assertThat(stored(next)).isEqualTo(next);
  }

  @Test
  void findsTheActiveRunsOfANodeInAllTenants() {
    Run one = tenant.withRun(tenant.withConversation());
    Run other = otherTenant.withRun(otherTenant.withConversation());
    ended(tenant.withRun(tenant.withConversation()));
    Conversation elsewhere = tenant.withConversation();
    runs.add(Fixtures.run(elsewhere, tenant.withMessage(elsewhere, "Why?")), "node-2", LEASE_END);

    assertThat(runs.activeOn(StoredTenant.NODE)).containsExactlyInAnyOrder(one, other);
    assertThat(runs.activeOn("node-3")).isEmpty();
  }

  @Test
  void findsRunsWhoseLeaseHasEndedInAllTenants() {
    Run one = tenant.withRun(tenant.withConversation());
    Run other = otherTenant.withRun(otherTenant.withConversation());
    ended(tenant.withRun(tenant.withConversation()));

    assertThat(runs.expired(LEASE_END.minusMillis(1))).isEmpty();
    assertThat(runs.expired(LEASE_END)).containsExactlyInAnyOrder(one, other);
    assertThat(runs.expired(LEASE_END.plusSeconds(1))).containsExactlyInAnyOrder(one, other);
  }

  @Test
  void renewsLeasesInAllTenants() {
    Run renewed = tenant.withRun(tenant.withConversation());
    Run renewedElsewhere = otherTenant.withRun(otherTenant.withConversation());
    Run left = tenant.withRun(tenant.withConversation());

    runs.renew(
        List.of(renewed.id(), renewedElsewhere.id(), new RunId(Fixtures.id())),
        LEASE_END.plusSeconds(30));

    assertThat(runs.expired(LEASE_END)).containsExactly(left);
    assertThat(runs.expired(LEASE_END.plusSeconds(30)))
        .containsExactlyInAnyOrder(renewed, renewedElsewhere, left);
  }

  @Test
  void bringsNoRunBackToLifeByRenewing() {
    Run done = ended(tenant.withRun(tenant.withConversation()));

    runs.renew(Set.of(done.id()), LEASE_END.plusSeconds(30));

    assertThat(stored(done)).isEqualTo(done);
    assertThat(runs.activeOn(StoredTenant.NODE)).isEmpty();
  }

  @Test
  void keepsWordForTheNodeThatIsToStopARun() {
    Run wanted = tenant.withRun(tenant.withConversation());
    Run wantedElsewhere = otherTenant.withRun(otherTenant.withConversation());
    tenant.withRun(tenant.withConversation());
    assertThat(runs.cancelRequested(StoredTenant.NODE)).isEmpty();

    assertThat(runs.requestCancel(tenant.id(), wanted.id())).isTrue();
    assertThat(runs.requestCancel(tenant.id(), wanted.id())).isTrue();
    assertThat(runs.requestCancel(otherTenant.id(), wantedElsewhere.id())).isTrue();

    assertThat(runs.cancelRequested(StoredTenant.NODE))
        .containsExactlyInAnyOrder(wanted.id(), wantedElsewhere.id());
    assertThat(runs.cancelRequested("node-3")).isEmpty();
    runs.update(wanted.in(new RunState.Running(), 2));
    assertThat(runs.cancelRequested(StoredTenant.NODE)).contains(wanted.id());
  }

  @Test
  void forgetsTheWordOnceTheRunHasEnded() {
    Run done = tenant.withRun(tenant.withConversation());
    runs.requestCancel(tenant.id(), done.id());

    ended(done);

    assertThat(runs.cancelRequested(StoredTenant.NODE)).isEmpty();
    assertThat(runs.requestCancel(tenant.id(), done.id())).isFalse();
  }

  @Test
  void stopsNoRunThatIsNotTheTenants() {
    Run run = tenant.withRun(tenant.withConversation());

    assertThat(runs.requestCancel(otherTenant.id(), run.id())).isFalse();
    assertThat(runs.requestCancel(tenant.id(), new RunId(Fixtures.id()))).isFalse();

    assertThat(runs.cancelRequested(StoredTenant.NODE)).isEmpty();
  }
}
