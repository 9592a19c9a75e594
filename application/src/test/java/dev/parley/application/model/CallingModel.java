package dev.parley.application.model;

import dev.parley.domain.context.Turn;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.RunFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * A model that asks for tools as it was told to, one step for each request, and remembers what it
 * was asked. Each request reads {@link #READ} tokens and writes {@link #WRITTEN}.
 */
public final class CallingModel implements CompletionModel {
  public static final int READ = 10;
  public static final int WRITTEN = 5;

  private final Queue<Step> steps = new ConcurrentLinkedQueue<>();
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

  private record Step(String text, Completion completion) {}

  public CallingModel() {}

  /** Then it says a text and asks for these calls. */
  public CallingModel calls(String text, Turn.Call... calls) {
    steps.add(new Step(text, new Completion.ToolCalls(List.of(calls), text, READ, WRITTEN)));
    return this;
  }

  /** Then it asks for one call. */
  public CallingModel calls(String id, String name, String arguments) {
    return calls("", new Turn.Call(id, name, arguments));
  }

  /** Then it says a text and finishes. */
  public CallingModel says(String text) {
    steps.add(new Step(text, new Completion.Finished(FinishReason.STOP, READ, WRITTEN)));
    return this;
  }

  /** Then it fails after a text. */
  public CallingModel fails(String text, RunFailure.Code code) {
    steps.add(new Step(text, new Completion.Failed(new RunFailure(code, "planned"))));
    return this;
  }

  @Override
  public Completion complete(Request request, TokenSink sink) {
    requests.add(request);
    Step step = steps.remove();
    if (Thread.currentThread().isInterrupted()) {
      return new Completion.Interrupted();
    }
    if (!step.text().isEmpty()) {
      sink.accept(step.text());
    }
    return step.completion();
  }

  /** What was asked, oldest first. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }
}
