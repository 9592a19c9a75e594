package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.SocketClient.Frame;
import dev.parley.adapters.rest.intake.Intake;
import dev.parley.adapters.rest.ws.Sockets;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import dev.parley.domain.tenant.TenantStatus;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When and why sockets end that nobody closes. */
final class WebSocketLifeTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(2);

  private @Nullable RestServer server;

  private RestServer server(Map<String, Object> properties) {
    RestServer started = RestServer.start(properties);
    server = started;
    return started;
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
  }

  private static String begin(SocketClient socket, String message) throws Exception {
    socket.send("{\"type\":\"chat.send\",\"message\":\"" + message + "\"}");
    return socket.next("ack").string("run_id");
  }

  @Test
  void endsWithItsKey() throws Exception {
    RestServer sockets = server(Map.of());
    Tenant tenant = sockets.tenant();
    String key = sockets.key(tenant.id(), Role.CHAT);
    String other = sockets.key(tenant.id(), Role.CHAT);
    try (SocketClient watching = SocketClient.with(sockets, key);
        SocketClient resting = SocketClient.with(sockets, key);
        SocketClient others = SocketClient.with(sockets, other)) {
      String run = begin(watching, "wait");
      Frame unused = watching.next("message.delta");

      KeyEnds.revoke(sockets, key);
      long revoked = System.nanoTime();

      assertThat(watching.closeCode()).isEqualTo(4401);
      assertThat(resting.closeCode()).isEqualTo(4401);
      assertThat(Duration.ofNanos(System.nanoTime() - revoked)).isLessThan(AT_ONCE);
      sockets.model().release();
      others.send("{\"type\":\"ping\"}");
      assertThat(others.next().type()).isEqualTo("pong");
      assertThat(watching.unread()).as("events of %s after the end", run).isZero();
    }
  }

  @Test
  void endsWhenItsKeyExpiresAndWhenItsTenantIsSuspended() throws Exception {
    RestServer sockets = server(Map.of());
    Tenant tenant = sockets.tenant();
    String expiring = sockets.key(tenant.id(), Role.CHAT);
    String suspended = sockets.key(tenant.id(), Role.CHAT);
    try (SocketClient first = SocketClient.with(sockets, expiring);
        SocketClient second = SocketClient.with(sockets, suspended)) {
      KeyEnds.expire(sockets, expiring);
      assertThat(first.closeCode()).isEqualTo(4401);
      second.send("{\"type\":\"ping\"}");
      assertThat(second.next().type()).isEqualTo("pong");

      sockets.stores().tenants().update(tenant.withStatus(TenantStatus.SUSPENDED, Fixtures.NOW));
      long since = System.nanoTime();

      assertThat(second.closeCode()).isEqualTo(4401);
      assertThat(Duration.ofNanos(System.nanoTime() - since)).isLessThan(AT_ONCE);
    }
  }

  @Test
  void endsWhereNobodyCanTellWhoItIs() throws Exception {
    RestServer sockets = server(Map.of());
    String key = sockets.key(sockets.tenant().id(), Role.CHAT);
    sockets.keys().away(true);
    try (SocketClient first = SocketClient.to(sockets).open();
        SocketClient second = SocketClient.to(sockets).subprotocols("bearer." + key).open()) {
      first.send("{\"type\":\"auth\",\"ref\":\"a\",\"token\":\"" + key + "\"}");

      first.next().assertError(500, "internal_error", "a");
      assertThat(first.closeCode()).isEqualTo(1011);
      assertThat(second.closeCode()).isEqualTo(1011);
    }
  }

  @Test
  void staysWhileNobodyCanTellWhetherItsKeyHolds() throws Exception {
    RestServer sockets = server(Map.of());
    String key = sockets.key(sockets.tenant().id(), Role.CHAT);
    try (SocketClient socket = SocketClient.with(sockets, key)) {
      sockets.keys().away(true);
      Thread.sleep(AT_ONCE);
      socket.send("{\"type\":\"ping\"}");
      assertThat(socket.next().type()).isEqualTo("pong");

      KeyEnds.revoke(sockets, key);
      sockets.keys().away(false);

      assertThat(socket.closeCode()).isEqualTo(4401);
    }
  }

  @Test
  void endsWithoutAuthInTime() throws Exception {
    RestServer sockets = server(Map.of("parley.sockets.auth-time", "300ms"));
    String key = sockets.key(sockets.tenant().id(), Role.CHAT);
    try (SocketClient known = SocketClient.with(sockets, key);
        SocketClient stranger = SocketClient.to(sockets).open()) {
      assertThat(stranger.closeCode()).isEqualTo(4408);
      known.send("{\"type\":\"ping\"}");
      assertThat(known.next().type()).isEqualTo("pong");
    }
  }

  @Test
  void endsWhereThePeerTakesNothing() throws Exception {
    RestServer sockets =
        server(
            Map.of(
                "parley.sockets.stall",
                "300ms",
                "parley.sockets.farewell",
                "20s",
                "micronaut.server.netty.child-options.so_sndbuf",
                16_384));
    String key = sockets.key(sockets.tenant().id(), Role.CHAT);
    try (SocketClient slow = SocketClient.to(sockets).key(key).withoutReading().open();
        SocketClient quick = SocketClient.with(sockets, key)) {
      for (int i = 0; i < 12; i++) {
        slow.send("{\"type\":\"chat.send\",\"message\":\"long story\"}");
      }
      String run = begin(quick, "long story");
      assertThat(quick.next("message.completed").string("run_id")).isEqualTo(run);
      Thread.sleep(Duration.ofSeconds(2));

      slow.read();

      assertThat(slow.closeCode()).isEqualTo(4410);
      assertThat(slow.unread()).as("frames that were held for it").isLessThan(12 * 2_000);
    }
  }

  @Test
  void pingsItsPeerAndEndsWhereThatIsSilent() throws Exception {
    RestServer sockets =
        server(Map.of("parley.sockets.ping", "100ms", "parley.sockets.silence", "1s"));
    String key = sockets.key(sockets.tenant().id(), Role.CHAT);
    try (SocketClient silent = SocketClient.to(sockets).key(key).withoutReading().open();
        SocketClient lively = SocketClient.with(sockets, key)) {
      Thread.sleep(Duration.ofMillis(1_500));
      silent.read();

      assertThat(silent.closeCode()).isEqualTo(4410);
      assertThat(lively.pings()).isGreaterThan(3);
      lively.send("{\"type\":\"ping\"}");
      assertThat(lively.next().type()).isEqualTo("pong");
    }
  }

  @Test
  void endsWhenItIsOfNoUse() throws Exception {
    RestServer sockets =
        server(Map.of("parley.sockets.ping", "100ms", "parley.sockets.idle", "500ms"));
    String key = sockets.key(sockets.tenant().id(), Role.CHAT);
    try (SocketClient idle = SocketClient.with(sockets, key);
        SocketClient watching = SocketClient.with(sockets, key)) {
      String run = begin(watching, "wait");

      assertThat(idle.closeCode()).isEqualTo(1000);
      sockets.model().release();
      assertThat(watching.next("message.completed").string("run_id")).isEqualTo(run);
    }
  }

  @Test
  void mayNotWatchAnyNumberOfRuns() throws Exception {
    RestServer sockets = server(Map.of("parley.sockets.runs", 2));
    String key = sockets.key(sockets.tenant().id(), Role.CHAT);
    try (SocketClient socket = SocketClient.with(sockets, key)) {
      String run = begin(socket, "wait");
      Frame unused = socket.next("message.delta");
      begin(socket, "wait");
      unused = socket.next("message.delta");

      socket.send("{\"type\":\"chat.send\",\"message\":\"hi\"}");
      assertThat(socket.next().string("code")).isEqualTo("too_many_runs");

      socket.send("{\"type\":\"run.cancel\",\"run_id\":\"" + run + "\"}");
      unused = socket.next("run.cancelled");
      begin(socket, "hi");
      unused = socket.next("message.completed");
      sockets.model().release();
    }
  }

  @Test
  void mayNotBeOneOfAnyNumber() throws Exception {
    RestServer sockets =
        server(Map.of("parley.sockets.sockets-per-caller", 2, "parley.sockets.strangers", 1));
    String key = sockets.key(sockets.tenant().id(), Role.CHAT);
    String other = sockets.key(sockets.tenant().id(), Role.CHAT);
    try (SocketClient first = SocketClient.with(sockets, key);
        SocketClient second = SocketClient.with(sockets, key)) {
      try (SocketClient third = SocketClient.to(sockets).key(key).open()) {
        assertThat(third.closeCode()).isEqualTo(4429);
      }
      try (SocketClient others = SocketClient.with(sockets, other)) {
        others.sendClose();
        assertThat(others.closeCode()).isEqualTo(1000);
      }
      second.sendClose();
      assertThat(second.closeCode()).isEqualTo(1000);
      try (SocketClient third = SocketClient.with(sockets, key)) {
        third.send("{\"type\":\"ping\"}");
        assertThat(third.next().type()).isEqualTo("pong");
      }
      awaitCount(sockets, 1);
      try (SocketClient stranger = SocketClient.to(sockets).open()) {
        awaitCount(sockets, 2);
        try (SocketClient another = SocketClient.to(sockets).open()) {
          assertThat(another.closeCode()).isEqualTo(4429);
        }
        stranger.send("{\"type\":\"auth\",\"token\":\"" + other + "\"}");
        assertThat(stranger.next().type()).isEqualTo("ack");
      }
      first.send("{\"type\":\"ping\"}");
      assertThat(first.next().type()).isEqualTo("pong");
    }
  }

  /** A peer learns of its connection before and after the server does. */
  private static void awaitCount(RestServer sockets, int count) throws InterruptedException {
    Sockets all = sockets.context().getBean(Sockets.class);
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (all.count() != count) {
      assertThat(System.nanoTime()).as("sockets: %s", all.count()).isLessThan(until);
      Thread.sleep(5);
    }
  }

  @Test
  void mayNotAskFasterThanItIsAnswered() throws Exception {
    RestServer sockets = server(Map.of("parley.sockets.waiting-frames", 4));
    String key = sockets.key(sockets.tenant().id(), Role.CHAT);
    try (SocketClient socket = SocketClient.with(sockets, key)) {
      for (int i = 0; i < 500 && !socket.isClosed(); i++) {
        socket.trySend("{\"type\":\"chat.send\",\"message\":\"hi\"}");
      }

      assertThat(socket.closeCode()).isEqualTo(4429);
    }
  }

  @Test
  void endsWithTheServer() throws Exception {
    RestServer sockets = server(Map.of());
    String key = sockets.key(sockets.tenant().id(), Role.CHAT);
    try (SocketClient socket = SocketClient.with(sockets, key)) {
      sockets.context().getBean(Intake.class).close();
      socket.send("{\"type\":\"chat.send\",\"message\":\"hi\"}");
      Frame refused = socket.next();
      assertThat(refused.string("code")).isEqualTo("overloaded");
      assertThat(refused.number("retry_after")).isPositive();

      sockets.context().getBean(Sockets.class).closeAll();

      assertThat(socket.closeCode()).isEqualTo(1001);
      try (SocketClient late = SocketClient.to(sockets).key(key).open()) {
        assertThat(late.closeCode()).isEqualTo(1001);
      }
    }
  }
}
