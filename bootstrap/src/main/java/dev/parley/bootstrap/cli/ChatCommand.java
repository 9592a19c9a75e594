package dev.parley.bootstrap.cli;

import dev.parley.bootstrap.settings.ClientSettings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Asks a running server and prints the answer as it arrives, then its sources. */
@Command(name = "chat", description = "Ask a running server, and watch the answer arrive.")
final class ChatCommand implements Callable<Integer> {
  private final Map<String, String> environment;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "QUESTION", description = "What to ask.")
  private String question = "";

  @Option(names = "--bot", paramLabel = "BOT", description = "Slug or id of the bot to ask.")
  private @Nullable String bot;

  @Option(names = "--model", paramLabel = "MODEL", description = "Model to ask.")
  private @Nullable String model;

  ChatCommand(Map<String, String> environment) {
    this.environment = environment;
  }

  @Override
  public Integer call() throws IOException {
    Map<String, Object> body = new HashMap<>();
    body.put("message", question);
    body.put("stream", true);
    if (bot != null) {
      body.put("bot_id", bot);
    }
    if (model != null) {
      body.put("model", model);
    }
    try (ServerClient client = new ServerClient(ClientSettings.parse(environment));
        BufferedReader events =
            new BufferedReader(
                new InputStreamReader(client.stream("v1/chat", body), StandardCharsets.UTF_8))) {
      return print(events, spec.commandLine().getOut());
    }
  }

  private static int print(BufferedReader events, PrintWriter out) throws IOException {
    List<String> sources = new ArrayList<>();
    String type = "";
    String line;
    while ((line = events.readLine()) != null) {
      if (line.startsWith("event:")) {
        type = line.substring("event:".length()).strip();
      } else if (line.startsWith("data:")) {
        Map<?, ?> data = ServerClient.object(line.substring("data:".length()));
        switch (type) {
          case "message.delta" -> out.print(data.get("text"));
          case "citation" -> sources.add(source(data));
          case "run.failed" -> throw new CommandFailure("the answer failed: " + data.get("detail"));
          case "run.refused" -> out.print("%n(refused: %s)".formatted(data.get("reason")));
          default -> {
            // Everything else is for programs.
          }
        }
        out.flush();
      }
    }
    out.println();
    sources.forEach(out::println);
    out.flush();
    return 0;
  }

  private static String source(Map<?, ?> citation) {
    return "%n[%s] %s, page %s: \u201c%s\u201d"
        .formatted(
            citation.get("index"),
            citation.get("title"),
            citation.get("page"),
            String.valueOf(citation.get("quote")).replaceAll("\\s+", " "));
  }
}
