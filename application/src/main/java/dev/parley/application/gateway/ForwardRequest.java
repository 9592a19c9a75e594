package dev.parley.application.gateway;

import dev.parley.application.gateway.Admittance.Admitted;
import dev.parley.application.model.EmbeddingGateways.Embedder;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.model.ModelCatalog.Served;
import dev.parley.application.model.ModelGateway;
import dev.parley.application.model.ModelGateway.Failure;
import dev.parley.application.model.ModelGateway.Pieces;
import dev.parley.application.model.ModelGateway.Reply;
import dev.parley.application.model.ModelGateway.Used;
import dev.parley.application.outcome.Cancellable;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Refusal;
import dev.parley.application.routing.Choice;
import dev.parley.application.routing.ChooseModel;
import dev.parley.application.routing.RoutedCatalog;
import dev.parley.application.routing.RoutedGateway;
import dev.parley.application.schedule.ModelQueue;
import dev.parley.application.schedule.ModelQueue.Permit;
import dev.parley.domain.quota.RateLimitStatus;
import dev.parley.domain.routing.Complexity;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.QueryComplexity;
import dev.parley.domain.routing.RouteRequest;
import dev.parley.domain.routing.TokenPrice;
import dev.parley.domain.tenant.Principal;
import dev.parley.domain.token.TokenCounter;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Sends a caller's request on to the provider of the model that is asked, within the caller's
 * limits and in turn, and books what it used. Safe for use by many threads.
 */
public final class ForwardRequest {
  /** What is reserved for an answer where the caller sets no limit of its own. */
  private static final int TYPICAL_ANSWER_TOKENS = 500;

  private final ModelCatalog models;
  private final ChooseModel chooseModel;
  private final RoutedGateway routedGateway;
  private final ModelQueue modelQueue;
  private final Admittance admittance;
  private final Windows windows;

  /**
   * @param counters of each model's own tokens, as far as its vocabulary is known
   */
  public ForwardRequest(
      ModelCatalog models,
      ChooseModel chooseModel,
      RoutedGateway routedGateway,
      ModelQueue modelQueue,
      Admittance admittance,
      Function<ModelId, TokenCounter> counters) {
    this.models = Objects.requireNonNull(models);
    this.chooseModel = Objects.requireNonNull(chooseModel);
    this.routedGateway = Objects.requireNonNull(routedGateway);
    this.modelQueue = Objects.requireNonNull(modelQueue);
    this.admittance = Objects.requireNonNull(admittance);
    this.windows = new Windows(counters);
  }

  /**
   * What is asked, as far as the choice of a model needs to know it.
   *
   * @param promptTokens an estimate
   * @param mostTokens the longest answer wanted; null: not said
   * @param needed what a model of a route must be able to do, in the words of {@link Model}
   * @param texts everything that is said
   * @param question the one of them that the caller asked last, by which a route judges how hard it
   *     is
   */
  public record Wanted(
      ModelId model,
      int promptTokens,
      @Nullable Integer mostTokens,
      Set<String> needed,
      List<String> texts,
      String question) {
    public Wanted {
      needed = Set.copyOf(needed);
      texts = List.copyOf(texts);
    }
  }

  /** What came of a request that was sent on. */
  public sealed interface Forwarded {
    /** How much of the caller's rates is left. */
    List<RateLimitStatus> limits();

    /** The whole answer. */
    @SuppressWarnings("ArrayRecordComponent") // On its way from one socket to another.
    record Whole(byte[] json, List<RateLimitStatus> limits) implements Forwarded {}

    /** A stream; whoever takes it must close it, and then it is booked. */
    record Streaming(Pieces pieces, List<RateLimitStatus> limits) implements Forwarded {}

    /** No answer. */
    record Failed(Failure failure, List<RateLimitStatus> limits) implements Forwarded {}
  }

  /** Finds the model to ask; refused for one that is not known, and for more than it can read. */
  public Outcome<Choice> choose(Wanted wanted) {
    Optional<Served> found = models.find(wanted.model());
    return found
        .flatMap(served -> chooseModel.choose(served.model().id(), route(served.model(), wanted)))
        .map(choice -> windows.fitting(choice, wanted.texts()))
        .orElseGet(() -> Outcome.refused(unknown(wanted.model())));
  }

  /**
   * Finds the model to ask without blocking, for a request whose answer comes whole.
   *
   * @return empty if that cannot be said without waiting, or if others may have to be asked in its
   *     place: then {@link #choose} is the way, and {@link #forward} behind it
   */
  public Optional<Choice> chooseAtOnce(Wanted wanted) {
    return models
        .known(wanted.model())
        .filter(served -> served.gateway() != null)
        .filter(served -> chooseModel.isAlone(served.model().id()))
        .flatMap(served -> chooseModel.choose(served.model().id(), route(served.model(), wanted)))
        .flatMap(choice -> fitting(choice, wanted));
  }

  private Optional<Choice> fitting(Choice choice, Wanted wanted) {
    return windows.fitting(choice, wanted.texts()) instanceof Outcome.Done<Choice> done
        ? Optional.of(done.value())
        : Optional.empty();
  }

  /** Why a model cannot be asked that nobody knows. */
  public static Refusal unknown(ModelId model) {
    return new Refusal.Invalid(
        "model_not_found", "model", "model: '" + model + "' (expected: a known model)");
  }

  /** Of a model that is asked by its own name nobody knows better than the caller what it can. */
  private static RouteRequest route(Model model, Wanted wanted) {
    boolean isRoute = model.provider().equals(RoutedCatalog.PROVIDER);
    return new RouteRequest(
        wanted.promptTokens(),
        answerTokens(wanted.mostTokens()),
        isRoute ? wanted.needed() : Set.of(),
        isRoute ? QueryComplexity.of(wanted.question()) : Complexity.SIMPLE,
        null,
        false);
  }

  private static int answerTokens(@Nullable Integer most) {
    return most == null ? TYPICAL_ANSWER_TOKENS : Math.min(most, TYPICAL_ANSWER_TOKENS);
  }

  /**
   * Sends a chat completion on; blocks as {@link ModelGateway#send} does.
   *
   * @param choice of a model that has a gateway
   */
  public Outcome<Forwarded> forward(Principal caller, Choice choice, ModelGateway.Call call)
      throws InterruptedException {
    return forward(admitted(caller, choice), () -> sent(routedGateway.send(choice, call)));
  }

  private Outcome<Admitted> admitted(Principal caller, Choice choice) {
    Model chosen = choice.served().model();
    int answer = Math.min(choice.request().completionTokens(), chosen.maxOutputTokens());
    return admittance.admit(caller, choice.request().promptTokens(), answer, chosen.price());
  }

  /**
   * Sends a chat completion on that asks for no stream, and waits for nothing, as {@link
   * ModelGateway#sendWhole}; to cancel what is returned breaks it off.
   *
   * @param choice by {@link #chooseAtOnce}
   * @return empty if the turn of the call has not come yet: {@link #forward} waits for it
   */
  public Optional<Outcome<CompletableFuture<Forwarded>>> forwardAtOnce(
      Principal caller, Choice choice, ModelGateway.Call call) {
    return switch (admitted(caller, choice)) {
      case Outcome.Refused<Admitted> refused -> Optional.of(Outcome.refused(refused.refusal()));
      case Outcome.Done<Admitted> done ->
          Optional.ofNullable(done.value().tryTurn(modelQueue))
              .map(permit -> Outcome.done(forwarded(done.value(), permit, choice, call)));
    };
  }

  private CompletableFuture<Forwarded> forwarded(
      Admitted admitted, Permit permit, Choice choice, ModelGateway.Call call) {
    CompletableFuture<RoutedGateway.Answered> answered;
    try {
      answered = routedGateway.sendWhole(choice, call);
    } catch (Throwable fault) {
      permit.close();
      admitted.release();
      throw fault;
    }
    return Cancellable.after(
        answered,
        (came, fault) -> {
          try {
            if (came == null) {
              throw new CompletionException(fault);
            }
            return ended(admitted, permit, sent(came));
          } finally {
            permit.close();
            admitted.release();
          }
        });
  }

  private static Sent sent(RoutedGateway.Answered answered) {
    Model by = answered.by().model();
    return new Sent(answered.reply(), by.id(), by.price());
  }

  /** Sends texts on to be embedded; blocks likewise. */
  public Outcome<Forwarded> forward(
      Principal caller, Embedder embedder, int tokens, ModelGateway.Call call)
      throws InterruptedException {
    return forward(
        admittance.admit(caller, tokens, 0, embedder.price()),
        () -> new Sent(embedder.gateway().send(call), embedder.id(), embedder.price()));
  }

  private record Sent(Reply reply, ModelId model, @Nullable TokenPrice price) {}

  @FunctionalInterface
  private interface Sending {
    Sent send() throws InterruptedException;
  }

  private Outcome<Forwarded> forward(Outcome<Admitted> admitted, Sending sending)
      throws InterruptedException {
    return switch (admitted) {
      case Outcome.Refused<Admitted> refused -> Outcome.refused(refused.refusal());
      case Outcome.Done<Admitted> done ->
          switch (done.value().awaitTurn(modelQueue)) {
            case Outcome.Refused<Permit> refused -> Outcome.refused(refused.refusal());
            case Outcome.Done<Permit> permit ->
                Outcome.done(answered(done.value(), permit.value(), sending));
          };
    };
  }

  private static Forwarded answered(Admitted admitted, Permit permit, Sending sending)
      throws InterruptedException {
    boolean streaming = false;
    try {
      Forwarded ended = ended(admitted, permit, sending.send());
      streaming = ended instanceof Forwarded.Streaming;
      return ended;
    } finally {
      if (!streaming) {
        permit.close();
        admitted.release();
      }
    }
  }

  /** Books what came, but for a stream, which goes on. */
  private static Forwarded ended(Admitted admitted, Permit permit, Sent sent) {
    return switch (sent.reply()) {
      case Reply.Failed failed -> {
        // Or else whoever sends what a provider refuses could do so without limit.
        admitted.settleUnused();
        yield new Forwarded.Failed(failed.failure(), admitted.limits());
      }
      case Reply.Whole whole -> {
        settle(admitted, sent, whole.used());
        permit.charge(whole.used().completionTokens());
        yield new Forwarded.Whole(whole.json(), admitted.limits());
      }
      case Reply.Begun begun ->
          new Forwarded.Streaming(
              new Metered(begun.pieces(), admitted, permit, sent), admitted.limits());
    };
  }

  private static void settle(Admitted admitted, Sent sent, Used used) {
    int prompt = used.counted() ? used.promptTokens() : admitted.promptTokens();
    int cached = used.counted() ? used.cachedTokens() : 0;
    admitted.settle(sent.model(), sent.price(), prompt, cached, used.completionTokens());
  }

  /** A stream that is booked when it ends, or is left by whoever reads it. */
  private static final class Metered implements Pieces {
    private final Pieces pieces;
    private final Admitted admitted;
    private final Permit permit;
    private final Sent sent;
    private final AtomicBoolean ended = new AtomicBoolean();

    Metered(Pieces pieces, Admitted admitted, Permit permit, Sent sent) {
      this.pieces = pieces;
      this.admitted = admitted;
      this.permit = permit;
      this.sent = sent;
    }

    @Override
    public byte @Nullable [] next() {
      byte[] next = pieces.next();
      if (next == null) {
        end();
      }
      return next;
    }

    @Override
    public @Nullable Failure failure() {
      return pieces.failure();
    }

    @Override
    public Used used() {
      return pieces.used();
    }

    @Override
    public void close() {
      pieces.close();
      end();
    }

    private void end() {
      if (ended.compareAndSet(false, true)) {
        permit.close(pieces.used().completionTokens());
        settle(admitted, sent, pieces.used());
      }
    }
  }
}
