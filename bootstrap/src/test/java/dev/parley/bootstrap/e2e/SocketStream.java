package dev.parley.bootstrap.e2e;

import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The frames of a WebSocket, read as they come. */
final class SocketStream implements WebSocket.Listener, AutoCloseable {
  private static final long PATIENCE_SECONDS = 180;

  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
  private final StringBuilder begun = new StringBuilder();
  private @Nullable WebSocket socket;

  void isOf(WebSocket opened) {
    socket = opened;
  }

  private WebSocket socket() {
    WebSocket opened = socket;
    if (opened == null) {
      throw new AssertionError("not open");
    }
    return opened;
  }

  void send(Map<String, Object> frame) {
    WebSocket unused = socket().sendText(Json.write(frame), true).join();
  }

  /** Waits for the frames up to the first of a type, and that. */
  List<Json> through(String type) throws InterruptedException {
    List<Json> all = new ArrayList<>();
    do {
      String frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError("no " + type + " after " + all);
      }
      all.add(Json.parse(frame));
    } while (!all.getLast().text("type").equals(type));
    return all;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence part, boolean last) {
    begun.append(part);
    if (last) {
      frames.add(begun.toString());
      begun.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  @Override
  public void close() {
    socket().abort();
  }
}
