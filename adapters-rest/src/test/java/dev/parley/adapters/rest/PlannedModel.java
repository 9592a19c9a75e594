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
import java.util.concurrent.TimeUnit;

/**
 * A model that does what the question says: {@code fail <code>}, {@code wait} until it is released,
 * {@code long} for many pieces, {@code look} for a call of that tool where it may, anything else
 * for an answer that cites the first passage.
 */
final class PlannedModel implements CompletionModel {
  private final List<Request> asked = new ArrayList<>();
  private volatile CountDownLatch released = new CountDownLatch(1);
  private int waiting;

  @Override
  public Completion complete(Request request, TokenSink sink) {
    synchronized (asked) {
      asked.add(request);
    }
    String question = request.prompt().question();
    // Before anybody can see a piece of the answer, and let go those who wait.
    CountDownLatch gate = question.startsWith("wait") ? joined() : released;
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
        gate.await();
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

  private synchronized CountDownLatch joined() {
    waiting++;
    notifyAll();
    return released;
  }

  /** Lets those who wait go on, and starts over. Waits a while for the first who does. */
  synchronized void release() {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
    try {
      while (waiting == 0 && System.nanoTime() < until) {
        wait(10);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    waiting = 0;
    CountDownLatch gate = released;
    released = new CountDownLatch(1);
    gate.countDown();
  }

  Request lastAsked() {
    synchronized (asked) {
      return asked.getLast();
    }
  }
}
