package dev.parley.adapters.rest.openai;

import dev.parley.adapters.rest.security.Caller;
import dev.parley.application.gateway.ForwardRequest;
import dev.parley.application.routing.Choice;
import dev.parley.domain.bot.Bot;
import dev.parley.domain.token.TokenCounter;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** Answers chat completions, whoever is asked and in whatever form the request arrived. */
@Singleton
public final class ChatCompletions {
  private final ForwardRequest forwardRequest;
  private final ForwardedAnswers forwardedAnswers;
  private final OwnModelAnswers ownModelAnswers;
  private final BotAnswers botAnswers;
  private final TokenCounter tokens;

  ChatCompletions(
      ForwardRequest forwardRequest,
      ForwardedAnswers forwardedAnswers,
      OwnModelAnswers ownModelAnswers,
      BotAnswers botAnswers,
      TokenCounter tokens) {
    this.forwardRequest = forwardRequest;
    this.forwardedAnswers = forwardedAnswers;
    this.ownModelAnswers = ownModelAnswers;
    this.botAnswers = botAnswers;
    this.tokens = tokens;
  }

  /** A chat completion that is asked for, checked. */
  public static final class Asked {
    private final ChatCompletionBody body;

    private Asked(ChatCompletionBody body) {
      this.body = body;
    }
  }

  /**
   * Reads a request, as OpenAI's API has it.
   *
   * @throws dev.parley.adapters.rest.problem.OpenAiException for what is wrong with it
   */
  public Asked read(byte[] json) {
    return new Asked(ChatCompletionBody.read(json));
  }

  /**
   * Answers a request whose answer comes whole and needs nobody to wait for it; blocks nowhere.
   *
   * @return empty for any other: {@link #answer} is for all
   * @throws dev.parley.adapters.rest.problem.OpenAiException where there is no answer
   */
  Optional<CompletableFuture<MutableHttpResponse<?>>> answerAtOnce(
      Caller caller, HttpRequest<?> http, Asked asked) {
    ChatCompletionBody body = asked.body;
    return body.stream() || isBot(body)
        ? Optional.empty()
        : forwardRequest
            .chooseAtOnce(body.wanted(tokens))
            .flatMap(choice -> forwardedAnswers.completionAtOnce(caller, http, choice, body));
  }

  /**
   * Answers a request.
   *
   * @return the completion as bytes, or a {@code Flux} of bytes, each with whole events
   * @throws dev.parley.adapters.rest.problem.OpenAiException where there is no answer
   */
  public MutableHttpResponse<?> answer(Caller caller, HttpRequest<?> http, Asked asked) {
    ChatCompletionBody body = asked.body;
    if (isBot(body)) {
      return botAnswers.completion(caller, http, body);
    }
    Choice choice = choice(body);
    return choice.served().gateway() == null
        ? ownModelAnswers.completion(caller, http, choice, body)
        : forwardedAnswers.completion(caller, http, choice, body);
  }

  /** About how many tokens a request has. */
  public int promptTokens(Asked asked) {
    return asked.body.wanted(tokens).promptTokens();
  }

  /**
   * Looks whether the caller may ask the model.
   *
   * @throws dev.parley.adapters.rest.problem.OpenAiException if there is none, or none of the
   *     tenant's
   */
  public void checkModel(Caller caller, Asked asked) {
    if (isBot(asked.body)) {
      Bot unused = botAnswers.bot(caller, asked.body);
    } else {
      Choice unused = choice(asked.body);
    }
  }

  private static boolean isBot(ChatCompletionBody body) {
    return body.model().startsWith(BotAnswers.PREFIX);
  }

  private Choice choice(ChatCompletionBody body) {
    return Answers.done(forwardRequest.choose(body.wanted(tokens)), body.model());
  }
}
