package dev.parley.application.conversation;

import dev.parley.application.transaction.InMemoryUnitOfWork;
import dev.parley.application.transaction.InMemoryUnitOfWork.Table;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.tenant.TenantId;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** Runs in memory. */
public final class InMemoryRuns implements Runs {
  private final InMemoryUnitOfWork unitOfWork;
  private final Table<Stored> runs;

  public InMemoryRuns(InMemoryUnitOfWork unitOfWork) {
    this.unitOfWork = unitOfWork;
    this.runs = unitOfWork.table("runs");
  }

  /** A run and who holds its lease. */
  record Stored(Run run, String node, Instant leaseUntil, boolean cancelRequested) {
    boolean active() {
      return run.state() instanceof RunState.Active;
    }
  }

  @Override
  public void add(Run run, String node, Instant leaseUntil) {
    unitOfWork.rowsOf(
        run.tenant(),
        () -> {
          if (hasActive(run.tenant(), run.conversation())) {
            throw new IllegalStateException("the conversation has a run that has not ended");
          }
          runs.put(run.tenant(), run.id(), new Stored(run, node, leaseUntil, false));
          return run;
        });
  }

  @Override
  public Optional<Run> find(TenantId tenant, String owner, RunId id) {
    return find(tenant, id).filter(run -> run.owner().equals(owner));
  }

  @Override
  public Optional<Run> find(TenantId tenant, RunId id) {
    return unitOfWork.rowsOf(tenant, () -> runs.find(tenant, id).map(Stored::run));
  }

  @Override
  public Optional<Run> latestOf(TenantId tenant, MessageId question) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            runs.of(tenant).stream()
                .map(Stored::run)
                .filter(run -> run.question().equals(question))
                .max(
                    Comparator.comparing(Run::createdAt)
                        .thenComparing(run -> run.id().value().toString())));
  }

  @Override
  public boolean hasActive(TenantId tenant, ConversationId conversation) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            runs.of(tenant).stream()
                .filter(Stored::active)
                .anyMatch(stored -> stored.run().conversation().equals(conversation)));
  }

  @Override
  public boolean update(Run run) {
    return unitOfWork.rowsOf(
        run.tenant(),
        () ->
            runs.find(run.tenant(), run.id())
                .filter(Stored::active)
                .map(
                    stored ->
                        runs.replace(
                            run.tenant(),
                            run.id(),
                            new Stored(
                                stored.run().in(run.state(), run.lastSeq()),
                                stored.node(),
                                stored.leaseUntil(),
                                stored.cancelRequested())))
                .orElse(false));
  }

  @Override
  public void renew(Collection<RunId> renewed, Instant leaseUntil) {
    unitOfWork.acrossTenants(
        () -> {
          for (Stored stored : runs.all()) {
            if (stored.active() && renewed.contains(stored.run().id())) {
              runs.put(
                  stored.run().tenant(),
                  stored.run().id(),
                  new Stored(stored.run(), stored.node(), leaseUntil, stored.cancelRequested()));
            }
          }
          return renewed;
        });
  }

  @Override
  public boolean requestCancel(TenantId tenant, RunId run) {
    return unitOfWork.rowsOf(
        tenant,
        () ->
            runs.find(tenant, run)
                .filter(Stored::active)
                .map(
                    stored ->
                        runs.replace(
                            tenant,
                            run,
                            new Stored(stored.run(), stored.node(), stored.leaseUntil(), true)))
                .orElse(false));
  }

  @Override
  public List<RunId> cancelRequested(String node) {
    return active(stored -> stored.node().equals(node) && stored.cancelRequested()).stream()
        .map(Run::id)
        .toList();
  }

  @Override
  public List<Run> activeOn(String node) {
    return active(stored -> stored.node().equals(node));
  }

  @Override
  public List<Run> expired(Instant now) {
    return active(stored -> !stored.leaseUntil().isAfter(now));
  }

  private List<Run> active(Predicate<Stored> condition) {
    return unitOfWork.acrossTenants(
        () ->
            runs.all().stream().filter(Stored::active).filter(condition).map(Stored::run).toList());
  }
}
