package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.tenant.Role;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who gets a socket, and how. */
final class WebSocketEntranceTest {
  private static final String WRONG_KEY = "pk_aaaaaaaa_" + "A".repeat(43);

  private final RestServer server = RestServer.shared();
  private final String key = server.key(server.tenant().id(), Role.CHAT);
  private final RestClient client = RestClient.with(server, key);

  @Test
  void takesAKeyInTheFirstFrame() throws Exception {
    try (SocketClient socket = SocketClient.to(server).open()) {
      socket.send("{\"type\":\"auth\",\"ref\":\"a\",\"token\":\"" + key + "\"}");

      assertThat(socket.next().text())
          .isEqualTo("{\"type\":\"ack\",\"of\":\"auth\",\"ref\":\"a\"}");
      socket.send("{\"type\":\"chat.send\",\"message\":\"hi\"}");
      String run = socket.next("ack").string("run_id");
      assertThat(socket.next("message.completed").string("run_id")).isEqualTo(run);
      socket.send("{\"type\":\"auth\",\"token\":\"" + key + "\"}");
      socket.next().assertError(409, "already_authenticated", null);
    }
  }

  @Test
  void takesAKeyAsSubprotocolAndAnswersWithIt() throws Exception {
    try (SocketClient socket = SocketClient.to(server).subprotocols("bearer." + key).open()) {
      assertThat(socket.subprotocol()).isEqualTo("bearer." + key);
      assertThat(socket.next().text()).isEqualTo("{\"type\":\"ack\",\"of\":\"auth\"}");
    }
    try (SocketClient socket =
        SocketClient.to(server).subprotocols("bearer." + key, "parley").open()) {
      assertThat(socket.subprotocol()).isEqualTo("parley");
      assertThat(socket.next().type()).isEqualTo("ack");
    }
    try (SocketClient socket = SocketClient.to(server).subprotocols("parley").open()) {
      assertThat(socket.subprotocol()).isEqualTo("parley");
    }
  }

  @Test
  void takesNoKeyFromTheAddress() throws Exception {
    Answer answer = RestClient.stranger(server).get("/v1/ws?token=" + key + "&access_token=" + key);

    assertThat(answer.status()).isEqualTo(401);
  }

  @Test
  void refusesKeysThatOpenNothing() throws Exception {
    try (SocketClient socket = SocketClient.to(server).open()) {
      socket.send("{\"type\":\"auth\",\"ref\":\"a\",\"token\":\"" + WRONG_KEY + "\"}");
      socket.next().assertError(401, "unauthorized", "a");
      assertThat(socket.closeCode()).isEqualTo(4401);
    }
    try (SocketClient socket = SocketClient.to(server).subprotocols("bearer." + WRONG_KEY).open()) {
      socket.next().assertError(401, "unauthorized", null);
      assertThat(socket.closeCode()).isEqualTo(4401);
    }
    assertThat(refusal(SocketClient.to(server).key(WRONG_KEY))).isEqualTo(401);
  }

  /** The status that a handshake is refused with. */
  private static int refusal(SocketClient.Opening opening) {
    CompletionException refused =
        catchThrowableOfType(CompletionException.class, () -> opening.open().close());
    if (refused != null && refused.getCause() instanceof WebSocketHandshakeException handshake) {
      return handshake.getResponse().statusCode();
    }
    throw new AssertionError("not refused", refused);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"chat.send\",\"message\":\"hi\"}",
        "{\"type\":\"ping\"}",
        "{\"type\":\"auth\"}",
        "{\"type\":\"auth\",\"token\":7}",
        "{",
        "[]"
      })
  void takesNothingFromStrangers(String frame) throws Exception {
    try (SocketClient socket = SocketClient.to(server).open()) {
      socket.send(frame);

      assertThat(socket.next().type()).isEqualTo("error");
      assertThat(socket.closeCode()).isEqualTo(1008);
    }
  }

  @Test
  void looksAtTheOriginOfPages() throws Exception {
    String own = server.uri().toString();
    for (String origin : List.of(RestServer.ORIGIN, own)) {
      try (SocketClient socket = SocketClient.to(server).header("Origin", origin).key(key).open()) {
        assertThat(socket.next().type()).isEqualTo("ack");
      }
    }
    for (String origin : List.of("https://evil.example", "null", own + "0", "http://127.0.0.1")) {
      assertThat(refusal(SocketClient.to(server).header("Origin", origin).key(key)))
          .as(origin)
          .isEqualTo(403);
    }
  }

  @Test
  void compressesNothingWhateverTheClientTakes() throws Exception {
    try (RawSocket socket =
        RawSocket.open(server, "Sec-WebSocket-Extensions: permessage-deflate")) {
      assertThat(socket.answer()).startsWith("HTTP/1.1 101").doesNotContain("xtensions");
    }
  }

  @Test
  void tellsOthersThatItIsASocket() throws Exception {
    Answer answer = client.get("/v1/ws");

    assertProblem(answer, 426, "upgrade_required");
    assertThat(answer.header("Upgrade")).isEqualTo("websocket");
  }
}
