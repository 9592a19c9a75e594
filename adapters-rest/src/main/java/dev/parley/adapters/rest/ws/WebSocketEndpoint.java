package dev.parley.adapters.rest.ws;

import dev.parley.adapters.rest.request.RequestIds;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import io.micronaut.http.HttpRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.security.annotation.Secured;
import io.micronaut.websocket.WebSocketPongMessage;
import io.micronaut.websocket.WebSocketSession;
import io.micronaut.websocket.annotation.OnClose;
import io.micronaut.websocket.annotation.OnError;
import io.micronaut.websocket.annotation.OnMessage;
import io.micronaut.websocket.annotation.OnOpen;
import io.micronaut.websocket.annotation.ServerWebSocket;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import jakarta.inject.Named;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where sockets come in. Called by the connections' own threads, which it never keeps: what may
 * block goes through a socket's inbox. Anyone may connect, since a browser can send no header; who
 * it is, is asked for in time.
 */
@ServerWebSocket(WebSocketEndpoint.PATH)
@Secured(Access.ANYONE)
final class WebSocketEndpoint {
  static final String PATH = "/v1/ws";

  private static final Logger LOG = LoggerFactory.getLogger(WebSocketEndpoint.class);
  private static final String SOCKET = "parley.socket";

  private final Sockets sockets;
  private final Entrance entrance;
  private final RequestIds requestIds;
  private final SocketLimits limits;
  private final ExecutorService executor;

  WebSocketEndpoint(
      Sockets sockets,
      Entrance entrance,
      RequestIds requestIds,
      SocketLimits limits,
      @Named(TaskExecutors.BLOCKING) ExecutorService executor) {
    this.sockets = sockets;
    this.entrance = entrance;
    this.requestIds = requestIds;
    this.limits = limits;
    this.executor = executor;
  }

  @OnOpen
  void open(WebSocketSession session, HttpRequest<?> request) {
    Channel channel = Wire.channelOf(request);
    if (!channel.eventLoop().inEventLoop()) {
      // Better no socket than one that loses frames now and then.
      throw new IllegalStateException(
          Thread.currentThread() + " (expected: the connection's own thread)");
    }
    Wire wire = new Wire(channel, limits.stall(), limits.farewell());
    String requestId = requestIds.of(request);
    Inbox inbox =
        new Inbox(executor, limits.waitingFrames(), fault -> fail(wire, requestId, fault));
    Socket socket = new Socket(wire, inbox, request, requestId);
    session.put(SOCKET, socket);
    sockets.add(socket);
    keep(channel, socket);
    Optional<String> key = HandshakeFilter.takeKey(request);
    Optional<Caller> caller = Caller.of(request);
    if (caller.isPresent()) {
      offer(socket, 0, () -> entrance.enter(socket, caller.get(), null));
    } else if (key.isPresent()) {
      offer(socket, 0, () -> entrance.authenticate(socket, key.get(), null));
    }
  }

  private void keep(Channel channel, Socket socket) {
    EventLoop loop = channel.eventLoop();
    Future<?> auth =
        loop.schedule(
            () -> {
              if (socket.caller() == null) {
                socket.wire().close(CloseCode.AUTH_TIMEOUT);
              }
            },
            limits.authTime().toNanos(),
            TimeUnit.NANOSECONDS);
    long ping = limits.ping().toNanos();
    Future<?> pings =
        loop.scheduleAtFixedRate(() -> look(socket), ping, ping, TimeUnit.NANOSECONDS);
    channel
        .closeFuture()
        .addListener(
            gone -> {
              auth.cancel(false);
              pings.cancel(false);
              sockets.remove(socket);
            });
  }

  private void look(Socket socket) {
    if (isOver(socket.nanosSinceHeard(), limits.silence())) {
      socket.wire().close(CloseCode.UNRESPONSIVE);
    } else if (isOver(socket.nanosIdle(), limits.idle())) {
      socket.wire().close(CloseCode.IDLE);
    } else {
      socket.wire().ping();
    }
  }

  private static boolean isOver(long nanos, Duration limit) {
    return nanos > limit.toNanos();
  }

  @OnMessage(maxPayloadLength = SocketLimits.FRAME_BYTES)
  void message(WebSocketFrame frame, WebSocketSession session) {
    try {
      Socket socket = socketOf(session);
      socket.used();
      switch (socket.fragments().add(frame)) {
        case Fragments.Message.Unfinished unfinished -> {}
        case Fragments.Message.Text text ->
            offer(socket, text.bytes(), () -> entrance.take(socket, text.text()));
        case Fragments.Message.Unfit unfit -> socket.wire().close(unfit.code());
      }
    } finally {
      frame.release();
    }
  }

  private static void offer(Socket socket, int bytes, Runnable task) {
    if (!socket.inbox().offer(bytes, task)) {
      socket.wire().close(CloseCode.TOO_MANY_FRAMES);
    }
  }

  @OnMessage
  void pong(WebSocketPongMessage pong, WebSocketSession session) {
    socketOf(session).heard();
  }

  @OnClose
  void close(WebSocketSession session) {
    session.get(SOCKET, Socket.class).ifPresent(socket -> socket.wire().peerCloses());
  }

  @OnError
  void fail(WebSocketSession session, Throwable fault) {
    // A peer that breaks off, or sends what is no frame, which the decoder closes for.
    if (fault instanceof IOException || fault instanceof CorruptedWebSocketFrameException) {
      return;
    }
    Optional<Socket> socket = session.get(SOCKET, Socket.class);
    if (socket.isPresent()) {
      fail(socket.get().wire(), socket.get().requestId(), fault);
    } else {
      LOG.error("a connection could not become a socket", fault);
    }
  }

  private static void fail(Wire wire, String requestId, Throwable fault) {
    LOG.error("the socket {} failed", requestId, fault);
    wire.close(CloseCode.FAULT);
  }

  private static Socket socketOf(WebSocketSession session) {
    return session.get(SOCKET, Socket.class).orElseThrow();
  }
}
