package dev.parley.bootstrap.e2e;

import java.io.IOException;

/** The models of the shared provider, each named for what it does. */
final class ProviderScripts {
  static final String STEADY = "steady";
  static final String BUSY = "busy";
  static final String BROKEN = "broken";
  static final String LOCKED = "locked";
  static final String CUT_OFF = "cut-off";
  static final String GARBLED = "garbled";
  static final String ENDLESS = "endless";
  static final String RESEARCHER = "researcher";

  /** Takes images: the server is told so. */
  static final String SEER = "seer";

  /** What the models that fail half-way say before they do. */
  static final String BEGINNING = "It began well, and then ";

  private ProviderScripts() {}

  static void addTo(ScriptedProvider provider) {
    String unused;
    unused = provider.add(STEADY, ProviderScripts::steady);
    unused =
        provider.add(BUSY, call -> call.answer(429, error("slow down", "rate_limit_exceeded")));
    unused = provider.add(BROKEN, call -> call.answer(500, error(call.body(), "server_error")));
    unused =
        provider.add(
            LOCKED, call -> call.answer(401, error(call.authorization(), "invalid_api_key")));
    unused =
        provider.add(
            CUT_OFF,
            call -> {
              call.say(BEGINNING);
              throw new IOException("cut");
            });
    unused =
        provider.add(
            GARBLED,
            call -> {
              call.say(BEGINNING);
              call.raw("{\"choices\":[{\"delta\":");
            });
    unused = provider.add(RESEARCHER, ProviderScripts::research);
    unused =
        provider.add(
            SEER,
            call -> {
              call.say("A lighthouse.");
              call.finish(900, 4);
            });
    unused =
        provider.add(
            ENDLESS,
            call -> {
              call.say(BEGINNING);
              call.pause();
            });
  }

  /** Markers arrive in pieces; one names a passage that there is not. */
  private static void steady(ScriptedProvider.Call call) throws IOException {
    for (String piece :
        new String[] {
          "The lens was ", "ground by Tessaly Orvane ", "[", "1", "]. ", "Or so they say [77]", "."
        }) {
      call.say(piece);
    }
    call.finish(321, 17);
  }

  /** Searches before it answers, if it may, and says whether it was shown what it looked for. */
  private static void research(ScriptedProvider.Call call) throws IOException {
    Json request = Json.parse(call.body());
    Json last = request.list("messages").getLast();
    if (last.text("role").equals("tool")) {
      call.say(last.text("content").contains("Tessaly Orvane") ? "It was Orvane." : "Unknown.");
      call.finish(200, 20);
    } else if (request.has("tools")) {
      call.callTool("call_1", "search_knowledge", "{\"query\": \"second lens ground by\"}");
      call.finish(100, 10);
    } else {
      call.say("I cannot search.");
      call.finish(50, 5);
    }
  }

  /** As careless providers do, with what was sent to them in the message. */
  private static String error(String message, String code) {
    return Json.write(
        java.util.Map.of(
            "error", java.util.Map.of("message", message, "type", code, "code", code)));
  }
}
