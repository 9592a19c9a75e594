package dev.parley.domain.knowledge.chunking;

import dev.parley.domain.knowledge.ChunkingStrategy;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import java.util.Locale;
import java.util.Set;

/** The structure that one document is cut along. */
enum Structure {
  MARKDOWN,
  PLAIN,
  CODE,
  JSON,
  TABLE;

  private static final Set<String> JSON_SUFFIXES =
      Set.of("json", "jsonl", "ndjson", "geojson", "ipynb", "jsonld", "har");

  private static final Set<String> TABLE_SUFFIXES = Set.of("csv", "tsv", "tab", "psv");

  private static final Set<String> CODE_SUFFIXES =
      Set.of(
          "bash", "c", "cc", "clj", "cpp", "cs", "css", "cxx", "dart", "elm", "erl", "ex", "exs",
          "fs", "go", "gradle", "groovy", "h", "hcl", "hpp", "hs", "java", "jl", "js", "jsx", "kt",
          "kts", "less", "lua", "m", "mjs", "ml", "mm", "nim", "php", "pl", "pm", "proto", "ps1",
          "py", "pyi", "r", "rb", "rs", "scala", "scss", "sh", "sol", "sql", "swift", "tf", "toml",
          "ts", "tsx", "vue", "xml", "yaml", "yml", "zig", "zsh");

  /** By the strategy; where that leaves it open, by media type, name and content, in this order. */
  static Structure of(
      ExtractedText document, ChunkingStrategy strategy, String mediaType, String filename) {
    return switch (strategy) {
      case MARKDOWN -> MARKDOWN;
      case PLAIN -> PLAIN;
      case CODE -> CODE;
      case JSON -> JSON;
      case TABLE -> TABLE;
      case AUTO -> judged(document, mediaType, filename);
    };
  }

  private static Structure judged(ExtractedText document, String mediaType, String filename) {
    if (document.markup() == Markup.MARKDOWN) {
      return MARKDOWN;
    }
    String type = mediaType.toLowerCase(Locale.ROOT);
    if (type.endsWith("/json") || type.endsWith("+json") || type.endsWith("ndjson")) {
      return JSON;
    }
    if (type.endsWith("/csv") || type.endsWith("/tab-separated-values")) {
      return TABLE;
    }
    // Of what was printed, pages are all that is left.
    if (document.pageCount() > 1 || !(type.isEmpty() || type.equals("text/plain"))) {
      return PLAIN;
    }
    String suffix =
        filename.substring(filename.lastIndexOf('.') + 1).strip().toLowerCase(Locale.ROOT);
    if (JSON_SUFFIXES.contains(suffix)) {
      return JSON;
    }
    if (TABLE_SUFFIXES.contains(suffix)) {
      return TABLE;
    }
    return CODE_SUFFIXES.contains(suffix) ? CODE : judged(document.text());
  }

  private static Structure judged(String text) {
    if (JsonElements.isLikelyIn(text)) {
      return JSON;
    }
    if (TableRows.isLikelyIn(text)) {
      return TABLE;
    }
    return text.startsWith("#!/") ? CODE : PLAIN;
  }
}
