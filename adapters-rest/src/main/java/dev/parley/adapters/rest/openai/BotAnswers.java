package dev.parley.adapters.rest.openai;

import dev.parley.adapters.rest.openai.ChatMessages.ChatMessage;
import dev.parley.adapters.rest.openai.Departures.Departure;
import dev.parley.adapters.rest.problem.OpenAiError;
import dev.parley.adapters.rest.problem.OpenAiException;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.security.Standing;
import dev.parley.adapters.rest.sse.RunStreams;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.application.bot.Bots;
import dev.parley.application.conversation.AcceptedMessage;
import dev.parley.application.conversation.ActiveRuns;
import dev.parley.application.conversation.StartConversation;
import dev.parley.application.conversation.StartConversation.Answerer;
import dev.parley.application.conversation.StartConversation.Earlier;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunState;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.tenant.Slug;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.scheduling.TaskExecutors;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Flux;

/**
 * Answers of bots: a chat turn with all that belongs to it, told as a chat completion. Each is a
 * conversation of its own, which begins with what the caller brings along.
 */
@Singleton
final class BotAnswers {
  /** What a bot's slug stands behind in the name of a model. */
  static final String PREFIX = "bot:";

  private final StartConversation startConversation;
  private final Bots bots;
  private final RunStreams streams;
  private final Standing standing;
  private final ActiveRuns activeRuns;
  private final Departures departures;
  private final ExecutorService executor;

  BotAnswers(
      StartConversation startConversation,
      Bots bots,
      RunStreams streams,
      Standing standing,
      ActiveRuns activeRuns,
      Departures departures,
      @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
    this.startConversation = startConversation;
    this.bots = bots;
    this.streams = streams;
    this.standing = standing;
    this.activeRuns = activeRuns;
    this.departures = departures;
    this.executor = executor;
  }

  MutableHttpResponse<?> completion(Caller caller, HttpRequest<?> http, ChatCompletionBody body) {
    Bot bot = bot(caller, body);
    OwnParameters.check(body);
    AcceptedMessage accepted =
        Answers.done(startConversation.start(command(caller, bot, body)), body.model());
    Run run = accepted.run();
    Completion completion =
        new Completion("chatcmpl-" + run.id(), run.createdAt(), body.model(), body.includeUsage());
    Departure departure = departures.watch(http);
    departure.react(() -> activeRuns.cancel(run.tenant(), run.id()));
    if (body.stream()) {
      return Answers.events(frames(http, run, completion, departure), accepted.limits());
    }
    try (departure) {
      return Answers.json(whole(accepted.end().join(), completion), accepted.limits());
    }
  }

  /**
   * The bot that is asked.
   *
   * @throws OpenAiException if the tenant has none of that name
   */
  Bot bot(Caller caller, ChatCompletionBody body) {
    String slug = body.model().substring(PREFIX.length());
    Optional<Bot> found =
        Slug.isValid(slug) ? bots.findBySlug(caller.tenant(), new Slug(slug)) : Optional.empty();
    return found.orElseThrow(() -> new OpenAiException(OpenAiError.modelNotFound(body.model())));
  }

  private static StartConversation.Command command(
      Caller caller, Bot bot, ChatCompletionBody body) {
    List<ChatMessage> messages = body.messages();
    int last = messages.size() - 1;
    // Some clients put their instructions last.
    while (last > 0 && author(messages.get(last).role()) == Author.SYSTEM) {
      last--;
    }
    ChatMessage question = messages.get(last);
    if (!question.role().equals("user")) {
      throw Check.failed(
          question.param() + ".role",
          "invalid_value",
          "Invalid 'messages': the last message must be of role 'user' with the model '"
              + body.model()
              + "'.");
    }
    List<Earlier> earlier = new ArrayList<>();
    for (int i = 0; i < messages.size(); i++) {
      ChatMessage message = messages.get(i);
      if (i != last && !message.text().isBlank()) {
        earlier.add(new Earlier(author(message.role()), message.text()));
      }
    }
    return new StartConversation.Command(
        caller.principal(),
        question.text(),
        earlier,
        new Answerer.Named(bot.id()),
        null,
        null,
        List.of(),
        List.of(),
        null,
        List.of(),
        body.limits());
  }

  private static Author author(String role) {
    return switch (role) {
      case "user" -> Author.USER;
      case "assistant" -> Author.ASSISTANT;
      default -> Author.SYSTEM;
    };
  }

  private static byte[] whole(AcceptedMessage.End end, Completion completion) {
    RunState state = end.run().state();
    if (state instanceof RunState.Failed failed) {
      throw new OpenAiException(OpenAiError.of(failed.failure(), null));
    }
    String text = end.answer().map(Message::content).orElse("");
    List<Map<String, @Nullable Object>> citations =
        end.answer()
            .map(answer -> answer.citations().stream().map(CitedSource::json).toList())
            .orElse(List.of());
    TokenUsage usage = state instanceof RunState.Ended ended ? ended.usage() : TokenUsage.NONE;
    return completion.whole(
        JsonText.object(
            "role",
            "assistant",
            "content",
            text,
            "refusal",
            state instanceof RunState.Refused ? text : null,
            "annotations",
            CitedSource.annotations(citations, text),
            "citations",
            citations),
        finishReason(state),
        new Completion.Usage(usage.promptTokens(), usage.completionTokens()));
  }

  private static String finishReason(RunState state) {
    return switch (state) {
      case RunState.Completed completed -> Words.of(completed.reason());
      case RunState.Refused refused -> Words.of(FinishReason.CONTENT_FILTER);
      case RunState.Cancelled cancelled -> Words.of(FinishReason.STOP);
      case RunState.Failed failed -> throw new IllegalStateException("a failure is no answer");
      case RunState.Active active -> throw new IllegalStateException("the run has not ended");
    };
  }

  /** Whoever stops reading has left, too. */
  private Flux<byte[]> frames(
      HttpRequest<?> http, Run run, Completion completion, Departure departure) {
    return Flux.defer(
            () -> {
              BotChunks chunks = new BotChunks(completion);
              return streams
                  .entries(run, 0, standing.of(http))
                  .map(chunks::of)
                  .filter(frame -> frame.length > 0);
            })
        .doOnCancel(() -> executor.execute(() -> activeRuns.cancel(run.tenant(), run.id())))
        .doFinally(signal -> departure.close());
  }

  /** A run that failed, by the word for it. */
  static OpenAiError failure(String code, String detail) {
    for (RunFailure.Code known : RunFailure.Code.values()) {
      if (Words.of(known).equals(code)) {
        return OpenAiError.of(new RunFailure(known, detail), null);
      }
    }
    return OpenAiError.of(new RunFailure(RunFailure.Code.INTERNAL, detail), null);
  }
}
