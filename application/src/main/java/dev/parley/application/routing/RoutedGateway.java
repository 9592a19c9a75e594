package dev.parley.application.routing;

import dev.parley.application.model.ModelCatalog.Served;
import dev.parley.application.model.ModelGateway;
import dev.parley.application.model.ModelGateway.Reply;
import dev.parley.application.outcome.Cancellable;
import dev.parley.application.routing.ChooseModel.Candidate;
import dev.parley.domain.routing.ModelFailure;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.Next;
import dev.parley.domain.routing.Next.Tried;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Has a request answered by the gateway of the model that was chosen, or of another where that one
 * fails before its first byte. Models without a gateway are passed over, and none is asked beside
 * another. Safe for use by many threads.
 */
public final class RoutedGateway {
  private final ChooseModel chooseModel;
  private final ModelHealth health;

  public RoutedGateway(ChooseModel chooseModel, ModelHealth health) {
    this.chooseModel = Objects.requireNonNull(chooseModel);
    this.health = Objects.requireNonNull(health);
  }

  /** What came of it, and the model that was asked last. */
  public record Answered(Reply reply, Served by) {}

  /**
   * Sends a request. Blocks as {@link ModelGateway#send} does.
   *
   * @param choice of a model that has a gateway
   */
  public Answered send(Choice choice, ModelGateway.Call call) throws InterruptedException {
    Map<ModelId, Candidate> candidates = new LinkedHashMap<>();
    chooseModel
        .candidates(choice.wanted(), null)
        .forEach(
            (id, candidate) -> {
              if (candidate.served().gateway() != null) {
                candidates.put(id, candidate);
              }
            });
    List<Tried> tried = new ArrayList<>();
    Answered last = ask(first(choice, candidates), call, tried);
    while (last.reply() instanceof Reply.Failed
        && next(choice, candidates, tried) instanceof Next.Attempt another) {
      last = ask(ChooseModel.served(candidates, another), call, tried);
    }
    return last;
  }

  /**
   * Sends a request that asks for no stream to the chosen model and to no other; waits for nothing,
   * as {@link ModelGateway#sendWhole}.
   *
   * @param choice of a model that has a gateway
   */
  public CompletableFuture<Answered> sendWhole(Choice choice, ModelGateway.Call call) {
    Served served = choice.served();
    ModelId id = served.model().id();
    health.asked(id);
    CompletableFuture<Reply> reply;
    try {
      reply = Objects.requireNonNull(served.gateway()).sendWhole(call);
    } catch (Throwable fault) {
      health.abandoned(id);
      throw fault;
    }
    return Cancellable.after(
        reply,
        (came, fault) -> {
          if (came == null) {
            health.abandoned(id);
            throw new CompletionException(fault);
          }
          ModelFailure unused = note(id, came);
          return new Answered(came, served);
        });
  }

  private Served first(Choice choice, Map<ModelId, Candidate> candidates) {
    return next(choice, candidates, List.of()) instanceof Next.Attempt attempt
        ? ChooseModel.served(candidates, attempt)
        : choice.served();
  }

  private Next next(Choice choice, Map<ModelId, Candidate> candidates, List<Tried> tried) {
    return chooseModel.next(choice.wanted(), null, choice.request(), candidates, tried, false);
  }

  private Answered ask(Served served, ModelGateway.Call call, List<Tried> tried)
      throws InterruptedException {
    ModelId id = served.model().id();
    ModelGateway gateway = Objects.requireNonNull(served.gateway());
    health.asked(id);
    Reply reply = null;
    try {
      reply = gateway.send(call);
    } finally {
      if (reply == null) {
        health.abandoned(id);
      }
    }
    tried.add(new Tried(served.model(), note(id, reply)));
    return new Answered(reply, served);
  }

  private @Nullable ModelFailure note(ModelId id, Reply reply) {
    if (!(reply instanceof Reply.Failed failed)) {
      health.succeeded(id);
      return null;
    }
    ModelFailure failure = RoutedCompletion.kind(failed.failure().cause().code());
    if (failure.harmsHealth()) {
      health.failed(id);
    } else {
      health.abandoned(id);
    }
    return failure;
  }
}
