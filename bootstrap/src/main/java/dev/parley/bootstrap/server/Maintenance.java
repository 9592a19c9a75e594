package dev.parley.bootstrap.server;

import dev.parley.application.attachment.RemoveAttachment;
import dev.parley.application.audit.AuditTrail;
import dev.parley.application.conversation.ActiveRuns;
import dev.parley.application.conversation.RecoverRuns;
import dev.parley.application.conversation.RunJournal;
import dev.parley.application.evaluation.RunEvaluations;
import dev.parley.application.idempotency.AnswerOnce;
import dev.parley.application.knowledge.AdvanceReindexings;
import dev.parley.application.knowledge.IndexChanges;
import dev.parley.application.knowledge.SynchroniseIndex;
import dev.parley.application.response.RememberResponses;
import dev.parley.application.transaction.UnitOfWork;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done again and again while the server runs. */
final class Maintenance implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Maintenance.class);

  /** A quarter of the lease, so that late renewals harm nobody. */
  private static final Duration RENEW = ConversationFactory.LEASE.dividedBy(4);

  private static final Duration RECOVER = Duration.ofSeconds(1);

  /** How long somebody waits who cancels a run of another node, at most. */
  private static final Duration STOP = Duration.ofMillis(300);

  /** How long an evaluation waits until a node looks for it, at most. */
  private static final Duration TAKE_UP = Duration.ofSeconds(1);

  /** How long an audit event stays out of its chain, where nobody reads that, at most. */
  private static final Duration LINK = Duration.ofSeconds(1);

  private static final Duration TRIM = Duration.ofMinutes(30);

  /** How long this node's index stays behind what others store, at most. */
  private static final Duration CATCH_UP = Duration.ofMillis(500);

  /** How long a dataset that is being reindexed waits for its next step, at most. */
  private static final Duration ADVANCE = Duration.ofMillis(500);

  /** Longer than a node may have been cut off and still catch up without a new start. */
  private static final Duration REMOVALS_KEPT = Duration.ofDays(7);

  /** As many as there are tasks: a slow one must not hold up the renewal of leases. */
  private static final int THREADS = 14;

  private final ScheduledExecutorService scheduler =
      Executors.newScheduledThreadPool(
          THREADS, Thread.ofPlatform().daemon().name("maintenance-", 0).factory());
  private final ActiveRuns activeRuns;
  private final RecoverRuns recoverRuns;
  private final RunJournal journal;
  private final AnswerOnce answerOnce;
  private final RememberResponses rememberResponses;
  private final RemoveAttachment removeAttachment;
  private final RunEvaluations runEvaluations;
  private final SynchroniseIndex synchroniseIndex;
  private final AdvanceReindexings advanceReindexings;
  private final OtherModels otherModels;
  private final IndexChanges indexChanges;
  private final AuditTrail auditTrail;
  private final UnitOfWork unitOfWork;
  private final Clock clock;

  /** Before then, runs of other nodes are left alone; used by one thread at a time. */
  private volatile Instant recoverFrom = Instant.MIN;

  Maintenance(
      ActiveRuns activeRuns,
      RecoverRuns recoverRuns,
      RunJournal journal,
      AnswerOnce answerOnce,
      RememberResponses rememberResponses,
      RemoveAttachment removeAttachment,
      RunEvaluations runEvaluations,
      SynchroniseIndex synchroniseIndex,
      AdvanceReindexings advanceReindexings,
      OtherModels otherModels,
      IndexChanges indexChanges,
      AuditTrail auditTrail,
      UnitOfWork unitOfWork,
      Clock clock) {
    this.activeRuns = activeRuns;
    this.recoverRuns = recoverRuns;
    this.journal = journal;
    this.answerOnce = answerOnce;
    this.rememberResponses = rememberResponses;
    this.removeAttachment = removeAttachment;
    this.runEvaluations = runEvaluations;
    this.synchroniseIndex = synchroniseIndex;
    this.advanceReindexings = advanceReindexings;
    this.otherModels = otherModels;
    this.indexChanges = indexChanges;
    this.auditTrail = auditTrail;
    this.unitOfWork = unitOfWork;
    this.clock = clock;
  }

  /** On a node that serves requests. */
  void start() {
    every(RENEW, "renewing leases", activeRuns::renewLeases);
    every(RENEW, "holding idempotency keys", answerOnce::renewLeases);
    every(STOP, "stopping cancelled runs", activeRuns::stopRequested);
    every(RECOVER, "recovering runs", this::recover);
    every(TAKE_UP, "taking up evaluations", runEvaluations::takeUp);
    every(TRIM, "trimming the journal", this::trim);
    every(TRIM, "trimming idempotency keys", answerOnce::trim);
    every(TRIM, "removing expired responses", this::removeExpiredResponses);
    every(TRIM, "removing unused files", this::removeUnusedFiles);
    startOfWorker();
  }

  /** On a node that serves none, and need not know where the others keep the events of runs. */
  void startOfWorker() {
    every(LINK, "linking audit events", auditTrail::link);
    every(TRIM, "forgetting removed documents", this::forgetRemoved);
    every(CATCH_UP, "catching up with other nodes", synchroniseIndex::catchUp);
    every(ADVANCE, "reindexing datasets", this::advanceReindexings);
    every(TRIM, "unloading models", otherModels::unloadIdle);
  }

  private void advanceReindexings() {
    advanceReindexings.advanceAll(
        switched ->
            log.info(
                "dataset {}: searches see its new edition of {} documents, {} of them as they were",
                switched.dataset(),
                switched.documents(),
                switched.failures().size()));
  }

  private void forgetRemoved() {
    Instant before = clock.instant().minus(REMOVALS_KEPT);
    int forgotten = unitOfWork.acrossTenants(() -> indexChanges.forgetRemoved(before));
    log.debug("forgot {} removed documents", forgotten);
  }

  private void removeExpiredResponses() {
    int removed = rememberResponses.trim();
    log.debug("removed {} responses that had expired", removed);
  }

  private void removeUnusedFiles() {
    int removed = removeAttachment.removeUnused();
    if (removed > 0) {
      log.info("removed {} files that were never attached to a message", removed);
    }
  }

  private void recover() {
    // After a database was away every lease has run out; the living renew theirs first.
    if (clock.instant().isBefore(recoverFrom)) {
      return;
    }
    try {
      int recovered = recoverRuns.recoverExpired(activeRuns);
      if (recovered > 0) {
        log.warn("ended {} runs whose node had died", recovered);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException fault) {
      recoverFrom = clock.instant().plus(ConversationFactory.LEASE);
      throw fault;
    }
  }

  private void trim() {
    recoverRuns.tellOfEnds();
    journal.trim(clock.instant().minus(AdapterFactory.JOURNAL_KEPT));
  }

  /** A task that fails once is tried again next time. */
  private void every(Duration period, String what, Runnable task) {
    Runnable guarded =
        () -> {
          try {
            task.run();
          } catch (RuntimeException fault) {
            log.error("{} failed, will be tried again", what, fault);
          }
        };
    long millis = period.toMillis();
    var unused = scheduler.scheduleWithFixedDelay(guarded, millis, millis, TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
