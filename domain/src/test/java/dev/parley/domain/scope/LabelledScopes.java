package dev.parley.domain.scope;

import dev.parley.domain.tenant.TenantId;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Scopes and the labelled questions to each. */
record LabelledScopes(Scope scope, List<ScopeReport.Labelled> rows) {
  static List<LabelledScopes> read(Strictness strictness) {
    try (InputStream in = LabelledScopes.class.getResourceAsStream("labelled.txt")) {
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), strictness);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<LabelledScopes> parse(String text, Strictness strictness) {
    List<LabelledScopes> all = new ArrayList<>();
    for (String block : text.split("(?m)^= ", -1)) {
      if (block.isBlank()) {
        continue;
      }
      List<String> lines = block.lines().toList();
      String[] head = lines.getFirst().split(" \\| ", 2);
      Scope scope =
          scope(head[0], head[1], of(lines, "+ "), of(lines, "? "), of(lines, "- "), strictness);
      List<ScopeReport.Labelled> rows = new ArrayList<>();
      of(lines, "in ").forEach(row -> rows.add(new ScopeReport.Labelled(row, true)));
      of(lines, "out ").forEach(row -> rows.add(new ScopeReport.Labelled(row, false)));
      all.add(new LabelledScopes(scope, rows));
    }
    return all;
  }

  private static List<String> of(List<String> lines, String mark) {
    return lines.stream()
        .filter(line -> line.startsWith(mark))
        .map(line -> line.substring(mark.length()))
        .toList();
  }

  static Scope scope(
      String name,
      String description,
      List<String> topics,
      List<String> examples,
      List<String> denied,
      Strictness strictness) {
    return new Scope(
        new ScopeId(new UUID(1, 1)),
        new TenantId(new UUID(2, 2)),
        name,
        description,
        topics,
        examples,
        denied,
        "",
        strictness,
        Map.of(),
        false,
        null,
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
