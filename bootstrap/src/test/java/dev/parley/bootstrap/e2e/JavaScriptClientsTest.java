package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.llm.scripted.Reply;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenAI's client for JavaScript, Vercel's AI SDK, LangChain and the client of MCP, unchanged,
 * against a server before a scripted provider. Needs what {@code npm ci} puts beside their script,
 * and runs where that is there; where {@code CI=true} it must be.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class JavaScriptClientsTest {
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
      provider
          .withModels("gpt-4o-mini")
          .always(Reply.words("Seven years."))
          .where("tools", Reply.call("call_1", "weather", "{\"city\":\"Oslo\"}"))
          .where("response_format", Reply.words("{\"years\": 7}"));
      Map<String, String> settings = new HashMap<>();
      settings.put("OPENAI_BASE_URL", provider.baseUrl().toString());
      settings.put("OPENAI_API_KEY", "sk-canary");
      settings.put("PARLEY_ADMIN_KEY", ServerProcess.ADMIN_KEY);
      settings.put("PARLEY_DEMO", "false");
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
            "clients.test.mjs",
            "mcp.test.mjs");
      }
    }
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
