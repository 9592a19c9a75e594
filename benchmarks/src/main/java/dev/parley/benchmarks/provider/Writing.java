package dev.parley.benchmarks.provider;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;

/**
 * A stream that is being written, at its script's pace: when each token is due is counted from the
 * beginning, so a late one makes none after it later. A client that takes nothing makes it wait.
 * Used by the thread of its connection alone.
 */
final class Writing implements Runnable {
  private final ChannelHandlerContext raw;
  private final Answers.Stream answer;
  private final Script script;
  private final boolean tellUsage;
  private final Runnable atEnd;
  private final long begun = System.nanoTime();
  private int written;
  private boolean scheduled;

  /**
   * @param raw where bytes go past the encoder
   */
  Writing(
      ChannelHandlerContext raw,
      Answers.Stream answer,
      Script script,
      boolean tellUsage,
      Runnable atEnd) {
    this.raw = raw;
    this.answer = answer;
    this.script = script;
    this.tellUsage = tellUsage;
    this.atEnd = atEnd;
  }

  void begin(ByteBuf question) {
    send(answer.head());
    if (question.isReadable()) {
      write(question);
    }
    if (script.rate() == 0) {
      send(answer.body());
      finish();
    } else {
      goOn();
    }
  }

  @Override
  public void run() {
    scheduled = false;
    goOn();
  }

  /**
   * Writes what is due, unless the client lags behind; then it is called again when it does not.
   */
  void goOn() {
    if (scheduled || !raw.channel().isActive() || written == script.tokens()) {
      return;
    }
    long due = 1 + (System.nanoTime() - begun) / script.period();
    while (written < Math.min(due, script.tokens()) && raw.channel().isWritable()) {
      boolean last = written == script.tokens() - 1;
      send(last ? answer.last() : answer.tokens()[written % answer.tokens().length]);
      written++;
    }
    if (written == script.tokens()) {
      finish();
      return;
    }
    raw.flush();
    if (raw.channel().isWritable()) {
      scheduled = true;
      long next = begun + written * script.period() - System.nanoTime();
      var unused = raw.executor().schedule(this, Math.max(next, 0), TimeUnit.NANOSECONDS);
    }
  }

  private void finish() {
    send(answer.end());
    if (tellUsage) {
      send(answer.usage());
    }
    send(answer.done());
    raw.flush();
    atEnd.run();
  }

  private void send(ByteBuf shared) {
    write(shared.duplicate());
  }

  private void write(ByteBuf bytes) {
    // A client that has gone is seen by the next token.
    var unused = raw.write(bytes, raw.voidPromise());
  }
}
