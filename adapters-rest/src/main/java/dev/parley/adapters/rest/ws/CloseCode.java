package dev.parley.adapters.rest.ws;

/** Why a socket is closed by this side (RFC 6455 section 7.4); docs/websocket.md lists them. */
enum CloseCode {
  NORMAL(1000, "bye"),
  IDLE(1000, "idle"),
  STOPPING(1001, "the server is stopping"),
  NOT_TEXT(1003, "frames must be text"),
  NOT_UTF8(1007, "not UTF-8"),
  AUTH_EXPECTED(1008, "the first frame must be of type auth"),
  TOO_LARGE(1009, "a frame may have 1 MiB"),
  FAULT(1011, "a fault of ours"),
  UNAUTHORIZED(4401, "the key opens nothing"),
  AUTH_TIMEOUT(4408, "no auth in time"),
  UNRESPONSIVE(4410, "frames or pings were not taken in time"),
  TOO_MANY_SOCKETS(4429, "too many sockets"),
  TOO_MANY_FRAMES(4429, "frames come faster than they can be worked on");

  private final int number;
  private final String reason;

  CloseCode(int number, String reason) {
    this.number = number;
    this.reason = reason;
  }

  int number() {
    return number;
  }

  String reason() {
    return reason;
  }
}
