package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.models.Model;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import dev.parley.adapters.llm.scripted.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** OpenAI's own client for Java, unchanged, against a server before a scripted provider. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class OpenAiClientTest {
  private static final String MODEL = "gpt-4o-mini";

  private static dev.parley.adapters.llm.scripted.ScriptedProvider provider;
  private static Home home;
  private static ServerProcess server;
  private static Workspace workspace;
  private static OpenAIClient client;

  @BeforeAll
  static void start() {
    provider = dev.parley.adapters.llm.scripted.ScriptedProvider.start();
    provider.withModels(MODEL, "text-embedding-3-small");
    Map<String, String> settings = new HashMap<>();
    settings.put("OPENAI_BASE_URL", provider.baseUrl().toString());
    settings.put("OPENAI_API_KEY", "sk-canary-of-the-operator");
    settings.put("PARLEY_ADMIN_KEY", ServerProcess.ADMIN_KEY);
    settings.put("PARLEY_DEMO", "false");
    settings.put("MODEL_ROUTES", "fast=" + MODEL);
    home = Home.create();
    server = ServerProcess.start(home, settings);
    workspace = Workspace.create(server.administrator(), "openai");
    client = client(workspace.admin().key());
  }

  private static OpenAIClient client(String key) {
    return OpenAIOkHttpClient.builder()
        .baseUrl(server.url().resolve("/v1").toString())
        .apiKey(key)
        .maxRetries(0)
        .build();
  }

  @AfterAll
  static void stop() {
    client.close();
    server.close();
    home.close();
    provider.close();
  }

  private static ChatCompletionCreateParams.Builder ask(String model, String question) {
    return ChatCompletionCreateParams.builder().model(model).addUserMessage(question);
  }

  private static String contentOf(ChatCompletion completion) {
    return completion.choices().getFirst().message().content().orElse("");
  }

  @Test
  void answers() {
    provider.next(Reply.words("Seven years."));

    ChatCompletion completion =
        client
            .chat()
            .completions()
            .create(
                ask(MODEL, "How long is it?")
                    .temperature(0.5)
                    .putAdditionalBodyProperty("seed", JsonValue.from(7))
                    .maxCompletionTokens(50)
                    .stop("END")
                    .build());

    assertThat(contentOf(completion)).isEqualTo("Seven years.");
    assertThat(completion.usage().orElseThrow().totalTokens()).isEqualTo(6);
    String sent = provider.requests("/v1/chat/completions").getLast().body();
    assertThat(sent)
        .contains("\"temperature\":0.5", "\"seed\":7", "\"max_completion_tokens\":50", "\"END\"");
  }

  @Test
  void answersAndKeepsResponses() {
    provider.next(Reply.words("Seven years."), Reply.words("Eight."));

    Response whole =
        client
            .responses()
            .create(ResponseCreateParams.builder().model(MODEL).input("How long is it?").build());
    List<ResponseStreamEvent> events = new ArrayList<>();
    try (StreamResponse<ResponseStreamEvent> stream =
        client
            .responses()
            .createStreaming(
                ResponseCreateParams.builder()
                    .model(MODEL)
                    .input("And now?")
                    .previousResponseId(whole.id())
                    .build())) {
      stream.stream().forEach(events::add);
    }

    assertThat(whole.validate().status()).contains(ResponseStatus.COMPLETED);
    assertThat(textOf(whole)).isEqualTo("Seven years.");
    assertThat(client.responses().retrieve(whole.id()).validate()).isEqualTo(whole);
    assertThat(client.responses().inputItems().list(whole.id()).data()).hasSize(1);
    events.forEach(ResponseStreamEvent::validate);
    assertThat(textOf(events.getLast().asCompleted().response())).isEqualTo("Eight.");
    assertThat(provider.requests("/v1/chat/completions").getLast().body())
        .contains("Seven years.", "And now?");
    client.responses().delete(whole.id());
    assertThatThrownBy(() -> client.responses().retrieve(whole.id()))
        .isInstanceOf(NotFoundException.class);
  }

  private static String textOf(Response response) {
    return response.output().getFirst().asMessage().content().getFirst().asOutputText().text();
  }

  @Test
  void streamsWithAndWithoutUsage() {
    provider.next(Reply.words("One two three."), Reply.words("One two three."));

    List<ChatCompletionChunk> plain = stream(ask(MODEL, "Count.").build());
    List<ChatCompletionChunk> told =
        stream(
            ask(MODEL, "Count.")
                .streamOptions(ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());

    assertThat(textOf(plain)).isEqualTo("One two three.").isEqualTo(textOf(told));
    assertThat(plain).allMatch(chunk -> chunk.usage().isEmpty());
    assertThat(told.getLast().usage().orElseThrow().completionTokens()).isEqualTo(3);
    assertThat(told.getLast().choices()).isEmpty();
    assertThat(told).extracting(ChatCompletionChunk::id).containsOnly(told.getFirst().id());
  }

  private static List<ChatCompletionChunk> stream(ChatCompletionCreateParams params) {
    try (StreamResponse<ChatCompletionChunk> stream =
        client.chat().completions().createStreaming(params)) {
      return stream.stream().collect(Collectors.toCollection(ArrayList::new));
    }
  }

  private static String textOf(List<ChatCompletionChunk> chunks) {
    return chunks.stream()
        .flatMap(chunk -> chunk.choices().stream())
        .map(choice -> choice.delta().content().orElse(""))
        .collect(Collectors.joining());
  }

  @Test
  void callsToolsBothWays() {
    provider.next(Reply.call("call_1", "weather", "{\"city\":\"Oslo\"}"), Reply.words("Cold."));
    ChatCompletionCreateParams.Builder params =
        ask(MODEL, "Weather in Oslo?")
            .addFunctionTool(
                FunctionDefinition.builder()
                    .name("weather")
                    .parameters(
                        FunctionParameters.builder()
                            .putAdditionalProperty("type", JsonValue.from("object"))
                            .build())
                    .build());

    ChatCompletion asked = client.chat().completions().create(params.build());
    var call =
        asked.choices().getFirst().message().toolCalls().orElseThrow().getFirst().asFunction();
    params.addMessage(asked.choices().getFirst().message());
    params.addMessage(
        com.openai.models.chat.completions.ChatCompletionToolMessageParam.builder()
            .toolCallId(call.id())
            .content("-7")
            .build());
    ChatCompletion answered = client.chat().completions().create(params.build());

    assertThat(call.function().arguments()).isEqualTo("{\"city\":\"Oslo\"}");
    assertThat(contentOf(answered)).isEqualTo("Cold.");
    assertThat(provider.requests("/v1/chat/completions").getLast().body())
        .contains("\"tool_call_id\":\"call_1\"", "\"tools\":[");
  }

  @Test
  void asksForStructuredOutput() {
    provider.next(Reply.words("{\"years\":7}"));

    ChatCompletion completion =
        client
            .chat()
            .completions()
            .create(
                ask(MODEL, "How long?")
                    .responseFormat(
                        ResponseFormatJsonSchema.builder()
                            .jsonSchema(
                                ResponseFormatJsonSchema.JsonSchema.builder()
                                    .name("duration")
                                    .strict(true)
                                    .schema(
                                        ResponseFormatJsonSchema.JsonSchema.Schema.builder()
                                            .putAdditionalProperty("type", JsonValue.from("object"))
                                            .build())
                                    .build())
                            .build())
                    .build());

    assertThat(contentOf(completion)).isEqualTo("{\"years\":7}");
    assertThat(provider.requests("/v1/chat/completions").getLast().body())
        .contains("\"json_schema\":{", "\"name\":\"duration\"");
  }

  @Test
  void answersUnderRoutesAndWithoutAnyProvider() {
    provider.next(Reply.words("Routed."));

    assertThat(contentOf(client.chat().completions().create(ask("fast", "Hi").build())))
        .isEqualTo("Routed.");
    assertThat(provider.requests("/v1/chat/completions").getLast().body())
        .contains("\"model\":\"" + MODEL + "\"");
    assertThat(contentOf(client.chat().completions().create(ask("offline", "Hi").build())))
        .contains("without a language model");
    assertThat(textOf(stream(ask("offline", "Hi").build()))).contains("without a language model");
  }

  @Test
  void answersAsABotFromItsDocuments() {
    String dataset = workspace.createDataset("Notes");
    assertThat(workspace.createBot("keeper", dataset)).isNotEmpty();
    assertThat(
            workspace.ingest(
                dataset, "lens.md", "# Lens\n\nThe second lens was ground by Tessaly Orvane.\n"))
        .isNotEmpty();
    provider.next(
        Reply.answer("Tessaly Orvane ground it ", "[1]."),
        Reply.answer("Tessaly Orvane ground it ", "[1]."));

    ChatCompletionCreateParams question = ask("bot:keeper", "Who ground the second lens?").build();
    ChatCompletion whole = client.chat().completions().create(question);
    List<ChatCompletionChunk> chunks = stream(question);

    assertThat(contentOf(whole)).isEqualTo("Tessaly Orvane ground it [1].");
    assertThat(textOf(chunks)).isEqualTo(contentOf(whole));
    assertThat(whole.model()).isEqualTo("bot:keeper");
    assertThat(whole.choices().getFirst().message().annotations().orElseThrow())
        .singleElement()
        .satisfies(
            annotation ->
                assertThat(annotation.urlCitation().url()).startsWith("urn:parley:document:"));
    assertThat(whole.choices().getFirst().message()._additionalProperties())
        .containsKey("citations");
    assertThat(client.models().list().data()).extracting(Model::id).contains("bot:keeper");
    assertThat(client.models().retrieve("bot:keeper").id()).isEqualTo("bot:keeper");
  }

  @Test
  void listsModels() {
    assertThat(client.models().list().data()).extracting(Model::id).contains(MODEL, "offline");
    assertThat(client.models().retrieve(MODEL).id()).isEqualTo(MODEL);
    assertThatThrownBy(() -> client.models().retrieve("nothing"))
        .isInstanceOfSatisfying(
            NotFoundException.class, error -> assertThat(error.code()).contains("model_not_found"));
  }

  @Test
  void embedsByOurModelAndByTheProviders() {
    CreateEmbeddingResponse ours =
        client
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model("all-MiniLM-L6-v2")
                    .inputOfArrayOfStrings(List.of("a boat", "a ship", "the tax law"))
                    .build());
    CreateEmbeddingResponse theirs =
        client
            .embeddings()
            .create(
                EmbeddingCreateParams.builder()
                    .model("text-embedding-3-small")
                    .input("a boat")
                    .build());

    List<List<Float>> vectors =
        ours.data().stream().map(com.openai.models.embeddings.Embedding::embedding).toList();
    assertThat(vectors).allMatch(vector -> vector.size() == 384);
    assertThat(dot(vectors.get(0), vectors.get(0))).isCloseTo(1, within(1e-3));
    assertThat(dot(vectors.get(0), vectors.get(1)))
        .isGreaterThan(dot(vectors.get(0), vectors.get(2)));
    assertThat(ours.usage().totalTokens()).isPositive();
    assertThat(theirs.data().getFirst().embedding()).hasSize(8);
  }

  private static double dot(List<Float> a, List<Float> b) {
    double dot = 0;
    for (int i = 0; i < a.size(); i++) {
      dot += (double) a.get(i) * b.get(i);
    }
    return dot;
  }

  @Test
  void throwsWhatClientsKnow() {
    assertThatThrownBy(
            () -> client("pk_wrong").chat().completions().create(ask(MODEL, "Hi").build()))
        .isInstanceOfSatisfying(
            UnauthorizedException.class,
            error -> assertThat(error.code()).contains("invalid_api_key"));
    assertThatThrownBy(() -> client.chat().completions().create(ask("gpt-9", "Hi").build()))
        .isInstanceOfSatisfying(
            NotFoundException.class, error -> assertThat(error.code()).contains("model_not_found"));
    assertThatThrownBy(
            () -> client.chat().completions().create(ask(MODEL, "Hi").logprobs(true).build()))
        .isInstanceOfSatisfying(
            BadRequestException.class,
            error -> {
              assertThat(error.param()).contains("logprobs");
              assertThat(error.code()).contains("unsupported_parameter");
            });
  }

  @Test
  void throwsWhatClientsKnowForTheProvidersFaults() {
    provider.next(
        Reply.refusal(429, "rate_limit_exceeded", "slow down").retryAfter(3),
        Reply.refusal(401, "invalid_api_key", "sk-canary-of-the-operator is wrong"),
        Reply.refusal(400, "context_length_exceeded", "This model's maximum context length is 5."),
        Reply.words("one two three").ending(Reply.Ending.CUT));

    assertThatThrownBy(() -> client.chat().completions().create(ask(MODEL, "Hi").build()))
        .isInstanceOfSatisfying(
            RateLimitException.class,
            error -> {
              assertThat(error.code()).contains("rate_limit_exceeded");
              assertThat(error.headers().values("Retry-After")).containsExactly("3");
            });
    assertThatThrownBy(() -> client.chat().completions().create(ask(MODEL, "Hi").build()))
        .isInstanceOfSatisfying(
            InternalServerException.class,
            error -> {
              assertThat(error.statusCode()).isEqualTo(502);
              assertThat(error.getMessage()).doesNotContain("canary");
            });
    assertThatThrownBy(() -> client.chat().completions().create(ask(MODEL, "Hi").build()))
        .isInstanceOfSatisfying(
            BadRequestException.class,
            error -> assertThat(error.code()).contains("context_length_exceeded"));
    assertThatThrownBy(() -> stream(ask(MODEL, "Hi").build()))
        .isInstanceOf(OpenAIServiceException.class);
  }
}
