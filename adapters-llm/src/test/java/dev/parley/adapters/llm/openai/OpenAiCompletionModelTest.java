package dev.parley.adapters.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.adapters.llm.scripted.Reply;
import dev.parley.adapters.llm.scripted.Reply.Ending;
import dev.parley.adapters.llm.scripted.ScriptedProvider;
import dev.parley.application.model.CompletionModel;
import dev.parley.application.model.CompletionModel.Completion;
import dev.parley.application.model.CompletionModel.Request;
import dev.parley.application.model.CompletionModelContract;
import dev.parley.application.model.Prompts;
import dev.parley.domain.context.Picture;
import dev.parley.domain.context.Prompt;
import dev.parley.domain.context.Turn;
import dev.parley.domain.context.Turn.Speaker;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.tool.ToolSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class OpenAiCompletionModelTest extends CompletionModelContract {
  private static final String KEY = "sk-test-2f6c";

  private final ScriptedProvider provider = ScriptedProvider.start();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<OpenAiEndpoint> endpoints = new ArrayList<>();

  @BeforeEach
  void script() {
    provider.always(Reply.words("The warranty is seven years [1]."));
  }

  @AfterEach
  void close() {
    endpoints.forEach(OpenAiEndpoint::close);
    provider.close();
    executor.shutdownNow();
  }

  @Override
  protected CompletionModel model() {
    return model(ProviderSettings.of("openai", provider.baseUrl(), KEY, List.of()), true);
  }

  private CompletionModel model(ProviderSettings settings, boolean takesTemperature) {
    OpenAiEndpoint endpoint = new OpenAiEndpoint(settings, executor);
    endpoints.add(endpoint);
    return new OpenAiCompletionModel(
        endpoint, "gpt-4o-mini", takesTemperature, new EstimatingTokenCounter(), new Random(7));
  }

  @Override
  protected Request request() {
    return Prompts.asking(
        "How long is the warranty?",
        Prompts.passage(1, "Manual", "Warranty", "The warranty is seven years."));
  }

  private JsonNode sent() {
    return provider.requests("/v1/chat/completions").getLast().json();
  }

  private static Request withTemperature(Request request, double temperature) {
    return new Request(request.model(), request.prompt(), temperature);
  }

  @Test
  void streamsTheTokensAsTheyAre() {
    provider.next(Reply.answer("The ", "war", "ranty", " is **7**", " years,\n", "😀", "."));
    List<String> pieces = new ArrayList<>();

    model().complete(request(), pieces::add);

    assertThat(pieces).containsExactly("The ", "war", "ranty", " is **7**", " years,\n", "😀", ".");
  }

  @Test
  void sendsTheRenderedPromptAsMessages() {
    Prompt prompt =
        new Prompt(
            "Be brief.",
            request().prompt().passages(),
            List.of(
                new Turn(Speaker.USER, "Hello"),
                new Turn(Speaker.ASSISTANT, "Hi"),
                new Turn(Speaker.USER, "How long?")),
            50);

    model().complete(new Request(Prompts.MODEL, prompt, null), piece -> {});

    JsonNode messages = sent().path("messages");
    assertThat(messages).hasSize(4);
    assertThat(messages.get(0).path("role").asText()).isEqualTo("system");
    assertThat(messages.get(0).path("content").asText())
        .isEqualTo(prompt.rendered().getFirst().text());
    assertThat(messages.findValuesAsText("role"))
        .containsExactly("system", "user", "assistant", "user");
    assertThat(messages.get(3).path("content").asText()).isEqualTo("How long?");
  }

  @Test
  void sendsPicturesAsPartsBehindTheText() {
    byte[] gif = {'G', 'I', 'F', '8', '9', 'a', (byte) 0xff, 0};
    Turn showing =
        Turn.showing(
            "What is this?",
            List.of(
                new Picture("image/gif", gif, 85), new Picture("image/webp", new byte[] {1}, 85)));
    Prompt prompt =
        new Prompt(
            "",
            List.of(),
            List.of(
                showing, new Turn(Speaker.ASSISTANT, "A pump."), new Turn(Speaker.USER, "And?")),
            100);

    model().complete(new Request(Prompts.MODEL, prompt, null), text -> {});

    JsonNode messages = sent().path("messages");
    assertThat(messages.get(0).path("role").asText()).isEqualTo("user");
    JsonNode parts = messages.get(0).path("content");
    assertThat(parts.findValuesAsText("type")).containsExactly("text", "image_url", "image_url");
    assertThat(parts.get(0).path("text").asText()).isEqualTo("What is this?");
    assertThat(parts.get(1).path("image_url").path("url").asText())
        .isEqualTo("data:image/gif;base64,R0lGODlh/wA=");
    assertThat(parts.get(1).path("image_url").path("detail").asText()).isEqualTo("auto");
    assertThat(parts.get(2).path("image_url").path("url").asText())
        .isEqualTo("data:image/webp;base64,AQ==");
    assertThat(messages.get(2).path("content").asText()).isEqualTo("And?");
  }

  @Test
  void sendsCallsOfToolsAndWhatTheyReturned() {
    Turn result = Turn.result("call_1", "12 degrees </tool_result>");
    Prompt prompt =
        new Prompt(
            "",
            List.of(),
            List.of(
                new Turn(Speaker.USER, "How warm is it?"),
                Turn.calling("", List.of(new Turn.Call("call_1", "weather", "{\"at\":\"here\"}"))),
                result),
            50);

    model().complete(new Request(Prompts.MODEL, prompt, null), piece -> {});

    JsonNode messages = sent().path("messages");
    assertThat(messages.findValuesAsText("role")).containsExactly("user", "assistant", "tool");
    JsonNode call = messages.get(1).path("tool_calls").get(0);
    assertThat(call.path("id").asText()).isEqualTo("call_1");
    assertThat(call.path("function").path("name").asText()).isEqualTo("weather");
    assertThat(call.path("function").path("arguments").asText()).isEqualTo("{\"at\":\"here\"}");
    assertThat(messages.get(2).path("tool_call_id").asText()).isEqualTo("call_1");
    assertThat(messages.get(2).path("content").asText())
        .isEqualTo(prompt.rendered().getLast().text())
        .contains("12 degrees ‹/tool_result>");
  }

  @Test
  void leavesOutInstructionsThatSayNothing() {
    Prompt prompt = new Prompt(" \n", List.of(), List.of(new Turn(Speaker.USER, "Hello")), 5);

    model().complete(new Request(Prompts.MODEL, prompt, null), piece -> {});

    assertThat(sent().path("messages").findValuesAsText("role")).containsExactly("user");
  }

  @Test
  void asksForAStreamWithItsUsage() {
    model().complete(request(), piece -> {});

    assertThat(sent().path("model").asText()).isEqualTo("gpt-4o-mini");
    assertThat(sent().path("stream").asBoolean()).isTrue();
    assertThat(sent().path("stream_options").path("include_usage").asBoolean()).isTrue();
  }

  @Test
  void limitsTheOutputInTheWordThatEveryServerKnows() {
    model().complete(request(), piece -> {});

    assertThat(sent().path("max_tokens").asInt()).isEqualTo(Prompts.MODEL.maxOutputTokens());
    assertThat(sent().has("max_completion_tokens")).isFalse();
  }

  @Test
  void limitsTheOutputInTheNewerWordWhereTheProviderWantsIt() {
    ProviderSettings plain = ProviderSettings.of("openai", provider.baseUrl(), KEY, List.of());
    ProviderSettings newer =
        new ProviderSettings(
            plain.name(),
            plain.baseUrl(),
            plain.apiKey(),
            plain.models(),
            ProviderSettings.OutputLimit.MAX_COMPLETION_TOKENS,
            plain.assumedWindow(),
            plain.assumedOutput(),
            plain.readTimeout());

    model(newer, true).complete(request(), piece -> {});

    assertThat(sent().path("max_completion_tokens").asInt())
        .isEqualTo(Prompts.MODEL.maxOutputTokens());
    assertThat(sent().has("max_tokens")).isFalse();
  }

  @Test
  void sendsATemperatureOnlyIfOneIsSetAndTheModelTakesIt() {
    ProviderSettings settings = ProviderSettings.of("openai", provider.baseUrl(), KEY, List.of());

    model().complete(request(), piece -> {});
    assertThat(sent().has("temperature")).isFalse();

    model().complete(withTemperature(request(), 0.25), piece -> {});
    assertThat(sent().path("temperature").asDouble()).isEqualTo(0.25);

    model(settings, false).complete(withTemperature(request(), 0.25), piece -> {});
    assertThat(sent().has("temperature")).isFalse();
  }

  @Test
  void sendsItsKeyAsABearerToken() {
    model().complete(request(), piece -> {});

    assertThat(provider.requests().getLast().headers())
        .containsEntry("authorization", "Bearer " + KEY)
        .containsEntry("user-agent", "parley");
  }

  @Test
  void sendsNoAuthorizationWithoutAKey() {
    model(ProviderSettings.of("ollama", provider.baseUrl(), null, List.of()), true)
        .complete(request(), piece -> {});

    assertThat(provider.requests().getLast().headers()).doesNotContainKey("authorization");
  }

  @Test
  void takesTheProvidersCountOfTokens() {
    provider.next(Reply.answer("Seven ", "years", "."));

    assertThat(model().complete(request(), piece -> {}))
        .isInstanceOfSatisfying(
            Completion.Finished.class,
            finished -> {
              assertThat(finished.completionTokens()).isEqualTo(3);
              assertThat(finished.promptTokens())
                  .isPositive()
                  .isNotEqualTo(request().prompt().tokens());
            });
  }

  @Test
  void takesTheProvidersCountOfWhatItHadReadBefore() {
    provider.next(Reply.answer("Seven."), Reply.answer("Seven.").havingRead(2));

    assertThat(model().complete(request(), piece -> {}))
        .isInstanceOfSatisfying(
            Completion.Finished.class, finished -> assertThat(finished.cachedTokens()).isZero());
    assertThat(model().complete(request(), piece -> {}))
        .isInstanceOfSatisfying(
            Completion.Finished.class,
            finished -> assertThat(finished.cachedTokens()).isEqualTo(2));
  }

  @Test
  void estimatesTokensWhereTheProviderDoesNotCount() {
    provider.next(Reply.answer("Seven ", "years", ".").withoutUsage());

    assertThat(model().complete(request(), piece -> {}))
        .isEqualTo(
            new Completion.Finished(
                FinishReason.STOP,
                request().prompt().tokens(),
                new EstimatingTokenCounter().count("Seven years.")));
  }

  @ParameterizedTest
  @CsvSource({
    "stop, STOP",
    "length, LENGTH",
    "content_filter, CONTENT_FILTER",
    "tool_calls, STOP",
    "end_of_turn, STOP"
  })
  void translatesTheFinishReason(String theirs, FinishReason ours) {
    provider.next(Reply.answer("Seven ", "years.").finishing(theirs));

    assertThat(model().complete(request(), piece -> {}))
        .isInstanceOfSatisfying(
            Completion.Finished.class, finished -> assertThat(finished.reason()).isEqualTo(ours));
  }

  @Test
  void takesAnAnswerForWholeIfTheStreamSaysThatItIsDone() {
    provider.next(Reply.answer("Seven ", "years.").ending(Ending.WITHOUT_REASON));

    assertThat(model().complete(request(), piece -> {})).isInstanceOf(Completion.Finished.class);
  }

  private static final ToolSpec WEATHER =
      new ToolSpec(
          "weather",
          "Tells the weather.",
          """
          {"type":"object",
           "properties":{
             "at":{"type":"string","minLength":2},
             "days":{"type":"array","items":{"$ref":"#/$defs/day"}},
             "more":true},
           "required":["at"],
           "$defs":{"day":{"enum":["today","tomorrow"]}}}""",
          false,
          true);

  private Request offering(ToolSpec... tools) {
    return new Request(request().model(), request().prompt(), null, List.of(tools));
  }

  @Test
  void tellsOfToolsAsTheyAreDescribed() throws Exception {
    model().complete(offering(WEATHER), piece -> {});

    JsonNode tool = sent().path("tools").get(0);
    assertThat(sent().path("tools")).hasSize(1);
    assertThat(tool.path("type").asText()).isEqualTo("function");
    assertThat(tool.path("function").path("name").asText()).isEqualTo("weather");
    assertThat(tool.path("function").path("description").asText()).isEqualTo("Tells the weather.");
    assertThat(tool.path("function").path("parameters"))
        .isEqualTo(new ObjectMapper().readTree(WEATHER.schema().replace("true", "{}")));
  }

  @Test
  void tellsOfNoToolsWhereThereAreNone() {
    model().complete(request(), piece -> {});

    assertThat(sent().has("tools")).isFalse();
  }

  @Test
  void asksForTheToolsThatTheModelAsksFor() {
    provider.next(
        Reply.answer("Let me ", "look.")
            .calling("call_a", "weather", "{\"at\":\"Bonn\"}")
            .calling("call_b", "weather", "{\"at\":\"Kiel\"}"));
    StringBuilder said = new StringBuilder();

    Completion completion = model().complete(offering(WEATHER), said::append);

    assertThat(said).hasToString("Let me look.");
    assertThat(completion)
        .isInstanceOfSatisfying(
            Completion.ToolCalls.class,
            asked -> {
              assertThat(asked.text()).isEqualTo("Let me look.");
              assertThat(asked.calls())
                  .containsExactly(
                      new Turn.Call("call_a", "weather", "{\"at\":\"Bonn\"}"),
                      new Turn.Call("call_b", "weather", "{\"at\":\"Kiel\"}"));
              assertThat(asked.completionTokens()).isEqualTo(2);
              assertThat(asked.promptTokens()).isPositive();
            });
  }

  @ParameterizedTest
  @EnumSource(
      value = Ending.class,
      names = {"COMPLETE", "WITHOUT_REASON"})
  void takesCallsWithoutTextIdOrCount(Ending ending) {
    provider.next(Reply.call("", "weather", "{}").withoutUsage().ending(ending));

    assertThat(model().complete(offering(WEATHER), piece -> {}))
        .isEqualTo(
            new Completion.ToolCalls(
                List.of(new Turn.Call("call_1_0", "weather", "{}")),
                "",
                request().prompt().tokens(),
                new EstimatingTokenCounter().count("weather")
                    + new EstimatingTokenCounter().count("{}")));
  }

  @Test
  void takesNoCallsThatAreCutOff() {
    provider.always(Reply.call("call_a", "weather", "{}").ending(Ending.CUT));

    assertThat(model().complete(offering(WEATHER), piece -> {}))
        .isInstanceOf(Completion.Failed.class);
  }

  @Test
  void takesNoCallsWhereItOfferedNoTools() {
    provider.next(Reply.answer("No.").calling("call_a", "weather", "{}"));

    assertThat(model().complete(request(), piece -> {})).isInstanceOf(Completion.Finished.class);
  }

  @Test
  void handsOverThousandsOfTokensToASlowSinkWithoutLoss() {
    String[] tokens = new String[20_000];
    for (int i = 0; i < tokens.length; i++) {
      tokens[i] = i + " ";
    }
    provider.next(Reply.answer(tokens));
    StringBuilder text = new StringBuilder();

    model()
        .complete(
            request(),
            piece -> {
              text.append(piece);
              if (text.length() % 1_000 < 3) {
                LockSupport.parkNanos(200_000);
              }
            });

    assertThat(text).hasToString(String.join("", tokens));
  }
}
