package dev.parley.application.audit;

import static dev.parley.application.fixtures.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.application.audit.AuditTrail.Filter;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.application.fixtures.StoredTenant;
import dev.parley.application.fixtures.Stores;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.audit.AuditAction;
import dev.parley.domain.audit.AuditChain;
import dev.parley.domain.audit.AuditEntry;
import dev.parley.domain.audit.AuditEvent;
import dev.parley.domain.audit.AuditHead;
import dev.parley.domain.audit.AuditVerdict;
import dev.parley.domain.audit.AuditVerifier;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every {@link AuditTrail} does. */
public abstract class AuditTrailContract {
  private static final PageRequest FIRST = new PageRequest(1, 100);
  private static final Filter ALL = new Filter(null, null, null, null, null, null);

  private Stores stores;
  private AuditTrail trail;
  private TenantId tenant;
  private TenantId other;

  /** The port under test among the others, with nothing stored. */
  protected abstract Stores stores();

  @BeforeEach
  void open() {
    stores = stores();
    trail = stores.auditTrail();
    tenant = stores.tenant().id();
    other = stores.tenant().id();
  }

  private static AuditEntry entry(String target) {
    return new AuditEntry("key:1", AuditAction.BOT_CREATED, target, "request-1", Map.of());
  }

  private AuditEvent append(String actor, AuditAction action, String target, Instant at) {
    return append(tenant, new AuditEntry(actor, action, target, null, Map.of()), at);
  }

  /** The event that an entry became. */
  private AuditEvent append(TenantId owner, AuditEntry entry, Instant at) {
    trail.append(owner, entry, at);
    return all(owner).getLast();
  }

  private List<AuditEvent> all(TenantId owner) {
    return trail.after(owner, 0, 10_000);
  }

  private AuditVerdict verdict(TenantId owner) {
    AuditVerifier verifier = new AuditVerifier(owner, null);
    all(owner).forEach(verifier::accept);
    return verifier.verdict();
  }

  @Test
  void makesAChainOfWhatIsAppended() {
    AuditEvent first = append(tenant, entry("one"), NOW);
    AuditEvent second = append(tenant, entry("two"), NOW.plusSeconds(1));

    assertThat(first).isEqualTo(AuditChain.append(AuditHead.empty(tenant), entry("one"), NOW));
    assertThat(second).isEqualTo(AuditChain.append(first.head(), entry("two"), NOW.plusSeconds(1)));
    assertThat(all(tenant)).containsExactly(first, second);
    assertThat(verdict(tenant)).isEqualTo(new AuditVerdict.Intact(second.head()));
  }

  @Test
  void givesBackEveryTextAsItWasHashed() {
    AuditEntry strange =
        new AuditEntry(
            "kéy:\"1\"\\\n🙂",
            AuditAction.API_KEY_CHANGED,
            "x\0y\ud800",
            null,
            Map.of("b", "", "a\0", "\u2028\"\\", "ü", "🙂\u0001", "n", "1.0"));

    AuditEvent event = append(tenant, strange, Instant.parse("2026-03-01T23:59:59.999999999Z"));

    assertThat(all(tenant)).containsExactly(event);
    assertThat(verdict(tenant)).isEqualTo(new AuditVerdict.Intact(event.head()));
  }

  @Test
  void keepsTheChainsOfTenantsApart() {
    AuditEvent ours = append(tenant, entry("ours"), NOW);
    AuditEvent theirs = append(other, entry("theirs"), NOW);

    assertThat(ours.seq()).isEqualTo(1);
    assertThat(theirs.seq()).isEqualTo(1);
    assertThat(all(tenant)).containsExactly(ours);
    assertThat(all(other)).containsExactly(theirs);
    assertThat(trail.list(other, ALL, FIRST).items()).containsExactly(theirs);
    assertThat(all(new TenantId(Fixtures.id()))).isEmpty();
  }

  @Test
  void givesPartsInTheOrderOfTheChain() {
    List<AuditEvent> events = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      events.add(append(tenant, entry("bot-" + i), NOW));
    }

    assertThat(trail.after(tenant, 0, 5)).isEqualTo(events.subList(0, 5));
    assertThat(trail.after(tenant, 5, 5)).isEqualTo(events.subList(5, 10));
    assertThat(trail.after(tenant, 10, 5)).isEqualTo(events.subList(10, 12));
    assertThat(trail.after(tenant, 12, 5)).isEmpty();
  }

  @Test
  void listsNewestFirstInPages() {
    AuditEvent first = append(tenant, entry("one"), NOW.plusSeconds(9));
    AuditEvent second = append(tenant, entry("two"), NOW);
    AuditEvent third = append(tenant, entry("three"), NOW);

    assertThat(trail.list(tenant, ALL, new PageRequest(1, 2)))
        .isEqualTo(new Page<>(List.of(third, second), 3));
    assertThat(trail.list(tenant, ALL, new PageRequest(2, 2)))
        .isEqualTo(new Page<>(List.of(first), 3));
  }

  @Test
  void listsWhatFitsEveryCriterion() {
    AuditEvent made = append("key:1", AuditAction.BOT_CREATED, "bot-1", NOW);
    AuditEvent changed = append("key:2", AuditAction.BOT_CHANGED, "bot-1", NOW.plusSeconds(1));
    AuditEvent key = append("key:1", AuditAction.API_KEY_CREATED, "key-1", NOW.plusSeconds(2));

    assertThat(list(new Filter("key:1", null, null, null, null, null))).containsExactly(key, made);
    assertThat(list(new Filter(null, "bot_changed", null, null, null, null)))
        .containsExactly(changed);
    assertThat(list(new Filter(null, null, "bot", null, null, null)))
        .containsExactly(changed, made);
    assertThat(list(new Filter(null, null, null, "key-1", null, null))).containsExactly(key);
    assertThat(list(new Filter("key:1", null, "bot", "bot-1", null, null))).containsExactly(made);
    assertThat(list(new Filter("key:2", "bot_created", null, null, null, null))).isEmpty();
    assertThat(list(new Filter("key", null, null, null, null, null))).isEmpty();
  }

  @Test
  void listsFromATimeAndBeforeAnother() {
    AuditEvent one = append("key:1", AuditAction.BOT_CREATED, "1", NOW);
    AuditEvent two = append("key:1", AuditAction.BOT_CREATED, "2", NOW.plusNanos(1_000));
    AuditEvent three = append("key:1", AuditAction.BOT_CREATED, "3", NOW.plusSeconds(1));

    assertThat(list(between(two.at(), three.at()))).containsExactly(two);
    assertThat(list(between(one.at(), null))).containsExactly(three, two, one);
    assertThat(list(between(null, one.at()))).isEmpty();
    assertThat(list(between(three.at().plusSeconds(1), null))).isEmpty();
  }

  private List<AuditEvent> list(Filter filter) {
    Page<AuditEvent> page = trail.list(tenant, filter, FIRST);
    assertThat(page.total()).isEqualTo(page.items().size());
    return page.items();
  }

  private static Filter between(@Nullable Instant from, @Nullable Instant to) {
    return new Filter(null, null, null, null, from, to);
  }

  @Test
  void keepsNothingOfAUnitOfWorkThatFails() {
    AuditEvent kept = append(tenant, entry("kept"), NOW);

    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(
            () ->
                stores
                    .unitOfWork()
                    .inTenant(
                        tenant,
                        () -> {
                          trail.append(tenant, entry("lost"), NOW);
                          throw new IllegalArgumentException("lost");
                        }));
    AuditEvent next = append(tenant, entry("next"), NOW);

    assertThat(next.seq()).isEqualTo(2);
    assertThat(all(tenant)).containsExactly(kept, next);
  }

  @Test
  void joinsAUnitOfWorkOnAllTenants() {
    int unused =
        stores
            .unitOfWork()
            .acrossTenants(
                () -> {
                  trail.append(tenant, entry("one"), NOW);
                  trail.append(other, entry("other"), NOW);
                  trail.append(tenant, entry("two"), NOW);
                  return 3;
                });

    assertThat(all(tenant)).extracting(AuditEvent::targetId).containsExactly("one", "two");
    assertThat(all(other)).extracting(AuditEvent::targetId).containsExactly("other");
    assertThat(verdict(tenant)).isEqualTo(new AuditVerdict.Intact(all(tenant).getLast().head()));
  }

  @Test
  void linksTheEventsOfAllTenantsOnce() {
    trail.append(tenant, entry("one"), NOW);
    trail.append(other, entry("other"), NOW);
    trail.append(tenant, entry("two"), NOW.minusSeconds(1));

    assertThat(trail.link()).isEqualTo(3);
    assertThat(trail.link()).isZero();
    assertThat(all(tenant)).extracting(AuditEvent::targetId).containsExactly("one", "two");
    assertThat(all(other)).extracting(AuditEvent::seq).containsExactly(1L);
    assertThat(verdict(tenant)).isInstanceOf(AuditVerdict.Intact.class);
  }

  @Test
  void linksMoreThanOnePart() {
    int many = 2_500;
    int unused =
        stores
            .unitOfWork()
            .inTenant(
                tenant,
                () -> {
                  for (int i = 0; i < many; i++) {
                    trail.append(tenant, entry("bot-" + i), NOW);
                  }
                  return many;
                });

    assertThat(trail.link()).isEqualTo(many);
    assertThat(all(tenant)).extracting(AuditEvent::seq).isEqualTo(upTo(many));
    assertThat(verdict(tenant)).isInstanceOf(AuditVerdict.Intact.class);
  }

  @Test
  void leavesNoGapsWhenManyAppendAtOnce() throws Exception {
    int threads = 16;
    int each = 10;
    List<Future<?>> done = new ArrayList<>();
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < threads; i++) {
        TenantId owner = i % 4 == 0 ? other : tenant;
        String target = "bot-" + i;
        done.add(
            executor.submit(
                () -> {
                  for (int n = 0; n < each; n++) {
                    appendTwice(owner, target);
                  }
                }));
      }
    }
    for (Future<?> future : done) {
      future.get();
    }

    assertThat(all(other)).extracting(AuditEvent::seq).isEqualTo(upTo(threads / 4 * each * 2));
    assertThat(all(tenant))
        .extracting(AuditEvent::seq)
        .isEqualTo(upTo((threads - threads / 4) * each * 2));
    assertThat(verdict(tenant)).isInstanceOf(AuditVerdict.Intact.class);
    assertThat(verdict(other)).isInstanceOf(AuditVerdict.Intact.class);
  }

  private void appendTwice(TenantId owner, String target) {
    TenantId unusedOwner =
        stores
            .unitOfWork()
            .inTenant(
                owner,
                () -> {
                  trail.append(owner, entry(target), NOW);
                  trail.append(owner, entry(target), NOW);
                  return owner;
                });
    int unused = trail.link();
  }

  private static List<Long> upTo(int last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void losesTheChainWithItsTenant() {
    StoredTenant gone = stores.tenant();
    trail.append(gone.id(), entry("one"), NOW);

    stores.tenants().remove(gone.id());

    assertThat(all(gone.id())).isEmpty();
  }
}
