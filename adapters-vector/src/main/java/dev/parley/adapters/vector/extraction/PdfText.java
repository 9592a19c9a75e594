package dev.parley.adapters.vector.extraction;

import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.contentstream.operator.Operator;
import org.apache.pdfbox.cos.COSBase;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.text.PDFTextStripper;

/**
 * The text of a PDF, page by page. Text is taken in the order in which it is drawn: that keeps the
 * columns of a page apart, which sorting by position would mix line by line.
 */
final class PdfText {
  /** A whole file ends with this, and readers forgive this much behind it. */
  private static final String END = "%%EOF";

  private static final int MAX_BEHIND_END = 2_048;

  /** Names the handler of files that are encrypted for the holders of certificates. */
  private static final String FOR_CERTIFICATES = "/Adobe.PubSec";

  private PdfText() {}

  /** The text has more characters than it may. */
  static final class TooMuchText extends IOException {
    private static final long serialVersionUID = 1;

    TooMuchText(int limit) {
      super("more than " + limit + " characters");
    }
  }

  /** Why the file cannot be read; empty if nothing is seen that would prevent it. */
  static Optional<DocumentError> problem(byte[] content) throws IOException {
    if (!hasEnd(content)) {
      return Optional.of(DocumentError.CORRUPT);
    }
    try (PDDocument document = Loader.loadPDF(content)) {
      boolean hasPages = document.getNumberOfPages() > 0;
      return hasPages ? Optional.empty() : Optional.of(DocumentError.CORRUPT);
    }
  }

  /** PDFBox would make something of the beginning of a file, and nobody would miss the rest. */
  private static boolean hasEnd(byte[] content) {
    int from = Math.max(0, content.length - MAX_BEHIND_END - END.length());
    return latin(content, from).contains(END);
  }

  /** What a failure to read the file says of it. */
  static DocumentError judged(byte[] content, Throwable failure) {
    boolean encrypted =
        failure instanceof InvalidPasswordException || latin(content, 0).contains(FOR_CERTIFICATES);
    return encrypted ? DocumentError.ENCRYPTED : DocumentError.CORRUPT;
  }

  private static String latin(byte[] content, int from) {
    return new String(content, from, content.length - from, StandardCharsets.ISO_8859_1);
  }

  /** Reads the whole text. */
  static ExtractedText read(byte[] content, int maxCharacters) throws IOException {
    try (PDDocument document = Loader.loadPDF(content)) {
      Pages pages = new Pages(maxCharacters);
      pages.writeText(document, Writer.nullWriter());
      return pages.text(document.getNumberOfPages());
    }
  }

  /** Collects the text of each page, and stops where it is told to or has enough. */
  private static final class Pages extends PDFTextStripper {
    private final int maxCharacters;
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> starts = new ArrayList<>();

    Pages(int maxCharacters) {
      this.maxCharacters = maxCharacters;
      setLineSeparator("\n");
      setParagraphEnd("\n");
    }

    @Override
    protected void processOperator(Operator operator, List<COSBase> operands) throws IOException {
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException("out of time");
      }
      super.processOperator(operator, operands);
    }

    @Override
    protected void startPage(PDPage page) {
      output = new StringWriter();
    }

    @Override
    protected void endPage(PDPage page) throws IOException {
      startPagesUpTo(getCurrentPageNo());
      text.append(tidied(Characters.cleaned(output.toString()))).append('\n');
      if (text.length() > maxCharacters) {
        throw new TooMuchText(maxCharacters);
      }
    }

    /** Pages without content are passed over, and still counted. */
    private void startPagesUpTo(int number) {
      while (starts.size() < number) {
        starts.add(text.length());
      }
    }

    ExtractedText text(int pageCount) {
      startPagesUpTo(Math.max(1, pageCount));
      return new ExtractedText(text.toString(), starts, Markup.PLAIN);
    }

    /** One blank line between paragraphs, no blanks at the ends of lines. */
    private static String tidied(String page) {
      StringBuilder tidied = new StringBuilder(page.length());
      boolean afterBlank = false;
      for (String line : page.lines().map(String::stripTrailing).toList()) {
        if (!line.isEmpty()) {
          tidied.append(afterBlank && !tidied.isEmpty() ? "\n" : "").append(line).append('\n');
        }
        afterBlank = line.isEmpty();
      }
      return tidied.toString();
    }
  }
}
