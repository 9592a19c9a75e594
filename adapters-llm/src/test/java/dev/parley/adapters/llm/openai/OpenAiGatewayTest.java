package dev.parley.adapters.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.adapters.llm.scripted.Reply;
import dev.parley.adapters.llm.scripted.ScriptedProvider;
import dev.parley.application.model.ModelGateway;
import dev.parley.application.model.ModelGateway.Call;
import dev.parley.application.model.ModelGateway.Failure;
import dev.parley.application.model.ModelGateway.Operation;
import dev.parley.application.model.ModelGateway.Pieces;
import dev.parley.application.model.ModelGateway.Used;
import dev.parley.application.model.ModelGatewayContract;
import dev.parley.domain.conversation.RunFailure.Code;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiGatewayTest extends ModelGatewayContract {
  private static final String KEY = "sk-canary-1234567890";
  private static final String HELLO = "\"messages\":[{\"role\":\"user\",\"content\":\"a b\"}]}";

  private final ScriptedProvider provider = ScriptedProvider.start();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final OpenAiEndpoint endpoint =
      new OpenAiEndpoint(
          ProviderSettings.of("openai", provider.baseUrl(), KEY, List.of())
              .withReadTimeout(Duration.ofSeconds(5)),
          executor);
  private final WholeAnswers wholeAnswers =
      new WholeAnswers(OwnClients.INSTANCE, endpoint.settings().readTimeout());

  @AfterEach
  void close() {
    provider.close();
    endpoint.close();
    wholeAnswers.close();
    executor.close();
  }

  @Override
  protected ModelGateway gateway() {
    return new OpenAiGateway(endpoint, wholeAnswers, "own \"name\"");
  }

  @Override
  protected Call whole() {
    return call(false, false);
  }

  @Override
  protected Call stream() {
    return call(true, true);
  }

  @Override
  protected Call neverAnswered() {
    provider.next(Reply.words("late").silentFor(Duration.ofMinutes(1)));
    return whole();
  }

  private static Call call(boolean stream, boolean tellUsage) {
    String options = stream ? "\"stream\":true,\"stream_options\":{\"include_usage\":true}," : "";
    return new Call(
        Operation.CHAT,
        ("{" + options + "\"n\":1.0,\"model\":").getBytes(StandardCharsets.UTF_8),
        ("," + HELLO).getBytes(StandardCharsets.UTF_8),
        stream,
        tellUsage);
  }

  private ModelGateway.Reply send(Call call) throws InterruptedException {
    return gateway().send(call);
  }

  private Failure failure(Call call) throws InterruptedException {
    return ((ModelGateway.Reply.Failed) send(call)).failure();
  }

  private static String text(Pieces pieces) {
    StringBuilder text = new StringBuilder();
    for (byte[] piece = pieces.next(); piece != null; piece = pieces.next()) {
      text.append(new String(piece, StandardCharsets.UTF_8));
    }
    return text.toString();
  }

  @Test
  void sendsTheBodyAsItIsUnderTheProvidersNameAndKey() throws Exception {
    var unused = send(call(false, false));

    ScriptedProvider.Received received = provider.requests().getLast();
    assertThat(received.body()).isEqualTo("{\"n\":1.0,\"model\":\"own \\\"name\\\"\"," + HELLO);
    assertThat(received.headers())
        .containsEntry("authorization", "Bearer " + KEY)
        .containsEntry("content-type", "application/json")
        .containsEntry("content-length", String.valueOf(received.body().length()))
        .containsEntry("user-agent", "parley");
  }

  @Test
  void readsWhatAWholeAnswerUsed() throws Exception {
    provider.next(Reply.words("one two three").havingRead(1));

    ModelGateway.Reply.Whole whole = (ModelGateway.Reply.Whole) send(call(false, false));

    assertThat(whole.used()).isEqualTo(new Used(2, 1, 3, true));
    JsonNode json = new ObjectMapper().readTree(whole.json());
    assertThat(json.path("choices").path(0).path("message").path("content").asText())
        .isEqualTo("one two three");
  }

  @Test
  void estimatesWhatNobodyCounted() throws Exception {
    provider.next(Reply.words("one two three").withoutUsage());
    ModelGateway.Reply.Whole whole = (ModelGateway.Reply.Whole) send(call(false, false));
    assertThat(whole.used().counted()).isFalse();
    assertThat(whole.used().completionTokens()).isPositive();

    provider.next(Reply.words("one two three").withoutUsage());
    Pieces pieces = ((ModelGateway.Reply.Begun) send(call(true, true))).pieces();
    String unused = text(pieces);
    assertThat(pieces.used().counted()).isFalse();
    assertThat(pieces.used().completionTokens()).isBetween(3, 5);
  }

  @Test
  void tellsOfUsageOnlyWhomAsked() throws Exception {
    provider.next(Reply.words("one two"), Reply.words("one two"));
    Pieces told = ((ModelGateway.Reply.Begun) send(call(true, true))).pieces();
    Pieces untold = ((ModelGateway.Reply.Begun) send(call(true, false))).pieces();

    assertThat(text(told)).contains("\"usage\":{").endsWith("data: [DONE]\n\n");
    assertThat(text(untold)).doesNotContain("usage").endsWith("data: [DONE]\n\n");
    assertThat(told.used()).isEqualTo(new Used(2, 0, 2, true));
    assertThat(untold.used()).isEqualTo(told.used());
    assertThat(told.failure()).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "CUT, PROVIDER_UNAVAILABLE",
    "EARLY, PROVIDER_UNAVAILABLE",
    "ERROR, PROVIDER_UNAVAILABLE"
  })
  void endsAStreamThatBreaksOffWithAFailure(Reply.Ending ending, Code code) throws Exception {
    provider.next(Reply.words("one two").ending(ending));

    Pieces pieces = ((ModelGateway.Reply.Begun) send(call(true, true))).pieces();
    String text = text(pieces);

    assertThat(text).contains("one ").doesNotContain("error", "secret", "[DONE]");
    Failure failure = Objects.requireNonNull(pieces.failure());
    assertThat(failure.cause().code()).isEqualTo(code);
    assertThat(failure.cause().detail()).doesNotContain("secret");
  }

  @Test
  void takesAStreamForWholeThatSaysWhyItEndsAndThenNothingMore() throws Exception {
    String last = "data: {\"choices\":[{\"delta\":{},\"finish_reason\": \"stop\"}]}\n\n";
    String usage = "{\"prompt_tokens\":2,\"completion_tokens\":1}";
    String ended = last + "data: {\"choices\":[],\"usage\":" + usage + "}\n\n";
    provider.next(Reply.raw(200, "text/event-stream", ended));

    Pieces pieces = ((ModelGateway.Reply.Begun) send(call(true, true))).pieces();

    assertThat(text(pieces)).isEqualTo(ended + "data: [DONE]\n\n");
    assertThat(pieces.failure()).isNull();
    assertThat(pieces.used()).isEqualTo(new Used(2, 0, 1, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[{\"index\":0,\"finish_reason\":null}]",
        "[{\"index\":0,\"finish_reason\":\"\"}]",
        "[{\"index\":0,\"delta\":{\"content\":\"\\\"finish_reason\\\":\\\"stop\\\"\"}}]"
      })
  void takesNoStreamForWholeThatEndsWithoutAReason(String choices) throws Exception {
    provider.next(Reply.raw(200, "text/event-stream", "data: {\"choices\":" + choices + "}\n\n"));

    Pieces pieces = ((ModelGateway.Reply.Begun) send(call(true, true))).pieces();

    assertThat(text(pieces)).doesNotContain("[DONE]");
    assertThat(Objects.requireNonNull(pieces.failure()).cause().code())
        .isEqualTo(Code.PROVIDER_UNAVAILABLE);
  }

  @Test
  void namesTheTypeOfAnErrorThatHasNoCode() throws Exception {
    provider.next(
        Reply.raw(
            500,
            "application/json",
            "{\"error\":{\"message\":\"Oh.\",\"type\":\"server_error\",\"code\":null}}"));

    assertThat(failure(call(false, false)).cause().detail())
        .endsWith("answered with status 500 (server_error).");
  }

  @Test
  void wakesItsReaderWhenItIsClosed() throws Exception {
    provider.next(Reply.words("one").ending(Reply.Ending.SILENT));
    Pieces pieces = ((ModelGateway.Reply.Begun) send(call(true, true))).pieces();
    try (ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
      var reader = other.submit(() -> text(pieces));
      Thread.sleep(100);
      pieces.close();
      assertThat(reader.get(3, TimeUnit.SECONDS)).doesNotContain("[DONE]");
    }
    assertThat(pieces.failure()).isNull();
  }

  @Test
  void saysWhatTheProviderSaysOfTheRequestButNotItsKey() throws Exception {
    provider.next(Reply.refusal(400, "too_hot", "Too hot for " + KEY + "."));

    Failure failure = failure(call(false, false));

    assertThat(failure.cause().code()).isEqualTo(Code.PROVIDER_REJECTED);
    ModelGateway.Said said = Objects.requireNonNull(failure.said());
    assertThat(said.status()).isEqualTo(400);
    assertThat(said.message()).isEqualTo("Too hot for ***.");
    assertThat(said.code()).isEqualTo("too_hot");
    assertThat(said.type()).isEqualTo("invalid_request_error");
  }

  @ParameterizedTest
  @CsvSource({
    "401, invalid_api_key, PROVIDER_UNAUTHORIZED",
    "403, forbidden, PROVIDER_UNAUTHORIZED",
    "402, payment, PROVIDER_REJECTED",
    "429, rate_limit_exceeded, PROVIDER_RATE_LIMITED",
    "500, server_error, PROVIDER_UNAVAILABLE"
  })
  void keepsToItselfWhatIsBetweenProviderAndOperator(int status, String word, Code code)
      throws Exception {
    for (boolean stream : new boolean[] {true, false}) {
      provider.next(Reply.refusal(status, word, "About the account " + KEY).retryAfter(7));

      Failure failure = failure(call(stream, false));

      assertThat(failure.cause().code()).isEqualTo(code);
      assertThat(failure.said()).isNull();
      assertThat(failure.cause().detail()).doesNotContain("account", KEY);
      if (status == 429) {
        assertThat(failure.retryAfter()).isEqualTo(Duration.ofSeconds(7));
      }
    }
    assertThat(provider.requests()).hasSize(2);
  }

  @Test
  void tellsASpentQuotaFromARateThatIsTooHigh() throws Exception {
    provider.next(
        Reply.refusal(429, "insufficient_quota", "Check the billing of org-7."),
        Reply.refusal(429, "rate_limit_exceeded", "Slow down.")
            .withHeader("retry-after-ms", "1500"));

    Failure spent = failure(call(false, false));
    Failure limited = failure(call(false, false));

    ModelGateway.Said said = Objects.requireNonNull(spent.said());
    assertThat(said.code()).isEqualTo("insufficient_quota").isEqualTo(said.type());
    assertThat(said.message()).doesNotContain("org-7");
    assertThat(limited.said()).isNull();
    assertThat(limited.retryAfter()).isEqualTo(Duration.ofMillis(1500));
  }

  @ParameterizedTest
  @ValueSource(strings = {"data: {\"a\":", "data: nonsense", "data:", "data: {\"a\":1} trailing"})
  void endsAStreamAtAnEventThatIsNoObject(String event) throws Exception {
    provider.next(
        Reply.raw(
            200,
            "text/event-stream",
            "data: {\"choices\":[]}\n\n" + event + "\n\ndata: [DONE]\n\n"));

    Pieces pieces = ((ModelGateway.Reply.Begun) send(call(true, false))).pieces();

    assertThat(text(pieces)).isEqualTo("data: {\"choices\":[]}\n\n");
    assertThat(Objects.requireNonNull(pieces.failure()).cause().code())
        .isEqualTo(Code.PROVIDER_UNAVAILABLE);
  }

  @ParameterizedTest
  @CsvSource({"true, application/json, {}", "false, text/html, <p>", "false, application/json, []"})
  void takesNothingElseForAnAnswer(boolean stream, String type, String body) throws Exception {
    provider.next(Reply.raw(200, type, body));

    assertThat(failure(call(stream, false)).cause().code()).isEqualTo(Code.PROVIDER_UNAVAILABLE);
  }

  @Test
  void failsWhereNobodyListensOrSaysAnything() throws Exception {
    provider.next(Reply.words("late").silentFor(Duration.ofMinutes(1)));
    assertThat(failure(call(false, false)).cause().code()).isEqualTo(Code.PROVIDER_TIMEOUT);

    provider.close();
    assertThat(failure(call(false, false)).cause().code()).isEqualTo(Code.PROVIDER_UNAVAILABLE);
    assertThat(endpoint.state()).isEqualTo(ProviderState.DOWN);
  }

  @Test
  void embeds() throws Exception {
    byte[] after = ",\"input\":[\"a\",\"b\"]}".getBytes(StandardCharsets.UTF_8);
    byte[] before = "{\"model\":".getBytes(StandardCharsets.UTF_8);

    ModelGateway.Reply.Whole whole =
        (ModelGateway.Reply.Whole)
            send(new Call(Operation.EMBEDDINGS, before, after, false, false));

    assertThat(new ObjectMapper().readTree(whole.json()).path("data")).hasSize(2);
    assertThat(provider.requests().getLast().path()).isEqualTo("/v1/embeddings");
  }
}
