package dev.parley.application.routing;

import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.CompletionModel.Request;
import dev.parley.application.model.CompletionModel.TokenSink;
import dev.parley.application.model.ModelCatalog.Served;
import dev.parley.application.routing.ChooseModel.Candidate;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelFailure;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.Next;
import dev.parley.domain.routing.Next.Tried;
import dev.parley.domain.routing.RouteRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Has a prompt answered by the model that was chosen, or by another where that one fails before its
 * first character or is slow with it. Once a character is out, what comes of the model that wrote
 * it is what comes of the answer. Safe for use by many threads.
 */
public final class RoutedCompletion {
  private final ChooseModel chooseModel;
  private final ModelHealth health;
  private final ExecutorService executor;

  /**
   * @param executor runs models that are asked beside one another; one that makes virtual threads
   */
  public RoutedCompletion(ChooseModel chooseModel, ModelHealth health, ExecutorService executor) {
    this.chooseModel = Objects.requireNonNull(chooseModel);
    this.health = Objects.requireNonNull(health);
    this.executor = Objects.requireNonNull(executor);
  }

  /**
   * What came of it.
   *
   * @param by the model that wrote whatever was written, or was asked last
   * @param wasted what the models may charge that were asked beside it and broken off
   */
  public record Answered(Completion completion, Served by, Money wasted) {}

  /**
   * Generates an answer. Blocks as {@link
   * dev.parley.application.model.CompletionModel#complete(Request, TokenSink)} does, and calls the
   * sink on the calling thread.
   *
   * @param pinned the model that is asked first while it is healthy, since it wrote what the prompt
   *     ends with; null: the best for the prompt
   */
  public Answered complete(
      Choice choice, @Nullable Served pinned, Request request, TokenSink sink) {
    return new Search(choice, pinned, request, sink).run();
  }

  /** The way to one answer. Used by one thread. */
  private final class Search implements Race.Course {
    private final Choice choice;
    private final @Nullable Served pinned;
    private final Map<ModelId, Candidate> candidates;
    private final RouteRequest asked;
    private final Request request;
    private final TokenSink sink;
    private final List<Tried> tried = new ArrayList<>();
    private boolean begun;

    Search(Choice choice, @Nullable Served pinned, Request request, TokenSink sink) {
      this.choice = choice;
      this.pinned = pinned;
      this.candidates = chooseModel.candidates(choice.wanted(), pinned);
      this.request = request;
      this.sink = sink;
      Model fitted = (pinned == null ? choice.served() : pinned).model();
      // The prompt was made for this model: it fits there by the same count.
      this.asked =
          choice.request().ofPrompt(Math.min(request.prompt().tokens(), fitted.promptBudget()));
    }

    Answered run() {
      Next next = next();
      Answered last = next instanceof Next.Attempt first ? attempt(first) : alone(choice.served());
      while (failure(last.completion()) != null && next() instanceof Next.Attempt another) {
        last = attempt(another);
      }
      return last;
    }

    private Next next() {
      return chooseModel.next(choice.wanted(), pinned, asked, candidates, tried, begun);
    }

    private Answered attempt(Next.Attempt attempt) {
      Served chosen = ChooseModel.served(candidates, attempt);
      if (attempt.hedgeAfter() == null) {
        return alone(chosen);
      }
      Race.Finish finish =
          new Race(executor, (model, text) -> ask(model, request, text), this::take)
              .run(chosen, attempt.hedgeAfter(), this);
      return new Answered(finish.completion(), finish.by(), wasted(finish.brokenOff()));
    }

    private Answered alone(Served chosen) {
      asked(chosen);
      Completion completion = ask(chosen, request, this::take);
      ended(chosen, failure(completion));
      return new Answered(completion, chosen, Money.ZERO);
    }

    private void take(String text) {
      begun = true;
      sink.accept(text);
    }

    private Money wasted(List<Served> brokenOff) {
      Money wasted = Money.ZERO;
      for (Served model : brokenOff) {
        if (model.model().price() != null) {
          wasted = wasted.plus(model.model().price().of(request.prompt().tokens(), 0));
        }
      }
      return wasted;
    }

    @Override
    public void asked(Served model) {
      tried.add(new Tried(model.model(), null));
    }

    @Override
    public void ended(Served model, @Nullable ModelFailure failure) {
      tried.replaceAll(
          each -> each.model().equals(model.model()) ? new Tried(each.model(), failure) : each);
    }

    @Override
    public @Nullable Served another() {
      return next() instanceof Next.Attempt attempt
          ? ChooseModel.served(candidates, attempt)
          : null;
    }
  }

  private Completion ask(Served chosen, Request request, TokenSink sink) {
    ModelId id = chosen.model().id();
    health.asked(id);
    Completion completion;
    try {
      completion =
          chosen
              .completions()
              .complete(
                  new Request(
                      chosen.model(),
                      request.prompt(),
                      request.temperature(),
                      request.tools(),
                      request.limits()),
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
    return completion;
  }

  /** Null where there is nothing to fall back from: the model spoke, or nobody waits any more. */
  static @Nullable ModelFailure failure(Completion completion) {
    return switch (completion) {
      case Completion.Finished finished -> null;
      case Completion.ToolCalls calls -> null;
      case Completion.Interrupted interrupted -> null;
      case Completion.Failed failed -> kind(failed.failure().code());
    };
  }

  static ModelFailure kind(RunFailure.Code code) {
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
}
