package dev.parley.application.evaluation;

import dev.parley.application.evaluation.AskGoldenQuestion.Reply;
import dev.parley.application.evaluation.Evaluations.Place;
import dev.parley.application.tenant.AuthenticateKey;
import dev.parley.application.transaction.UnitOfWork;
import dev.parley.domain.evaluation.Evaluation;
import dev.parley.domain.evaluation.Evaluation.Status;
import dev.parley.domain.evaluation.GoldenAnswer;
import dev.parley.domain.tenant.TenantId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Carries evaluations out, one question after the other. Each answer is kept when it has come, so
 * that another node goes on where one died, and whoever watches sees how far it is.
 */
public final class RunEvaluations implements AutoCloseable {
  /** Evaluations at once on a node: they are nobody's hurry. */
  static final int AT_ONCE = 2;

  /** As long as this a dead node holds one. */
  static final Duration LEASE = Duration.ofSeconds(60);

  private static final Duration RENEW = LEASE.dividedBy(4);

  /** Whoever is held off for longer by a limit gets no answer to this question. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

  private final Evaluations evaluations;
  private final AskGoldenQuestion askGoldenQuestion;
  private final AuthenticateKey authenticateKey;
  private final UnitOfWork unitOfWork;
  private final ExecutorService executor;
  private final Consumer<Throwable> faults;
  private final String node;
  private final Clock clock;
  private final Semaphore free = new Semaphore(AT_ONCE);
  private final Set<Future<?>> running = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @param executor one that makes virtual threads
   * @param faults is told what went wrong; the evaluation is taken up again after its lease
   * @param node name of this node
   */
  public RunEvaluations(
      Evaluations evaluations,
      AskGoldenQuestion askGoldenQuestion,
      AuthenticateKey authenticateKey,
      UnitOfWork unitOfWork,
      ExecutorService executor,
      Consumer<Throwable> faults,
      String node,
      Clock clock) {
    this.evaluations = Objects.requireNonNull(evaluations);
    this.askGoldenQuestion = Objects.requireNonNull(askGoldenQuestion);
    this.authenticateKey = Objects.requireNonNull(authenticateKey);
    this.unitOfWork = Objects.requireNonNull(unitOfWork);
    this.executor = Objects.requireNonNull(executor);
    this.faults = Objects.requireNonNull(faults);
    this.node = Objects.requireNonNull(node);
    this.clock = Objects.requireNonNull(clock);
  }

  /** Takes up evaluations that wait, as many as there is room for. To be called again and again. */
  public void takeUp() {
    while (!closed && free.tryAcquire()) {
      Optional<Evaluation> claimed = claim();
      if (claimed.isEmpty()) {
        return;
      }
      begin(claimed.get());
    }
  }

  private Optional<Evaluation> claim() {
    Optional<Evaluation> claimed = Optional.empty();
    try {
      Instant now = clock.instant();
      claimed = unitOfWork.acrossTenants(() -> evaluations.claim(node, now, now.plus(LEASE)));
      return claimed;
    } finally {
      if (claimed.isEmpty()) {
        free.release();
      }
    }
  }

  private void begin(Evaluation evaluation) {
    running.removeIf(Future::isDone);
    running.add(
        executor.submit(
            () -> {
              try {
                run(evaluation);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              } catch (RuntimeException fault) {
                faults.accept(fault);
              } finally {
                free.release();
              }
            }));
  }

  private void run(Evaluation evaluation) throws InterruptedException {
    TenantId tenant = evaluation.caller().tenant();
    Set<Place> answered = evaluations.answers(tenant, evaluation.id()).keySet();
    for (int question = 0; question < evaluation.questions().size(); question++) {
      for (int configuration = 0;
          configuration < evaluation.configurations().size();
          configuration++) {
        Place place = new Place(configuration, question);
        if (!answered.contains(place) && !answer(evaluation, place)) {
          return;
        }
      }
    }
    end(evaluation, Status.COMPLETED, null);
  }

  /** False: nobody wants the rest. */
  private boolean answer(Evaluation evaluation, Place place) throws InterruptedException {
    if (!isWanted(evaluation)) {
      return false;
    }
    if (!authenticateKey.stillHolds(evaluation.caller())) {
      end(evaluation, Status.FAILED, "The key that asked for it does not hold any more.");
      return false;
    }
    Instant latest = clock.instant().plus(LONGEST_WAIT);
    while (true) {
      switch (ask(evaluation, place)) {
        case Reply.Answered answered -> {
          return keep(evaluation, place, answered.answer());
        }
        case Reply.Abandoned abandoned -> {
          return false;
        }
        case Reply.Later later -> {
          if (clock.instant().plus(later.after()).isAfter(latest)) {
            return keep(
                evaluation,
                place,
                AskGoldenQuestion.failed(later.code(), List.of(), Duration.ZERO));
          }
          if (!waits(evaluation, later.after())) {
            return false;
          }
        }
      }
    }
  }

  private Reply ask(Evaluation evaluation, Place place) throws InterruptedException {
    return askGoldenQuestion.ask(
        evaluation,
        evaluation.configurations().get(place.configuration()),
        evaluation.questions().get(place.question()),
        RENEW,
        () -> isWanted(evaluation));
  }

  private boolean waits(Evaluation evaluation, Duration time) throws InterruptedException {
    Instant end = clock.instant().plus(time);
    while (clock.instant().isBefore(end)) {
      Duration left = Duration.between(clock.instant(), end);
      Thread.sleep(left.compareTo(RENEW) < 0 ? left : RENEW);
      if (!isWanted(evaluation)) {
        return false;
      }
    }
    return true;
  }

  /** It was not removed, and no other node has it. */
  private boolean isWanted(Evaluation evaluation) {
    return evaluations.hold(
        evaluation.caller().tenant(), evaluation.id(), node, clock.instant().plus(LEASE));
  }

  private boolean keep(Evaluation evaluation, Place place, GoldenAnswer answer) {
    return evaluations.keep(evaluation.caller().tenant(), evaluation.id(), node, place, answer);
  }

  private void end(Evaluation evaluation, Status status, @Nullable String failure) {
    var unused = evaluations.end(evaluation.ended(status, failure, clock.instant()), node);
  }

  /** Lets go of what is on its way; another node, or the next start, goes on with it. */
  @Override
  public void close() {
    closed = true;
    running.forEach(each -> each.cancel(true));
  }
}
