package dev.parley.benchmarks.provider;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpUtil;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Answers the requests of one connection, one after the other. Whoever sends the next request
 * before an answer has ended gets the answers mixed up; no client of ours does.
 */
final class CallHandler extends SimpleChannelInboundHandler<FullHttpRequest> {
  private final ScriptedServer server;
  private @Nullable Writing writing;

  CallHandler(ScriptedServer server) {
    this.server = server;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    boolean keepAlive = HttpUtil.isKeepAlive(request);
    String path = request.uri().replaceFirst("\\?.*", "");
    if (request.method().equals(HttpMethod.GET) && path.endsWith("/models")) {
      reply(context, server.models().duplicate(), keepAlive);
      return;
    }
    if (!request.method().equals(HttpMethod.POST)) {
      reply(context, text(Responses.error("404 Not Found", path)), keepAlive);
      return;
    }
    Call call;
    try {
      call = Call.of(ByteBufUtil.getBytes(request.content()));
    } catch (IOException unreadable) {
      String message = String.valueOf(unreadable.getMessage());
      reply(context, text(Responses.error("400 Bad Request", message)), keepAlive);
      return;
    }
    if (path.endsWith("/chat/completions")) {
      complete(context, call, keepAlive);
    } else if (path.endsWith("/embeddings")) {
      reply(context, text(Responses.embeddings(call)), keepAlive);
    } else {
      reply(context, text(Responses.error("404 Not Found", path)), keepAlive);
    }
  }

  private void complete(ChannelHandlerContext context, Call call, boolean keepAlive) {
    Script script;
    try {
      script = Script.named(call.model()).orElse(server.script());
    } catch (IllegalArgumentException impossible) {
      String message = String.valueOf(impossible.getMessage());
      reply(context, text(Responses.error("400 Bad Request", message)), keepAlive);
      return;
    }
    if (call.stream()) {
      after(context, 0, () -> stream(context, call, script, keepAlive));
    } else {
      ByteBuf answer =
          script.echo()
              ? server.answers().document(call.model(), script, call.question())
              : server.answers().document(call.model(), script).duplicate();
      after(context, script.length().toNanos(), () -> reply(context, answer, keepAlive));
    }
  }

  private void stream(ChannelHandlerContext context, Call call, Script script, boolean keepAlive) {
    Writing started =
        new Writing(
            raw(context),
            server.answers().stream(call.model(), script),
            script,
            call.tellUsage(),
            () -> {
              writing = null;
              if (!keepAlive) {
                var unused = context.close();
              }
            });
    writing = started;
    started.begin(
        script.echo() ? Answers.event(call.model(), call.question()) : Unpooled.EMPTY_BUFFER);
  }

  /** After the time to the first token, and so much more. */
  private void after(ChannelHandlerContext context, long nanos, Runnable answer) {
    long delay = server.firstToken().toNanos() + nanos;
    if (delay == 0) {
      answer.run();
    } else {
      var unused =
          context
              .executor()
              .schedule(
                  () -> {
                    if (context.channel().isActive()) {
                      answer.run();
                    }
                  },
                  delay,
                  TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext context) {
    Writing current = writing;
    if (current != null && context.channel().isWritable()) {
      current.goOn();
    }
  }

  private static void reply(ChannelHandlerContext context, ByteBuf response, boolean keepAlive) {
    var sent = raw(context).writeAndFlush(response);
    if (!keepAlive) {
      sent.addListener(ChannelFutureListener.CLOSE);
    }
  }

  private static ByteBuf text(String response) {
    return Unpooled.wrappedBuffer(response.getBytes(StandardCharsets.UTF_8));
  }

  /** Where the encoder, which knows nothing of bytes that are encoded already, is passed by. */
  private static ChannelHandlerContext raw(ChannelHandlerContext context) {
    return context.pipeline().context(HttpResponseEncoder.class);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    // The client has gone, or speaks something else.
    var unused = context.close();
  }
}
