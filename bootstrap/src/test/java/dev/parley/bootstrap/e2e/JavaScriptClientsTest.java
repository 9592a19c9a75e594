package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.llm.scripted.Reply;
import dev.parley.adapters.llm.scripted.Reply.Ending;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenAI's and Anthropic's clients for JavaScript, Vercel's AI SDK, LangChain and MCP's, unchanged,
 * against a server before a scripted provider. Needs what {@code npm ci} puts beside their script,
 * and runs where that is there; where {@code CI=true} it must be.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class JavaScriptClientsTest {
  private static final Duration SLOWLY = Duration.ofMillis(50);
  private static final Path SOURCES = Path.of("src", "test", "clients");

  @TempDir private Path directory;

  static boolean areClientsHere() {
    return "true".equals(System.getenv("CI")) || Files.isDirectory(SOURCES.resolve("node_modules"));
  }

  @Test
  @EnabledIf("areClientsHere")
  void workUnchanged() throws Exception {
    try (dev.parley.adapters.llm.scripted.ScriptedProvider provider =
            dev.parley.adapters.llm.scripted.ScriptedProvider.start();
        Home home = Home.create()) {
      script(provider);
      Map<String, String> settings = new HashMap<>();
      settings.put("OPENAI_BASE_URL", provider.baseUrl().toString());
      settings.put("OPENAI_API_KEY", "sk-canary");
      settings.put("PARLEY_ADMIN_KEY", ServerProcess.ADMIN_KEY);
      settings.put("PARLEY_DEMO", "false");
      settings.put("MODEL_ROUTES", "fast=gpt-4o-mini");
      settings.put("ALLOWED_ORIGINS", "https://app.example");
      try (ServerProcess server = ServerProcess.start(home, settings)) {
        Workspace workspace = Workspace.create(server.administrator(), "clients");
        assertThat(workspace.createBot("keeper")).isNotEmpty();
        run(
            Map.of(
                "PARLEY_URL",
                server.url().toString().replaceFirst("/$", ""),
                "PARLEY_KEY",
                workspace.admin().key()),
            "node",
            "--test",
            "anthropic.test.mjs",
            "clients.test.mjs",
            "conformance.test.mjs",
            "helpers.test.mjs",
            "mcp.test.mjs",
            "responses.test.mjs");
        assertThat(provider.brokenOff()).isPositive();
      }
    }
  }

  /** What the provider says to the questions that the scripts ask. */
  private static void script(dev.parley.adapters.llm.scripted.ScriptedProvider provider) {
    Reply usual = Reply.words("Seven years.");
    Reply.Answer weather = Reply.call("call_1", "weather", "{\"city\":\"Oslo\"}");
    Reply.Answer begun = Reply.words("Seven years and some more.");
    Reply.Refusal limited = Reply.refusal(429, "rate_limit_exceeded", "Slow down.");
    provider
        .withModels("gpt-4o-mini", "text-embedding-3-small")
        .always(usual)
        .asked("say 429", limited.retryAfter(3))
        .asked("429 once", limited.retryAfter(1), usual)
        .asked("limited once", limited.retryAfter(1), usual)
        .asked("say quota", Reply.refusal(429, "insufficient_quota", "Pay."))
        .asked("say 400", Reply.refusal(400, "odd", "That is odd."))
        .asked("say long", Reply.refusal(400, "context_length_exceeded", "Too long."))
        .asked("say 500", Reply.refusal(500, "server_error", "It broke."))
        .asked("500 once", Reply.refusal(500, "server_error", "It broke."), usual)
        .asked("say 401", Reply.refusal(401, "invalid_api_key", "sk-canary is wrong."))
        .asked("say html", Reply.raw(502, "text/html", "<p>Bad gateway</p>"))
        .asked("say garbage", Reply.raw(200, "application/json", "{ nonsense"))
        .asked("then cut", begun.pacedAt(SLOWLY).ending(Ending.CUT))
        .asked("then early", begun.ending(Ending.EARLY))
        .asked("then garbled", begun.ending(Ending.GARBLED))
        .asked("then error", begun.ending(Ending.ERROR))
        .asked("to length", begun.finishing("length"))
        .asked("to filter", begun.finishing("content_filter"))
        .asked("slowly", Reply.words("word ".repeat(200)).pacedAt(SLOWLY))
        .asked("late", Reply.words("Late.").silentFor(Duration.ofSeconds(5)))
        .asked("both at once", weather.calling("call_2", "weather", "{\"city\":\"Bergen\"}"))
        .afterTools(Reply.words("Cold."))
        .where("tools", weather)
        .where("response_format", Reply.words("{\"years\": 7}"));
  }

  private void run(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    Path output = directory.resolve("output.txt");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(SOURCES.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().putAll(environment);
    int status = builder.start().waitFor();
    assertThat(status).as(() -> String.join(" ", command) + "\n" + text(output)).isZero();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "no output: " + e;
    }
  }
}
