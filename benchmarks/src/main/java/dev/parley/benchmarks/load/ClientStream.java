package dev.parley.benchmarks.load;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One connection: asks, reads the stream to its end, and asks again while the plan says so. */
final class ClientStream extends SimpleChannelInboundHandler<HttpObject> {
  private static final int BYTE_PERIOD_MILLIS = 1_000;
  private static final int MOST_OF_A_REFUSAL = 200;

  private final Target target;
  private final Plan plan;
  private final String text;
  private final Tally tally;
  private final int number;
  private final long begun;
  private final Runnable atEnd;
  private final FrameReader frames = new FrameReader();
  private final Sips sips = new Sips();
  private final StringBuilder refusal = new StringBuilder();

  private @Nullable ChannelHandlerContext context;
  private @Nullable StreamAccount account;
  private int asked;
  private boolean refused;
  private boolean ended;

  /**
   * @param text the script's
   * @param begun when the plan was, in nanoseconds
   * @param atEnd run once, when nothing more is asked
   */
  ClientStream(
      Target target, Plan plan, String text, Tally tally, int number, long begun, Runnable atEnd) {
    this.target = target;
    this.plan = plan;
    this.text = text;
    this.tally = tally;
    this.number = number;
    this.begun = begun;
    this.atEnd = atEnd;
  }

  void setUp(ChannelConfig config) {
    if (plan.slow()) {
      var unused = config.setRecvByteBufAllocator(sips);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext active) {
    context = active;
    ask(active);
    if (plan.slow()) {
      readOneByte(active);
    }
  }

  private void readOneByte(ChannelHandlerContext from) {
    if (!ended && !from.channel().config().isAutoRead()) {
      from.read();
      var unused =
          from.executor().schedule(() -> readOneByte(from), BYTE_PERIOD_MILLIS, MILLISECONDS);
    }
  }

  /** Reads the rest as fast as it comes. */
  void hurry() {
    ChannelHandlerContext open = context;
    if (open != null && !ended) {
      sips.hurry();
      open.channel().config().setAutoRead(true);
    }
  }

  private void ask(ChannelHandlerContext to) {
    asked++;
    // No two are alike: an event of another stream would be found.
    String question = "This is question " + asked + " of reader " + number + ". ";
    byte[] expected =
        (plan.script().echo() ? question + text : text).getBytes(StandardCharsets.UTF_8);
    account =
        new StreamAccount(plan.textKnown() ? expected : null, System.nanoTime(), tally.gaps());
    tally.began();
    var unused = to.writeAndFlush(target.request(question));
  }

  @Override
  protected void channelRead0(ChannelHandlerContext from, HttpObject piece) {
    StreamAccount current = account;
    if (current == null) {
      return;
    }
    if (piece instanceof HttpResponse response) {
      refused = response.status().code() != 200;
      if (refused) {
        refusal.setLength(0);
        refusal.append(response.status()).append(' ');
      }
    }
    if (piece instanceof HttpContent content) {
      if (refused) {
        keepRefusal(content);
      } else if (content.content().isReadable()) {
        long now = System.nanoTime();
        frames.read(
            content.content(),
            (bytes, start, end) -> {
              target.dialect().read(bytes, start, end, current);
              current.read(now);
            });
      }
    }
    if (piece instanceof LastHttpContent) {
      streamEnded(from, current);
    }
  }

  private void keepRefusal(HttpContent content) {
    if (refusal.length() < MOST_OF_A_REFUSAL) {
      String text = content.content().toString(StandardCharsets.UTF_8);
      refusal.append(text, 0, Math.min(text.length(), MOST_OF_A_REFUSAL));
    }
  }

  private void streamEnded(ChannelHandlerContext on, StreamAccount finished) {
    account = null;
    if (refused) {
      tally.failed(refusal.toString());
    } else if (!finished.completed()) {
      tally.failed("the stream ended after event " + finished.lastSeq() + " without its last");
    }
    tally.ended(finished, tokens(finished));
    boolean again = System.nanoTime() - begun < plan.again().toNanos();
    if (again && finished.completed()) {
      ask(on);
    } else {
      ended = true;
      var unused = on.close();
      atEnd.run();
    }
  }

  private int tokens(StreamAccount of) {
    return plan.textKnown() ? plan.script().tokens() : of.pieces();
  }

  /** The plan's patience is over. */
  void breakOff() {
    ended = true;
    StreamAccount current = account;
    if (current != null) {
      account = null;
      tally.failed("not over in time, after event " + current.lastSeq());
      tally.ended(current, tokens(current));
    }
    ChannelHandlerContext open = context;
    if (open != null) {
      var unused = open.close();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext closed) {
    broken("the connection was closed");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext failed, Throwable cause) {
    broken(cause.toString());
    var unused = failed.close();
  }

  private void broken(String reason) {
    if (ended) {
      return;
    }
    ended = true;
    StreamAccount current = account;
    if (current != null) {
      account = null;
      tally.failed(reason + ", after event " + current.lastSeq());
      tally.ended(current, tokens(current));
    }
    atEnd.run();
  }
}
