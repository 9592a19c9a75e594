package dev.parley.bootstrap.server;

import dev.parley.application.conversation.ActiveRuns;
import dev.parley.application.conversation.RecoverRuns;
import dev.parley.application.conversation.RunJournal;
import dev.parley.application.idempotency.AnswerOnce;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is done again and again while the server runs. */
final class Maintenance implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Maintenance.class);

  /** A quarter of the lease, so that one late renewal harms nobody. */
  private static final long RENEW_SECONDS = 5;

  private static final long RECOVER_SECONDS = 10;
  private static final long TRIM_MINUTES = 30;

  /** How long the events of an ended run can be replayed. */
  private static final Duration JOURNAL_KEPT = Duration.ofHours(24);

  private final ScheduledExecutorService scheduler =
      Executors.newScheduledThreadPool(
          2, Thread.ofPlatform().daemon().name("maintenance-", 0).factory());
  private final ActiveRuns activeRuns;
  private final RecoverRuns recoverRuns;
  private final RunJournal journal;
  private final AnswerOnce answerOnce;
  private final Clock clock;

  Maintenance(
      ActiveRuns activeRuns,
      RecoverRuns recoverRuns,
      RunJournal journal,
      AnswerOnce answerOnce,
      Clock clock) {
    this.activeRuns = activeRuns;
    this.recoverRuns = recoverRuns;
    this.journal = journal;
    this.answerOnce = answerOnce;
    this.clock = clock;
  }

  void start() {
    every(RENEW_SECONDS, TimeUnit.SECONDS, "renewing leases", activeRuns::renewLeases);
    every(RENEW_SECONDS, TimeUnit.SECONDS, "holding idempotency keys", answerOnce::renewLeases);
    every(RECOVER_SECONDS, TimeUnit.SECONDS, "recovering runs", this::recover);
    every(TRIM_MINUTES, TimeUnit.MINUTES, "trimming the journal", this::trim);
    every(TRIM_MINUTES, TimeUnit.MINUTES, "trimming idempotency keys", answerOnce::trim);
  }

  private void recover() {
    try {
      int recovered = recoverRuns.recoverExpired(activeRuns);
      if (recovered > 0) {
        log.warn("ended {} runs whose node had died", recovered);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void trim() {
    journal.trim(clock.instant().minus(JOURNAL_KEPT));
  }

  /** A task that fails once is tried again next time. */
  private void every(long period, TimeUnit unit, String what, Runnable task) {
    Runnable guarded =
        () -> {
          try {
            task.run();
          } catch (RuntimeException fault) {
            log.error("{} failed, will be tried again", what, fault);
          }
        };
    var unused = scheduler.scheduleWithFixedDelay(guarded, period, period, unit);
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
