package dev.parley.adapters.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.llm.scripted.Reply;
import dev.parley.adapters.llm.scripted.Reply.Answer;
import dev.parley.adapters.llm.scripted.Reply.Ending;
import dev.parley.adapters.llm.scripted.ScriptedProvider;
import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.Prompts;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunFailure.Code;
import dev.parley.domain.token.EstimatingTokenCounter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a provider's failures. */
class ProviderFailureTest {
  private static final String KEY = "sk-canary-7b1e0c";
  private static final String SECRET = "the merger with Northwind";
  private static final Answer WHOLE = Reply.words("The warranty is seven years.");

  private final ScriptedProvider provider = ScriptedProvider.start();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final StringBuilder text = new StringBuilder();
  private OpenAiEndpoint endpoint = endpoint(provider.baseUrl(), Duration.ofSeconds(20));

  @AfterEach
  void close() {
    endpoint.close();
    provider.close();
    executor.shutdownNow();
  }

  private OpenAiEndpoint endpoint(URI address, Duration patience) {
    return new OpenAiEndpoint(
        ProviderSettings.of("openai", address, KEY, List.of()).withReadTimeout(patience), executor);
  }

  private Completion ask() {
    return new OpenAiCompletionModel(
            endpoint,
            "gpt-4o-mini",
            true,
            new EstimatingTokenCounter(),
            new Random(7),
            Duration.ofMillis(10))
        .complete(Prompts.asking("What about " + SECRET + "?"), text::append);
  }

  private RunFailure failure() {
    Completion completion = ask();
    assertThat(completion).isInstanceOf(Completion.Failed.class);
    return ((Completion.Failed) completion).failure();
  }

  private int attempts() {
    return provider.requests("/v1/chat/completions").size();
  }

  @ParameterizedTest
  @CsvSource({
    "400, invalid_value, PROVIDER_REJECTED",
    "401, invalid_api_key, PROVIDER_UNAUTHORIZED",
    "402, no_credit, PROVIDER_REJECTED",
    "403, forbidden, PROVIDER_UNAUTHORIZED",
    "404, model_not_found, PROVIDER_REJECTED",
    "408, too_slow, PROVIDER_TIMEOUT",
    "422, unprocessable, PROVIDER_REJECTED",
    "429, rate_limit_exceeded, PROVIDER_RATE_LIMITED",
    "500, server_error, PROVIDER_UNAVAILABLE",
    "503, overloaded, PROVIDER_UNAVAILABLE"
  })
  void translatesTheStatus(int status, String word, Code code) {
    provider.always(Reply.refusal(status, word, "No."));

    assertThat(failure())
        .isEqualTo(
            new RunFailure(code, "openai answered with status " + status + " (" + word + ")."));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          400 | context_length_exceeded | Too many.
          400 | invalid_request_error   | This model's maximum context length is 8192 tokens.
          400 | exceed_context_size_error | The request exceeds the available context size.
          413 | too_large               | Please reduce the length: the context window is full.
          """)
  void recognisesAPromptThatIsTooLong(int status, String word, String message) {
    provider.always(Reply.refusal(status, word, message));

    assertThat(failure().code()).isEqualTo(Code.CONTEXT_LENGTH_EXCEEDED);
  }

  @Test
  void recognisesAPromptThatIsTooLongWhereTheErrorIsNotWrapped() {
    provider.always(
        Reply.raw(
            400,
            "application/json",
            "{\"object\":\"error\",\"message\":\"maximum context length is 10\",\"code\":400}"));

    assertThat(failure().code()).isEqualTo(Code.CONTEXT_LENGTH_EXCEEDED);
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503})
  void triesAgainWhatMayPass(int status) {
    Reply.Refusal refusal = Reply.refusal(status, "busy", "Later.");
    provider.next(refusal, refusal, WHOLE);

    assertThat(ask()).isInstanceOf(Completion.Finished.class);
    assertThat(text).hasToString("The warranty is seven years.");
    assertThat(attempts()).isEqualTo(3);
  }

  @Test
  void givesUpAfterTheThirdAttempt() {
    provider.always(Reply.refusal(503, "overloaded", "Later."));

    assertThat(failure().code()).isEqualTo(Code.PROVIDER_UNAVAILABLE);
    assertThat(attempts()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 422})
  void doesNotTryAgainWhatIsRefused(int status) {
    provider.always(Reply.refusal(status, "no", "No."));

    failure();

    assertThat(attempts()).isEqualTo(1);
  }

  @Test
  void waitsAsLongAsTheProviderAsksIfThatIsShort() {
    provider.next(Reply.refusal(429, "rate_limit_exceeded", "Later.").retryAfter(1), WHOLE);
    long before = System.nanoTime();

    assertThat(ask()).isInstanceOf(Completion.Finished.class);

    assertThat(Duration.ofNanos(System.nanoTime() - before))
        .isGreaterThanOrEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void tellsTheCallerAtOnceIfTheProviderAsksForALongWait() {
    provider.next(Reply.refusal(429, "rate_limit_exceeded", "Later.").retryAfter(60));

    assertThat(failure().code()).isEqualTo(Code.PROVIDER_RATE_LIMITED);
    assertThat(attempts()).isEqualTo(1);
  }

  @Test
  void doesNotTryAgainWhereThereIsNoMoneyLeft() {
    provider.always(Reply.refusal(429, "insufficient_quota", "Check your plan."));

    assertThat(failure().code()).isEqualTo(Code.PROVIDER_RATE_LIMITED);
    assertThat(attempts()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource(
      value = Ending.class,
      names = {"EARLY", "CUT", "GARBLED", "ERROR"})
  void failsWhereTheAnswerBreaksOffAndLetsItsTextStand(Ending ending) {
    provider.always(Reply.answer("The ", "warranty ").ending(ending));

    assertThat(failure().code()).isEqualTo(Code.PROVIDER_UNAVAILABLE);
    assertThat(text).hasToString("The warranty ");
  }

  @ParameterizedTest
  @EnumSource(
      value = Ending.class,
      names = {"EARLY", "CUT", "ERROR"})
  void doesNotTryAgainOnceTextIsOut(Ending ending) {
    provider.next(Reply.answer("The ", "warranty ").ending(ending)).always(WHOLE);

    failure();

    assertThat(attempts()).isEqualTo(1);
    assertThat(text).hasToString("The warranty ");
  }

  @ParameterizedTest
  @EnumSource(
      value = Ending.class,
      names = {"EARLY", "CUT", "ERROR"})
  void triesAgainWhereItBreaksOffBeforeTheFirstToken(Ending ending) {
    provider.next(Reply.answer().ending(ending), WHOLE);

    assertThat(ask()).isInstanceOf(Completion.Finished.class);
    assertThat(text).hasToString("The warranty is seven years.");
  }

  @Test
  void failsWhereAnEmptyStreamIsDone() {
    provider.always(Reply.answer().ending(Ending.WITHOUT_REASON));

    assertThat(failure().code()).isEqualTo(Code.PROVIDER_UNAVAILABLE);
  }

  @Test
  void givesUpWhereNothingIsSaidBeforeTheFirstToken() {
    endpoint = endpoint(provider.baseUrl(), Duration.ofMillis(300));
    provider.always(WHOLE.silentFor(Duration.ofSeconds(30)));

    assertThat(failure())
        .isEqualTo(new RunFailure(Code.PROVIDER_TIMEOUT, "openai said nothing for 0.3 seconds."));
    assertThat(attempts()).isEqualTo(1);
  }

  @Test
  void givesUpWhereNothingIsSaidBetweenTokens() {
    endpoint = endpoint(provider.baseUrl(), Duration.ofMillis(1_500));
    provider.always(Reply.answer("The ", "warranty ").ending(Ending.SILENT));

    assertThat(failure().code()).isEqualTo(Code.PROVIDER_TIMEOUT);
    assertThat(text).hasToString("The warranty ");
  }

  @Test
  void isPatientWithASlowAnswer() {
    endpoint = endpoint(provider.baseUrl(), Duration.ofSeconds(3));
    provider.always(WHOLE.pacedAt(Duration.ofMillis(800)));

    assertThat(ask()).isInstanceOf(Completion.Finished.class);
  }

  @Test
  void saysThatNobodyIsThere() throws IOException {
    endpoint = endpoint(URI.create("http://127.0.0.1:" + freePort()), Duration.ofSeconds(20));

    assertThat(failure())
        .isEqualTo(
            new RunFailure(Code.PROVIDER_UNAVAILABLE, "No connection to openai could be made."));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Test
  void saysThatAHostHasNoAddress() {
    endpoint = endpoint(URI.create("http://nowhere.invalid/v1"), Duration.ofSeconds(20));

    assertThat(failure().code()).isEqualTo(Code.PROVIDER_UNAVAILABLE);
  }

  @ParameterizedTest
  @CsvSource({"text/html, <html>Hello</html>", "application/json, {}"})
  void failsWhereNoStreamComes(String type, String body) {
    provider.always(Reply.raw(200, type, body));

    assertThat(failure().code()).isEqualTo(Code.PROVIDER_UNAVAILABLE);
  }

  @Test
  void sendsNeitherKeyNorPromptAfterARedirect() {
    try (ScriptedProvider elsewhere = ScriptedProvider.start()) {
      provider.always(
          Reply.refusal(307, "moved", "There.")
              .withHeader("Location", elsewhere.baseUrl() + "/chat/completions"));

      assertThat(failure().code()).isEqualTo(Code.PROVIDER_REJECTED);
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  void keepsWhatTheProviderWroteOutOfItsFailures() {
    List<Reply> leaks =
        List.of(
            Reply.refusal(401, KEY, "Incorrect API key provided: " + KEY),
            Reply.refusal(400, SECRET, SECRET),
            Reply.refusal(404, "Some <b>markup</b>", SECRET),
            Reply.raw(418, "text/plain", SECRET + KEY),
            Reply.answer("a").ending(Ending.ERROR),
            Reply.answer("a").ending(Ending.GARBLED));
    List<String> details = new ArrayList<>();
    for (Reply leak : leaks) {
      provider.next(leak);
      details.add(failure().detail());
    }

    assertThat(details)
        .allSatisfy(
            detail ->
                assertThat(detail)
                    .doesNotContain(KEY, SECRET, "secret", "markup", "canary", "choices"));
  }

  @Test
  void remembersHowTheProviderWas() {
    assertThat(endpoint.state()).isEqualTo(ProviderState.UNKNOWN);

    provider.next(WHOLE);
    ask();
    assertThat(endpoint.state()).isEqualTo(ProviderState.UP);

    provider.next(Reply.refusal(401, "invalid_api_key", "No."));
    ask();
    assertThat(endpoint.state()).isEqualTo(ProviderState.DOWN);

    provider.next(Reply.refusal(400, "invalid_value", "No."));
    ask();
    assertThat(endpoint.state()).isEqualTo(ProviderState.UP);
  }
}
