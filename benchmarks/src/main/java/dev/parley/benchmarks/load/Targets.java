package dev.parley.benchmarks.load;

import dev.parley.benchmarks.provider.Script;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/** The ways to have a script's answer streamed. */
final class Targets {
  private Targets() {}

  /** The provider itself. */
  static Target provider(InetSocketAddress address, Script script) {
    return completions("provider, asked directly", address, null, script.model());
  }

  /** The handler that does nothing else. */
  static Target bare(InetSocketAddress address, Script script) {
    return new Target(
        "bare handler",
        address,
        "/stream/" + script.tokens() + "/" + script.rate(),
        null,
        Dialect.RUN_EVENTS,
        question -> question);
  }

  /**
   * Parley's own API, with its journal.
   *
   * @param model null: the server's default
   * @param bot null: none, and with it no guards
   */
  static Target chat(
      InetSocketAddress address, String key, @Nullable String model, @Nullable String bot) {
    String named =
        (model == null ? "" : ",\"model\":\"" + model + "\"")
            + (bot == null ? "" : ",\"bot_id\":\"" + bot + "\"");
    return new Target(
        "Parley, /v1/chat",
        address,
        "/v1/chat",
        key,
        Dialect.RUN_EVENTS,
        question -> "{\"stream\":true,\"message\":\"" + question + "\"" + named + "}");
  }

  /** Parley's OpenAI-compatible API, which passes the provider's bytes on. */
  static Target completions(InetSocketAddress address, String key, String model) {
    return completions("Parley, /v1/chat/completions", address, key, model);
  }

  private static Target completions(
      String name, InetSocketAddress address, @Nullable String key, String model) {
    return new Target(
        name,
        address,
        "/v1/chat/completions",
        key,
        Dialect.OPENAI_CHUNKS,
        question ->
            "{\"stream\":true,\"model\":\""
                + model
                + "\",\"messages\":[{\"role\":\"user\",\"content\":\""
                + question
                + "\"}]}");
  }
}
