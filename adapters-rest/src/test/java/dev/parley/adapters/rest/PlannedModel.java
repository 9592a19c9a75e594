package dev.parley.adapters.rest;

import dev.parley.application.model.CompletionModel;
import dev.parley.domain.context.Turn;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunFailure.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;

/**
 * A model that does what the question says: {@code fail <code>}, {@code wait} until it is released,
 * {@code long} for many pieces, {@code look} for a call of that tool where it may, anything else
 * for an answer that cites the first passage.
 */
final class PlannedModel implements CompletionModel {
  private final List<Request> asked = new ArrayList<>();
  private volatile CountDownLatch released = new CountDownLatch(1);

  @Override
  public Completion complete(Request request, TokenSink sink) {
    synchronized (asked) {
      asked.add(request);
    }
    String question = request.prompt().question();
    if (question.startsWith("fail ")) {
      Code code = Code.valueOf(question.substring(5).toUpperCase(Locale.ROOT));
      return new Completion.Failed(new RunFailure(code, "planned: " + code));
    }
    if (question.startsWith("look") && !request.tools().isEmpty() && !called(request)) {
      Turn.Call call = new Turn.Call("call_1", "look", "{\"to\":\"pumps\"}");
      return new Completion.ToolCalls(List.of(call), "", 7, 3);
    }
    if (question.startsWith("long")) {
      for (int i = 0; i < 2_000; i++) {
        sink.accept("word " + i + ", ");
      }
    }
    sink.accept("Pumps need ");
    if (question.startsWith("wait")) {
      try {
        released.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return new Completion.Interrupted();
      }
    }
    sink.accept("grease");
    sink.accept(request.prompt().passages().isEmpty() ? "." : " [1].");
    return new Completion.Finished(FinishReason.STOP, 11, 5);
  }

  private static boolean called(Request request) {
    return request.prompt().turns().stream().anyMatch(turn -> !turn.calls().isEmpty());
  }

  /** Lets those who wait go on, and starts over. */
  void release() {
    CountDownLatch waiting = released;
    released = new CountDownLatch(1);
    waiting.countDown();
  }

  Request lastAsked() {
    synchronized (asked) {
      return asked.getLast();
    }
  }
}
