package dev.parley.adapters.llm.openai;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.parley.application.model.CompletionModel.TokenSink;
import org.jspecify.annotations.Nullable;

/**
 * Hands one attempt's tokens on and remembers how it ended. Called on the thread that asked. What
 * the sink throws is kept until langchain4j, which would take it for an error of the provider, is
 * off the stack.
 */
final class AnswerCollector implements StreamingChatResponseHandler {
  private final TokenSink sink;
  private final ProviderErrors errors;
  private final StringBuilder said = new StringBuilder();
  private boolean interrupted;
  private @Nullable Throwable sinkFault;
  private @Nullable ProviderFault fault;
  private @Nullable ChatResponse response;

  AnswerCollector(TokenSink sink, ProviderErrors errors) {
    this.sink = sink;
    this.errors = errors;
  }

  @Override
  public void onPartialResponse(String text) {
    if (isStopped()) {
      return;
    }
    if (Thread.currentThread().isInterrupted()) {
      interrupted = true;
      return;
    }
    said.append(text);
    try {
      sink.accept(text);
    } catch (RuntimeException | Error e) {
      sinkFault = e;
    }
  }

  @Override
  public void onCompleteResponse(ChatResponse completeResponse) {
    response = completeResponse;
  }

  @Override
  public void onError(Throwable error) {
    if (isStopped()) {
      return;
    }
    switch (error) {
      case BlockingHttpClient.CallInterrupted call -> interrupted = true;
      case ProviderFault known -> fault = known;
      default -> fault = errors.unreadable();
    }
  }

  /** Whether nobody wants the rest. */
  boolean isStopped() {
    return interrupted || sinkFault != null || fault != null;
  }

  /** Whether the sink has been given anything. */
  boolean hasBegun() {
    return !said.isEmpty();
  }

  /** What the sink has been given. */
  String text() {
    return said.toString();
  }

  boolean wasInterrupted() {
    return interrupted;
  }

  @Nullable ProviderFault fault() {
    return fault;
  }

  /** Null unless the provider came to an end of its own accord. */
  @Nullable ChatResponse response() {
    return response;
  }

  void rethrowSinkFault() {
    switch (sinkFault) {
      case null -> {}
      case RuntimeException e -> throw e;
      case Error e -> throw e;
      default -> throw new IllegalStateException(sinkFault);
    }
  }
}
