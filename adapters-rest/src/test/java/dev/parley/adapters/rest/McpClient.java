package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Speaks the Model Context Protocol by hand, so that it can also speak it wrongly. */
final class McpClient {
  static final String VERSION = "2025-06-18";
  static final String BOTH = "application/json, text/event-stream";

  private final RestClient client;
  private final @Nullable String session;
  private final AtomicInteger ids = new AtomicInteger();

  private McpClient(RestClient client, @Nullable String session) {
    this.client = client;
    this.session = session;
  }

  /** With a session. */
  static McpClient open(RestClient client) throws Exception {
    Answer answer = client.post("/mcp", initialize(VERSION));
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return in(client, answer.header("Mcp-Session-Id"));
  }

  static McpClient in(RestClient client, @Nullable String session) {
    return new McpClient(client, session);
  }

  String session() {
    return String.valueOf(session);
  }

  static String initialize(String version) {
    return request(
        "0",
        "initialize",
        "{\"protocolVersion\":\""
            + version
            + "\",\"capabilities\":{},\"clientInfo\":{\"name\":\"test\",\"version\":\"1\"}}");
  }

  static String request(String id, String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":"
        + id
        + ",\"method\":\""
        + method
        + "\",\"params\":"
        + params
        + "}";
  }

  static String notification(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"method\":\"" + method + "\",\"params\":" + params + "}";
  }

  static String call(String id, String tool, String arguments) {
    return request(id, "tools/call", "{\"name\":\"" + tool + "\",\"arguments\":" + arguments + "}");
  }

  /** The same, telling what happens. */
  static String watchedCall(String id, String tool, String arguments, String token) {
    return request(
        id,
        "tools/call",
        "{\"name\":\""
            + tool
            + "\",\"arguments\":"
            + arguments
            + ",\"_meta\":{\"progressToken\":"
            + token
            + "}}");
  }

  static String cancelled(String id) {
    return notification("notifications/cancelled", "{\"requestId\":" + id + "}");
  }

  /** A request that is still to be sent, with the session and version of this client. */
  RestClient.Call message(String json) {
    return withHeaders(client.call("POST", "/mcp").json(json));
  }

  RestClient.Call withHeaders(RestClient.Call call) {
    call.header("MCP-Protocol-Version", VERSION);
    return session == null ? call : call.header("Mcp-Session-Id", session);
  }

  Answer send(String json) throws Exception {
    return message(json).send();
  }

  Answer request(String method, String params) throws Exception {
    return send(request(String.valueOf(ids.incrementAndGet()), method, params));
  }

  /** Calls a tool and waits for its answer, as a client that takes no streams. */
  Answer tool(String name, String arguments) throws Exception {
    return send(call(String.valueOf(ids.incrementAndGet()), name, arguments));
  }

  /** The stream that a message is answered with. */
  Events stream(String json) throws Exception {
    var response = message(json).header("Accept", BOTH).stream();
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
    return new Events(response.body());
  }

  /** The stream that broke off behind an event; whatever it is. */
  RestClient.Call resume(String lastEventId) {
    return withHeaders(client.call("GET", "/mcp"))
        .header("Accept", "text/event-stream")
        .header("Last-Event-ID", lastEventId);
  }
}
