package dev.parley.adapters.vector.parsing;

import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Text that is read as it is: prose, Markdown, delimited text, JSON and whatever else people write
 * in characters. There is nothing to parse but the charset, so it may be read anywhere: in time and
 * memory that are proportional to its length.
 */
public final class PlainText {
  /** The type of text of which nothing else is known. */
  public static final String PLAIN = "text/plain";

  /** The type of text that is named as Markdown: nothing in it tells for sure. */
  public static final String MARKDOWN = "text/markdown";

  private static final String CSV = "text/csv";
  private static final String TSV = "text/tab-separated-values";
  private static final String JSON = "application/json";

  private static final Map<String, String> TYPES_BY_SUFFIX =
      Map.ofEntries(
          Map.entry("md", MARKDOWN),
          Map.entry("markdown", MARKDOWN),
          Map.entry("mdown", MARKDOWN),
          Map.entry("mkd", MARKDOWN),
          Map.entry("mkdn", MARKDOWN),
          Map.entry("csv", CSV),
          Map.entry("tsv", TSV),
          Map.entry("tab", TSV),
          Map.entry("json", JSON),
          Map.entry("jsonl", JSON),
          Map.entry("ndjson", JSON),
          Map.entry("geojson", JSON));

  /** What is looked at to tell formats of text apart. */
  private static final int SAMPLE = 64 << 10;

  private static final Set<String> TYPES = Set.of(PLAIN, MARKDOWN, CSV, TSV, JSON);

  private PlainText() {}

  /** Whether content of this type is read here. */
  public static boolean isType(String mediaType) {
    return TYPES.contains(mediaType);
  }

  /**
   * The type of content that is text, whatever it is about.
   *
   * @param filename tells formats apart that are all text
   * @return empty if the beginning of the content is no text
   */
  public static Optional<String> type(byte[] content, String filename) {
    return Charsets.ofBeginning(content).map(charset -> type(content, charset, filename));
  }

  private static String type(byte[] content, Charset charset, String filename) {
    String named = typeBySuffix(filename);
    if (!named.equals(PLAIN)) {
      return named;
    }
    int length = Math.min(content.length, SAMPLE);
    TextSample sample = new TextSample(new String(content, 0, length, charset));
    if (sample.isJson(length == content.length)) {
      return JSON;
    }
    return switch (sample.delimiter()) {
      case TextSample.NONE -> PLAIN;
      case '\t' -> TSV;
      default -> CSV;
    };
  }

  /** What a name says of a text: nothing, often enough. */
  static String typeBySuffix(String filename) {
    String suffix =
        filename.substring(filename.lastIndexOf('.') + 1).strip().toLowerCase(Locale.ROOT);
    return TYPES_BY_SUFFIX.getOrDefault(suffix, PLAIN);
  }

  /** Reads the text. */
  public static Reply read(byte[] content, String mediaType, int maxCharacters) {
    if (content.length / Wire.MAX_BYTES_PER_CHARACTER > maxCharacters) {
      return new Reply.Failed(mediaType, DocumentError.TOO_LARGE);
    }
    Optional<Charset> charset = Charsets.of(content);
    if (charset.isEmpty()) {
      return new Reply.Failed(mediaType, DocumentError.UNSUPPORTED_TYPE);
    }
    String decoded = new String(content, charset.get());
    if (decoded.length() > maxCharacters) {
      return new Reply.Failed(mediaType, DocumentError.TOO_LARGE);
    }
    String text = Characters.cleaned(decoded);
    if (text.length() > maxCharacters) {
      return new Reply.Failed(mediaType, DocumentError.TOO_LARGE);
    }
    if (text.isBlank()) {
      return new Reply.Failed(mediaType, DocumentError.NO_TEXT);
    }
    Markup markup = mediaType.equals(MARKDOWN) ? Markup.MARKDOWN : Markup.PLAIN;
    return new Reply.Read(mediaType, new ExtractedText(text, List.of(0), markup));
  }
}
