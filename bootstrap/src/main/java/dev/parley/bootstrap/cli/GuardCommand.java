package dev.parley.bootstrap.cli;

import dev.parley.domain.guardrail.Origin;
import dev.parley.domain.guardrail.injection.InjectionClassifier;
import dev.parley.domain.guardrail.injection.InjectionJudgement;
import dev.parley.domain.guardrail.pii.PiiFinding;
import dev.parley.domain.guardrail.pii.PiiScanner;
import io.micronaut.serde.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/**
 * Judges texts without a server, so that anyone can measure the guards: a JSON object a line in,
 * one a line out, in the same order.
 */
@Command(
    name = "guard",
    description = {
      "Judge texts: one JSON object a line on standard input, one a line on standard output.",
      "In: {\"text\":\"...\",\"where\":\"user|document|output\"} (user if left out).",
      "Out: {\"verdict\":\"allowed|masked|refused\",\"spans\":[{\"type\",\"start\",\"end\"}],",
      "      \"injection\":{\"score\",\"reasons\",\"flagged\"}}; spans count Unicode code points.",
      "A line that cannot be read answers {\"error\":\"...\"}, and the exit code is 2."
    })
final class GuardCommand implements Callable<Integer> {
  private final InputStream in;
  private final PiiScanner scanner = new PiiScanner();
  private final InjectionClassifier classifier = new InjectionClassifier();
  private final ObjectMapper json = ObjectMapper.getDefault();

  @Spec private CommandSpec spec = CommandSpec.create();

  GuardCommand(InputStream in) {
    this.in = Objects.requireNonNull(in);
  }

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    int exit = 0;
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      int number = 0;
      String line;
      while ((line = lines.readLine()) != null) {
        number++;
        if (line.isBlank()) {
          continue;
        }
        Map<String, ?> answer = answer(line, number);
        if (answer.containsKey("error")) {
          exit = ParleyCommand.MISUSED;
        }
        out.println(json.writeValueAsString(answer));
      }
    }
    out.flush();
    return exit;
  }

  private Map<String, ?> answer(String line, int number) {
    Map<?, ?> asked;
    try {
      asked = json.readValue(line, Map.class);
    } catch (IOException unreadable) {
      return Map.of("error", "line " + number + ": not a JSON object");
    }
    if (asked == null || !(asked.get("text") instanceof String text)) {
      return Map.of("error", "line " + number + ": text: missing (expected: a string)");
    }
    Object where = asked.get("where");
    Origin origin = origin(where);
    return origin == null
        ? Map.of(
            "error",
            "line " + number + ": where: " + where + " (expected: user, document or output)")
        : judged(origin, text);
  }

  private static @Nullable Origin origin(@Nullable Object where) {
    return where == null
        ? Origin.USER
        : switch (where.toString()) {
          case "user" -> Origin.USER;
          case "document" -> Origin.DOCUMENT;
          case "output" -> Origin.ANSWER;
          default -> null;
        };
  }

  private Map<String, ?> judged(Origin origin, String text) {
    List<PiiFinding> findings = scanner.scan(text);
    InjectionJudgement injection = classifier.judge(origin, text);
    boolean refused = injection.flagged() && origin != Origin.ANSWER;
    String masked = findings.isEmpty() ? "allowed" : "masked";
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("verdict", refused ? "refused" : masked);
    answer.put("spans", findings.stream().map(finding -> span(text, finding)).toList());
    Map<String, Object> judgement = new LinkedHashMap<>();
    judgement.put("score", injection.score());
    judgement.put("reasons", injection.reasons().stream().map(reason -> reason.feature()).toList());
    judgement.put("flagged", injection.flagged());
    answer.put("injection", judgement);
    return answer;
  }

  private static Map<String, ?> span(String text, PiiFinding finding) {
    Map<String, Object> span = new LinkedHashMap<>();
    span.put("type", finding.kind().reportName());
    span.put("start", text.codePointCount(0, finding.start()));
    span.put("end", text.codePointCount(0, finding.end()));
    return span;
  }
}
