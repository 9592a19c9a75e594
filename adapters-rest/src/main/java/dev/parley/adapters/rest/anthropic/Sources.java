package dev.parley.adapters.rest.anthropic;

import dev.parley.adapters.rest.openai.Check;
import dev.parley.adapters.rest.openai.JsonText;
import java.util.Map;
import java.util.Set;

/** Where images and documents of a message come from. */
final class Sources {
  private static final Set<String> IMAGES =
      Set.of("image/jpeg", "image/png", "image/gif", "image/webp");

  private Sources() {}

  /** The address of an image: its own, or one that holds its bytes. */
  static String image(String at, Map<?, ?> source) {
    return switch (Blocks.type(at, source)) {
      case "url" -> Blocks.required(at + ".url", source, "url");
      case "base64" ->
          "data:"
              + Check.word(at + ".media_type", source.get("media_type"), IMAGES)
              + ";base64,"
              + Blocks.required(at + ".data", source, "data");
      default -> throw Blocks.unsupported(at, source);
    };
  }

  /** A document as a part: its text, or a PDF. */
  static Object document(String at, Map<?, ?> block, Map<?, ?> source) {
    String sourceAt = at + ".source";
    String title = block.get("title") instanceof String given ? given : "document";
    return switch (Blocks.type(sourceAt, source)) {
      case "text" ->
          JsonText.object(
              "type", "text", "text", Blocks.required(sourceAt + ".data", source, "data"));
      case "base64" ->
          JsonText.object(
              "type",
              "file",
              "file",
              JsonText.object(
                  "filename",
                  title,
                  "file_data",
                  "data:"
                      + Check.word(
                          sourceAt + ".media_type",
                          source.get("media_type"),
                          Set.of("application/pdf"))
                      + ";base64,"
                      + Blocks.required(sourceAt + ".data", source, "data")));
      default -> throw Blocks.unsupported(sourceAt, source);
    };
  }
}
