package dev.parley.application.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.bot.BotId;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link UsageLedger} does. */
public abstract class UsageLedgerContract {
  private static final TokenUsage USAGE = new TokenUsage(120, 34, new Money(5_000_000_000L));

  private Stores stores;
  private UsageLedger ledger;
  private StoredTenant tenant;
  private StoredTenant otherTenant;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  /** What the store holds of a tenant. */
  protected abstract List<Recorded> recorded(TenantId tenant);

  /** What is kept of a run's usage. */
  public record Recorded(
      RunId run,
      LocalDate day,
      ModelId model,
      @Nullable BotId bot,
      String subject,
      TokenUsage usage) {}

  @BeforeEach
  void open() {
    stores = stores();
    ledger = stores.usageLedger();
    tenant = stores.tenant();
    otherTenant = stores.tenant();
  }

  private static Recorded expected(Run run, String day, TokenUsage usage) {
    return new Recorded(run.id(), LocalDate.parse(day), run.model(), run.bot(), run.owner(), usage);
  }

  @Test
  void keepsWhatARunUsedAndForWhom() {
    Run run = tenant.withRun(tenant.withConversation("key:reception"));

    ledger.record(run, USAGE, Instant.parse("2026-03-01T10:00:00Z"));

    assertThat(recorded(tenant.id())).containsExactly(expected(run, "2026-03-01", USAGE));
  }

  @Test
  void countsDaysInUtc() {
    Run before = tenant.withRun(tenant.withConversation());
    Run after = tenant.withRun(tenant.withConversation());

    ledger.record(before, USAGE, Instant.parse("2026-03-01T23:59:59.999999Z"));
    ledger.record(after, USAGE, Instant.parse("2026-03-02T00:00:00Z"));

    assertThat(recorded(tenant.id()))
        .containsExactlyInAnyOrder(
            expected(before, "2026-03-01", USAGE), expected(after, "2026-03-02", USAGE));
  }

  @Test
  void recordsARunOnce() {
    Run run = tenant.withRun(tenant.withConversation());
    ledger.record(run, USAGE, Fixtures.NOW);

    ledger.record(run, new TokenUsage(1, 1, Money.ZERO), Fixtures.NOW.plusSeconds(1));

    assertThat(recorded(tenant.id())).containsExactly(expected(run, "2026-03-01", USAGE));
  }

  @Test
  void keepsTenantsApart() {
    Run run = tenant.withRun(tenant.withConversation());
    Run other = otherTenant.withRun(otherTenant.withConversation());

    ledger.record(run, USAGE, Fixtures.NOW);
    ledger.record(other, TokenUsage.NONE, Fixtures.NOW);

    assertThat(recorded(tenant.id())).extracting(Recorded::run).containsExactly(run.id());
    assertThat(recorded(otherTenant.id())).extracting(Recorded::run).containsExactly(other.id());
  }

  @Test
  void recordsCallsOfSeveralTenantsOnce() {
    UsageLedger.Call call = call(tenant.id());
    UsageLedger.Call other = call(otherTenant.id());
    ledger.recordAll(List.of(call, other));
    ledger.recordAll(List.of(call));
    ledger.recordAll(List.of());

    assertThat(recorded(tenant.id()))
        .containsExactly(
            new Recorded(
                new RunId(call.id()),
                LocalDate.parse("2026-03-01"),
                call.model(),
                null,
                "key:reception",
                USAGE));
    assertThat(recorded(otherTenant.id()))
        .extracting(Recorded::run)
        .containsExactly(new RunId(other.id()));
  }

  @Test
  void recordsEachOfManyCallsWithItsOwnValues() {
    List<UsageLedger.Call> calls = new ArrayList<>();
    List<Recorded> expected = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      UsageLedger.Call call =
          new UsageLedger.Call(
              tenant.id(),
              Fixtures.id(),
              "key:" + i % 7 + ",\"{}\\' é",
              new ModelId("model-" + i % 5),
              new TokenUsage(i, 2 * i, new Money(3_000_000_000L * i)),
              Instant.parse("2026-03-01T23:58:00Z").plusSeconds(i));
      calls.add(call);
      expected.add(
          new Recorded(
              new RunId(call.id()),
              LocalDate.parse(i < 120 ? "2026-03-01" : "2026-03-02"),
              call.model(),
              null,
              call.subject(),
              call.usage()));
    }
    calls.add(calls.getFirst());

    ledger.recordAll(calls);

    assertThat(recorded(tenant.id())).containsExactlyInAnyOrderElementsOf(expected);
  }

  private static UsageLedger.Call call(TenantId of) {
    return new UsageLedger.Call(
        of, Fixtures.id(), "key:reception", new ModelId("gpt-4o-mini"), USAGE, Fixtures.NOW);
  }

  @Test
  void remembersWhatWasSpentInAConversationThatIsRemoved() {
    Conversation conversation = tenant.withConversation();
    Run run = tenant.withRun(conversation);
    ledger.record(run, USAGE, Fixtures.NOW);

    stores.conversations().remove(tenant.id(), conversation.owner(), conversation.id());

    assertThat(recorded(tenant.id())).hasSize(1);
  }

  @Test
  void addsUpWhatABotHasCostByTheDay() {
    Bot bot = tenant.withBot();
    Run run = tenant.withRun(tenant.withConversation());
    Run first = of(run, bot.id());
    Run second = of(run, bot.id());
    ledger.record(run, USAGE, Instant.parse("2026-03-02T10:00:00Z"));
    ledger.record(first, USAGE, Instant.parse("2026-03-01T23:59:59Z"));
    ledger.record(second, USAGE, Instant.parse("2026-03-02T00:00:00Z"));

    LocalDate march = LocalDate.parse("2026-03-01");
    Money each = USAGE.cost();
    assertThat(ledger.spent(tenant.id(), bot.id(), march, march)).isEqualTo(each);
    assertThat(ledger.spent(tenant.id(), bot.id(), march, march.plusDays(1)))
        .isEqualTo(each.plus(each));
    assertThat(ledger.spent(tenant.id(), bot.id(), march.plusDays(2), march.plusDays(9)))
        .isEqualTo(Money.ZERO);
    assertThat(ledger.spent(otherTenant.id(), bot.id(), march, march)).isEqualTo(Money.ZERO);
  }

  private static Run of(Run run, BotId bot) {
    return new Run(
        new RunId(Fixtures.id()),
        run.tenant(),
        run.owner(),
        run.conversation(),
        run.question(),
        run.answer(),
        bot,
        run.model(),
        run.state(),
        run.lastSeq(),
        run.createdAt());
  }
}
