package dev.parley.application.model;

import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.RunFailure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * A model that says what it was told to, and can be made to wait in the middle or to fail at the
 * end. Remembers what it was asked.
 */
public final class ScriptedCompletionModel implements CompletionModel {
  private final List<String> pieces;
  private final @Nullable RunFailure failure;
  private final int waitsAfter;
  private final CountDownLatch waiting = new CountDownLatch(1);
  private final CountDownLatch released = new CountDownLatch(1);
  private final List<Request> requests = Collections.synchronizedList(new ArrayList<>());

  private ScriptedCompletionModel(
      List<String> pieces, @Nullable RunFailure failure, int waitsAfter) {
    this.pieces = List.copyOf(pieces);
    this.failure = failure;
    this.waitsAfter = waitsAfter;
  }

  /** One that says these pieces and finishes. */
  public static ScriptedCompletionModel saying(String... pieces) {
    return new ScriptedCompletionModel(List.of(pieces), null, -1);
  }

  /** The same, but it fails after the last piece. */
  public ScriptedCompletionModel thenFailing(RunFailure.Code code) {
    return new ScriptedCompletionModel(
        pieces, new RunFailure(code, "The model was told to fail."), waitsAfter);
  }

  /** The same, but it waits after so many pieces until it is released or interrupted. */
  public ScriptedCompletionModel waitingAfter(int said) {
    return new ScriptedCompletionModel(pieces, failure, said);
  }

  @Override
  public Completion complete(Request request, TokenSink sink) {
    requests.add(request);
    for (int i = 0; i <= pieces.size(); i++) {
      if (i == waitsAfter && !waitForRelease()) {
        return new Completion.Interrupted();
      }
      if (Thread.currentThread().isInterrupted()) {
        return new Completion.Interrupted();
      }
      if (i < pieces.size()) {
        sink.accept(pieces.get(i));
      }
    }
    return failure == null
        ? new Completion.Finished(FinishReason.STOP, request.prompt().tokens(), pieces.size())
        : new Completion.Failed(failure);
  }

  /** False if interrupted, with the flag set. */
  private boolean waitForRelease() {
    waiting.countDown();
    try {
      released.await();
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Blocks until somebody waits in the middle of an answer. */
  public void awaitWaiting() throws InterruptedException {
    waiting.await();
  }

  /** Lets those who wait go on, now and from now on. */
  public void release() {
    released.countDown();
  }

  /** What was asked, oldest first. */
  public List<Request> requests() {
    return List.copyOf(requests);
  }
}
