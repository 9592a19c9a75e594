package dev.parley.adapters.vector.extraction;

import dev.parley.adapters.vector.parsing.PlainText;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Tells what is text beyond doubt, so that it need not be sent to a parser. What only might be is
 * left to those who know formats.
 */
final class SureText {
  private static final int BEGINNING = 1_024;

  /** Markup, mails and mailboxes, RTF, PostScript. */
  private static final Pattern FORMAT =
      Pattern.compile(
          "\\s*(?:<|\\{\\\\rtf|%!PS|From |[A-Za-z][A-Za-z0-9-]{0,40}:).*", Pattern.DOTALL);

  private SureText() {}

  /** The type; empty where the content is no text, or may be more than that. */
  static Optional<String> type(byte[] content, String filename) {
    Optional<String> type = PlainText.type(content, filename);
    boolean markdown = type.isPresent() && type.get().equals(PlainText.MARKDOWN);
    return type.filter(any -> !mayBeMore(content, markdown));
  }

  /** Markdown may begin with HTML, and with properties as a mail does. */
  private static boolean mayBeMore(byte[] content, boolean markdown) {
    int length = Math.min(content.length, BEGINNING);
    String beginning = new String(content, 0, length, StandardCharsets.ISO_8859_1);
    String unmarked =
        beginning.startsWith("\u00EF\u00BB\u00BF") ? beginning.substring(3) : beginning;
    return unmarked.contains("%PDF-") || (!markdown && FORMAT.matcher(unmarked).matches());
  }
}
