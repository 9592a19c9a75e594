package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.tenant.Role;
import io.micronaut.context.event.ApplicationEventListener;
import io.micronaut.websocket.event.WebSocketSessionOpenEvent;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Hooks;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * What a client sends as soon as it may is answered, whichever of the server's threads is first.
 * docs/adr/0026-sockets-open-on-their-connections-thread.md says where it was not.
 */
final class WebSocketOpeningTest {
  private static final String HOOK = "late";
  private static final Duration LATE = Duration.ofMillis(30);

  private static final RestServer SERVER = RestServer.start();

  private final String key = SERVER.key(SERVER.tenant().id(), Role.CHAT);

  /** Lingers where the framework has told the client, and takes no frames yet. */
  private static final class Lingering
      implements ApplicationEventListener<WebSocketSessionOpenEvent> {
    @Override
    public void onApplicationEvent(WebSocketSessionOpenEvent event) {
      pause();
    }
  }

  /** Has what was handed to another thread done before this one goes on. */
  private record Late<T>(CoreSubscriber<? super T> actual) implements CoreSubscriber<T> {
    @Override
    public Context currentContext() {
      return actual.currentContext();
    }

    @Override
    public void onSubscribe(Subscription subscription) {
      actual.onSubscribe(subscription);
      if (Thread.currentThread().isVirtual()) {
        pause();
      }
    }

    @Override
    public void onNext(T value) {
      actual.onNext(value);
    }

    @Override
    public void onError(Throwable fault) {
      actual.onError(fault);
    }

    @Override
    public void onComplete() {
      actual.onComplete();
    }
  }

  private static void pause() {
    try {
      Thread.sleep(LATE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @BeforeAll
  static void linger() {
    SERVER.context().registerSingleton(new Lingering());
  }

  @AfterAll
  static void stop() {
    SERVER.close();
  }

  @BeforeEach
  void haveSubscribersBeLate() {
    Hooks.onEachOperator(HOOK, Operators.lift((scannable, actual) -> new Late<>(actual)));
  }

  @AfterEach
  void haveThemInTime() {
    Hooks.resetOnEachOperator(HOOK);
  }

  @Test
  void answersTheFirstFrameOfWhoeverSendsAKeyInTheHeader() throws Exception {
    try (RawSocket socket = RawSocket.open(SERVER, "Authorization: Bearer " + key)) {
      socket.sendText("{\"type\":\"ping\"}");

      assertThat(socket.nextText()).isEqualTo("{\"type\":\"ack\",\"of\":\"auth\"}");
      assertThat(socket.nextText()).isEqualTo("{\"type\":\"pong\"}");
    }
  }

  @Test
  void answersTheFirstFrameOfWhoeverSendsAKeyInIt() throws Exception {
    try (RawSocket socket = RawSocket.open(SERVER, "Origin: " + RestServer.ORIGIN)) {
      socket.sendText("{\"type\":\"auth\",\"token\":\"" + key + "\"}");

      assertThat(socket.nextText()).isEqualTo("{\"type\":\"ack\",\"of\":\"auth\"}");
    }
  }
}
