package dev.parley.adapters.llm.openai;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.parley.application.model.CompletionModel;
import dev.parley.domain.context.Picture;
import dev.parley.domain.context.Turn;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.token.TokenCounter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A model behind OpenAI's chat completions protocol, streamed through langchain4j on the calling
 * thread.
 *
 * <p>What may pass (a rate limit, a server error, no connection) is tried again, twice at most and
 * only while the sink has been given nothing: after that the text is out and cannot be taken back.
 */
public final class OpenAiCompletionModel implements CompletionModel {
  private static final int MAX_ATTEMPTS = 3;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

  /** A caller who waits for an answer is better told than kept waiting for longer than this. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final OpenAiEndpoint endpoint;
  private final String name;
  private final boolean takesSampling;
  private final TokenCounter tokens;
  private final RandomGenerator random;
  private final Duration firstPause;

  /**
   * @param name the provider's own name of the model
   * @param takesSampling false: the model refuses requests that set a temperature or texts that end
   *     the answer, so none are sent
   * @param random spreads the pauses between attempts
   */
  public OpenAiCompletionModel(
      OpenAiEndpoint endpoint,
      String name,
      boolean takesSampling,
      TokenCounter tokens,
      RandomGenerator random) {
    this(endpoint, name, takesSampling, tokens, random, FIRST_PAUSE);
  }

  OpenAiCompletionModel(
      OpenAiEndpoint endpoint,
      String name,
      boolean takesSampling,
      TokenCounter tokens,
      RandomGenerator random,
      Duration firstPause) {
    this.endpoint = Objects.requireNonNull(endpoint);
    this.name = Objects.requireNonNull(name);
    this.takesSampling = takesSampling;
    this.tokens = Objects.requireNonNull(tokens);
    this.random = Objects.requireNonNull(random);
    this.firstPause = Objects.requireNonNull(firstPause);
  }

  @Override
  public Completion complete(Request request, TokenSink sink) {
    ChatRequest chat = chatRequest(request);
    int attempt = 1;
    while (true) {
      if (Thread.currentThread().isInterrupted()) {
        return new Completion.Interrupted();
      }
      AnswerCollector collector = new AnswerCollector(sink, endpoint.errors());
      BlockingHttpClient client = endpoint.client(collector);
      endpoint.chat(client, chat, collector);
      collector.rethrowSinkFault();
      if (collector.wasInterrupted()) {
        return new Completion.Interrupted();
      }
      ProviderFault fault = faultOf(collector, client);
      if (fault == null) {
        endpoint.noteSuccess();
        return finished(request, collector.text(), collector.response());
      }
      endpoint.noteFailure(fault.code());
      if (attempt == MAX_ATTEMPTS || collector.hasBegun() || !isWorthTryingAgain(fault)) {
        return new Completion.Failed(fault.failure());
      }
      if (!pause(fault, attempt)) {
        return new Completion.Interrupted();
      }
      attempt++;
    }
  }

  private ChatRequest chatRequest(Request request) {
    List<ChatMessage> messages =
        request.prompt().rendered().stream()
            // Empty instructions say nothing, and langchain4j refuses them.
            .filter(turn -> !turn.text().isBlank() || !turn.calls().isEmpty())
            .map(OpenAiCompletionModel::message)
            .toList();
    OpenAiChatRequestParameters.Builder parameters =
        OpenAiChatRequestParameters.builder().modelName(name);
    if (takesSampling && request.temperature() != null) {
      parameters.temperature(request.temperature());
    }
    if (!request.tools().isEmpty()) {
      parameters.toolSpecifications(ToolSpecifications.of(request.tools()));
    }
    if (takesSampling && !request.limits().stop().isEmpty()) {
      parameters.stopSequences(request.limits().stop());
    }
    int most = request.limits().atMost(request.model().maxOutputTokens());
    switch (endpoint.settings().outputLimit()) {
      case MAX_TOKENS -> parameters.maxOutputTokens(most);
      case MAX_COMPLETION_TOKENS -> parameters.maxCompletionTokens(most);
    }
    return ChatRequest.builder().messages(messages).parameters(parameters.build()).build();
  }

  private static ChatMessage message(Turn turn) {
    return switch (turn.speaker()) {
      case SYSTEM -> SystemMessage.from(turn.text());
      case USER -> question(turn);
      case ASSISTANT -> answer(turn);
      case TOOL -> result(turn);
    };
  }

  private static UserMessage question(Turn turn) {
    if (turn.pictures().isEmpty()) {
      return UserMessage.from(turn.text());
    }
    List<Content> contents = new ArrayList<>();
    contents.add(TextContent.from(turn.text()));
    for (Picture picture : turn.pictures()) {
      contents.add(
          ImageContent.from(
              Base64.getEncoder().encodeToString(picture.bytes()),
              picture.mediaType(),
              ImageContent.DetailLevel.AUTO));
    }
    return UserMessage.from(contents);
  }

  private static AiMessage answer(Turn turn) {
    AiMessage.Builder answer = AiMessage.builder();
    if (!turn.text().isBlank()) {
      answer.text(turn.text());
    }
    return answer
        .toolExecutionRequests(
            turn.calls().stream()
                .map(
                    call ->
                        ToolExecutionRequest.builder()
                            .id(call.id())
                            .name(call.name())
                            .arguments(call.arguments())
                            .build())
                .toList())
        .build();
  }

  private static ToolExecutionResultMessage result(Turn turn) {
    return ToolExecutionResultMessage.builder()
        .id(Objects.requireNonNull(turn.answers()))
        .text(turn.text())
        .build();
  }

  /** Null: the answer is whole. */
  private @Nullable ProviderFault faultOf(AnswerCollector collector, BlockingHttpClient client) {
    ProviderFault fault = collector.fault();
    if (fault != null) {
      return fault;
    }
    ChatResponse response = collector.response();
    if (response == null) {
      return endpoint.errors().brokeOff();
    }
    // A server with a finish reason of its own making, which langchain4j drops, still says [DONE].
    boolean ended =
        response.finishReason() != null
            || (client.sawEndOfStream() && hasContent(collector, response));
    return ended ? null : endpoint.errors().brokeOff();
  }

  private static boolean hasContent(AnswerCollector collector, ChatResponse response) {
    return collector.hasBegun() || response.aiMessage().hasToolExecutionRequests();
  }

  private Completion finished(Request request, String text, @Nullable ChatResponse response) {
    Objects.requireNonNull(response);
    dev.langchain4j.model.output.TokenUsage usage = response.tokenUsage();
    Integer read = usage == null ? null : usage.inputTokenCount();
    Integer written = usage == null ? null : usage.outputTokenCount();
    List<Turn.Call> calls = calls(request, response.aiMessage());
    int promptTokens = read == null ? request.prompt().tokens() : read;
    int completionTokens = written == null ? estimate(text, calls) : written;
    int cachedTokens = Math.min(promptTokens, cached(usage));
    return calls.isEmpty()
        ? new Completion.Finished(
            reason(response.finishReason()), promptTokens, cachedTokens, completionTokens)
        : new Completion.ToolCalls(calls, text, promptTokens, cachedTokens, completionTokens);
  }

  private static int cached(dev.langchain4j.model.output.@Nullable TokenUsage usage) {
    if (usage instanceof OpenAiTokenUsage details && details.inputTokensDetails() != null) {
      Integer cached = details.inputTokensDetails().cachedTokens();
      return cached == null ? 0 : Math.max(0, cached);
    }
    return 0;
  }

  /** None where it was told of none, whatever it asks for. */
  private static List<Turn.Call> calls(Request request, AiMessage answer) {
    if (request.tools().isEmpty()) {
      return List.of();
    }
    List<Turn.Call> calls = new ArrayList<>();
    for (ToolExecutionRequest asked : answer.toolExecutionRequests()) {
      String id = asked.id();
      // Not every compatible server names its calls; those of earlier rounds stand in the prompt.
      String named =
          id == null || id.isEmpty()
              ? "call_" + request.prompt().turns().size() + "_" + calls.size()
              : id;
      calls.add(
          new Turn.Call(
              named,
              Objects.requireNonNullElse(asked.name(), ""),
              Objects.requireNonNullElse(asked.arguments(), "")));
    }
    return calls;
  }

  private int estimate(String text, List<Turn.Call> calls) {
    int estimate = tokens.count(text);
    for (Turn.Call call : calls) {
      estimate += tokens.count(call.name()) + tokens.count(call.arguments());
    }
    return estimate;
  }

  private static FinishReason reason(dev.langchain4j.model.output.@Nullable FinishReason reason) {
    return switch (reason) {
      case LENGTH -> FinishReason.LENGTH;
      case CONTENT_FILTER -> FinishReason.CONTENT_FILTER;
      case STOP, TOOL_EXECUTION, OTHER -> FinishReason.STOP;
      case null -> FinishReason.STOP;
    };
  }

  private static boolean isWorthTryingAgain(ProviderFault fault) {
    Duration asked = fault.retryAfter();
    return fault.isPassing() && (asked == null || asked.compareTo(LONGEST_PAUSE) <= 0);
  }

  /** False if interrupted, with the flag set. */
  private boolean pause(ProviderFault fault, int attempt) {
    Duration asked = fault.retryAfter();
    double spread = 0.5 + random.nextDouble();
    Duration pause =
        asked != null
            ? asked
            : Duration.ofMillis((long) (firstPause.toMillis() * (1 << (attempt - 1)) * spread));
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
