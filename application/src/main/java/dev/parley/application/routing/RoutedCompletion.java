package dev.parley.application.routing;

import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.CompletionModel.Request;
import dev.parley.application.model.CompletionModel.TokenSink;
import dev.parley.application.model.ModelCatalog;
import dev.parley.application.model.ModelCatalog.Served;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.routing.Complexity;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelFailure;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.Next;
import dev.parley.domain.routing.Next.Tried;
import dev.parley.domain.routing.Route;
import dev.parley.domain.routing.RouteRequest;
import dev.parley.domain.routing.Router;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has a prompt answered by the model that is wanted, or by a fallback where that one fails before
 * its first character. Once a character is out, what comes of the model that wrote it is what comes
 * of the answer. Safe for use by many threads.
 */
public final class RoutedCompletion {
  private final ModelCatalog models;
  private final List<ModelId> fallbacks;
  private final Router router;
  private final ModelHealth health;
  private final Clock clock;

  /**
   * @param fallbacks asked in this order where the wanted model fails; those that the catalog does
   *     not know are passed over
   */
  public RoutedCompletion(
      ModelCatalog models,
      List<ModelId> fallbacks,
      Router router,
      ModelHealth health,
      Clock clock) {
    this.models = Objects.requireNonNull(models);
    this.fallbacks = List.copyOf(fallbacks);
    this.router = Objects.requireNonNull(router);
    this.health = Objects.requireNonNull(health);
    this.clock = Objects.requireNonNull(clock);
  }

  /**
   * What came of it.
   *
   * @param by the model that was asked last: who wrote whatever was written
   */
  public record Answered(Completion completion, Served by) {}

  /**
   * Generates an answer. Blocks as {@link
   * dev.parley.application.model.CompletionModel#complete(Request, TokenSink)} does.
   *
   * @param wanted the model that the request was made for
   */
  public Answered complete(Served wanted, Request request, TokenSink sink) {
    Map<ModelId, Served> served = served(wanted);
    List<Route> routes = served.values().stream().map(each -> Route.to(each.model())).toList();
    RouteRequest asked =
        new RouteRequest(
            // The wanted model was chosen for this prompt: it fits there by the same count.
            Math.min(request.prompt().tokens(), wanted.model().promptBudget()),
            0,
            Set.of(),
            Complexity.SIMPLE,
            null,
            false);
    Watched watched = new Watched(sink);
    List<Tried> tried = new ArrayList<>();
    Answered last = null;
    while (true) {
      Next next = router.next(asked, routes, health::of, tried, watched.begun, clock.instant());
      Served chosen = next instanceof Next.Attempt attempt ? at(served, attempt.model()) : null;
      if (chosen == null) {
        if (last == null) {
          chosen = wanted;
        } else {
          return last;
        }
      }
      last = attempt(chosen, request, watched);
      ModelFailure failure = failure(last.completion());
      if (failure == null) {
        return last;
      }
      tried.add(new Tried(chosen.model(), failure));
    }
  }

  private Answered attempt(Served chosen, Request request, TokenSink sink) {
    ModelId id = chosen.model().id();
    health.asked(id);
    Completion completion;
    try {
      completion =
          chosen
              .completions()
              .complete(
                  new Request(
                      chosen.model(), request.prompt(), request.temperature(), request.tools()),
                  sink);
    } catch (RuntimeException | Error fault) {
      health.abandoned(id);
      throw fault;
    }
    switch (completion) {
      case Completion.Finished finished -> health.succeeded(id);
      case Completion.ToolCalls calls -> health.succeeded(id);
      case Completion.Interrupted interrupted -> health.abandoned(id);
      case Completion.Failed failed -> {
        if (kind(failed.failure().code()).harmsHealth()) {
          health.failed(id);
        } else {
          health.abandoned(id);
        }
      }
    }
    return new Answered(completion, chosen);
  }

  private Map<ModelId, Served> served(Served wanted) {
    Map<ModelId, Served> served = new LinkedHashMap<>();
    served.put(wanted.model().id(), wanted);
    for (ModelId fallback : fallbacks) {
      models.find(fallback).ifPresent(found -> served.putIfAbsent(fallback, found));
    }
    return served;
  }

  private static @Nullable Served at(Map<ModelId, Served> served, Model model) {
    return served.get(model.id());
  }

  /** Null where there is nothing to fall back from: the model spoke, or nobody waits any more. */
  private static @Nullable ModelFailure failure(Completion completion) {
    return switch (completion) {
      case Completion.Finished finished -> null;
      case Completion.ToolCalls calls -> null;
      case Completion.Interrupted interrupted -> null;
      case Completion.Failed failed -> kind(failed.failure().code());
    };
  }

  private static ModelFailure kind(RunFailure.Code code) {
    return switch (code) {
      case CONTEXT_LENGTH_EXCEEDED -> ModelFailure.TOO_LONG;
      case PROVIDER_REJECTED -> ModelFailure.REJECTED;
      case PROVIDER_UNAUTHORIZED -> ModelFailure.UNAUTHORIZED;
      case PROVIDER_RATE_LIMITED -> ModelFailure.RATE_LIMITED;
      case PROVIDER_UNAVAILABLE -> ModelFailure.UNAVAILABLE;
      case PROVIDER_TIMEOUT -> ModelFailure.TIMEOUT;
      case OVERLOADED, INTERRUPTED, INTERNAL -> ModelFailure.NOT_ITS_OWN;
    };
  }

  /** A sink that remembers whether anything came through. */
  private static final class Watched implements TokenSink {
    private final TokenSink sink;
    private boolean begun;

    Watched(TokenSink sink) {
      this.sink = sink;
    }

    @Override
    public void accept(String text) {
      begun = true;
      sink.accept(text);
    }
  }
}
