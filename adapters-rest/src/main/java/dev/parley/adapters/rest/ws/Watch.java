package dev.parley.adapters.rest.ws;

import dev.parley.application.conversation.RunJournal.Entry;
import dev.parley.domain.conversation.RunId;
import java.util.List;
import java.util.function.Consumer;
import org.reactivestreams.Subscription;
import reactor.core.publisher.BaseSubscriber;

/**
 * Sends the events of one run to a socket. The next ones are asked for when the peer has taken
 * those before, so a slow peer costs no memory.
 */
final class Watch extends BaseSubscriber<List<Entry>> {
  private final Socket socket;
  private final RunId run;
  private final Frames frames;
  private final Consumer<Throwable> whenFailed;
  private long seq;
  private boolean ended;

  /**
   * @param after the last seq that the peer has
   * @param whenFailed told if the events cannot be read
   */
  Watch(Socket socket, RunId run, long after, Frames frames, Consumer<Throwable> whenFailed) {
    this.socket = socket;
    this.run = run;
    this.seq = after;
    this.frames = frames;
    this.whenFailed = whenFailed;
  }

  @Override
  protected void hookOnSubscribe(Subscription subscription) {
    request(1);
  }

  @Override
  protected void hookOnNext(List<Entry> entries) {
    if (!entries.isEmpty()) {
      seq = entries.getLast().seq();
      ended = entries.getLast().event().terminal();
      if (ended) {
        // Whoever sees the last event may ask for the run again at once.
        socket.end(run, this);
      }
      if (!socket.wire().send(entries.stream().map(entry -> Frames.event(run, entry)).toList())) {
        cancel();
      }
    }
    request(1);
  }

  @Override
  protected void hookOnComplete() {
    socket.end(run, this);
    if (!ended) {
      boolean unused = socket.send(frames.watchEnded(run, seq));
    }
  }

  @Override
  protected void hookOnError(Throwable fault) {
    socket.end(run, this);
    whenFailed.accept(fault);
  }
}
