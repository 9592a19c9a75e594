package dev.parley.adapters.vector.parsing;

import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.encryption.InvalidPasswordException;
import org.apache.pdfbox.pdmodel.font.FontMappers;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotation;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationFreeText;
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.text.PDFTextStripper;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.xml.sax.SAXException;

/**
 * The text of a PDF, page by page. Text is taken in the order in which it is drawn: that keeps the
 * columns of a page apart, which sorting by position would mix line by line.
 *
 * <p>A damaged file is read as far as it can be, unless its end is missing and pages with it. What
 * it says of its number of pages is not believed.
 */
final class PdfText {
  /** A whole file has this near its end. */
  private static final String END = "%%EOF";

  private static final int MAX_BEHIND_END = 2_048;

  /** Names the handler of files that are encrypted for the holders of certificates. */
  private static final String FOR_CERTIFICATES = "/Adobe.PubSec";

  static {
    try {
      FontMappers.set(new OneFont());
    } catch (IOException e) {
      throw new UncheckedIOException("PDFBox bears the font in its jar", e);
    }
  }

  private PdfText() {}

  /** Why the file cannot be read; empty if nothing is seen that would prevent it. */
  static Optional<DocumentError> problem(byte[] content)
      throws IOException, EncryptedDocumentException {
    try (PDDocument document = open(content)) {
      // Walks through the tree of pages, which may say that there are more than it holds.
      int pages = (int) StreamSupport.stream(document.getPages().spliterator(), false).count();
      boolean whole = pages > 0 && !isCutOff(content, document, pages);
      return whole ? Optional.empty() : Optional.of(DocumentError.CORRUPT);
    }
  }

  /** Opens a file that needs no password. */
  private static PDDocument open(byte[] content) throws IOException, EncryptedDocumentException {
    try {
      return Loader.loadPDF(content);
    } catch (InvalidPasswordException locked) {
      throw new EncryptedDocumentException(locked);
    } catch (IOException | NoClassDefFoundError unreadable) {
      // The library for certificates is left out, so PDFBox misses its classes.
      if (latin(content, 0).contains(FOR_CERTIFICATES)) {
        throw new EncryptedDocumentException(unreadable);
      }
      throw unreadable;
    }
  }

  /** PDFBox makes something of the beginning of a file, and nobody would miss the rest. */
  private static boolean isCutOff(byte[] content, PDDocument document, int pages) {
    int from = Math.max(0, content.length - MAX_BEHIND_END - END.length());
    return pages < document.getNumberOfPages() && !latin(content, from).contains(END);
  }

  private static String latin(byte[] content, int from) {
    return new String(content, from, content.length - from, StandardCharsets.ISO_8859_1);
  }

  /**
   * Reads the whole text.
   *
   * @param scans what is done about pages that are pictures
   */
  static ExtractedText read(byte[] content, int maxCharacters, Scans scans)
      throws IOException, SAXException, EncryptedDocumentException {
    try (PDDocument document = open(content)) {
      Pages pages = new Pages(maxCharacters);
      pages.writeText(document, Writer.nullWriter());
      if (pages.tooMany) {
        throw new WriteLimitReachedException(maxCharacters);
      }
      int count = pages.count();
      if (count == 0 || isCutOff(content, document, count)) {
        throw new IOException("pages are missing");
      }
      ExtractedText text = pages.text();
      return text.text().isBlank() ? scans.read(document, count, maxCharacters) : text;
    }
  }

  /** Collects the text of each page. */
  private static final class Pages extends PDFTextStripper {
    private final int maxCharacters;
    private final StringBuilder text = new StringBuilder();
    private final List<Integer> starts = new ArrayList<>();
    private boolean tooMany;

    Pages(int maxCharacters) {
      this.maxCharacters = maxCharacters;
      setLineSeparator("\n");
      setParagraphEnd("\n");
    }

    @Override
    public void processPage(PDPage page) throws IOException {
      if (!tooMany) {
        super.processPage(page);
      }
    }

    @Override
    protected void startPage(PDPage page) {
      output = new StringWriter();
    }

    /** What was filled into forms and noted on pages is drawn apart from the pages. */
    @Override
    protected void writePage() throws IOException {
      for (PDAnnotation annotation : getCurrentPage().getAnnotations(Pages::isText)) {
        try {
          showAnnotation(annotation);
        } catch (IOException | RuntimeException damaged) {
          // The page itself can be read.
        }
      }
      super.writePage();
    }

    private static boolean isText(PDAnnotation annotation) {
      COSDictionary field = annotation.getCOSObject();
      COSDictionary parent = field.getCOSDictionary(COSName.PARENT);
      COSDictionary typed = field.containsKey(COSName.FT) || parent == null ? field : parent;
      boolean shown = !annotation.isHidden() && !annotation.isNoView();
      return shown
          && switch (annotation) {
            case PDAnnotationWidget widget -> !COSName.BTN.equals(typed.getCOSName(COSName.FT));
            default -> PDAnnotationFreeText.SUB_TYPE.equals(annotation.getSubtype());
          };
    }

    @Override
    protected void endPage(PDPage page) {
      startPagesUpTo(getCurrentPageNo());
      text.append(tidied(Characters.cleaned(output.toString()))).append('\n');
      tooMany = text.length() > maxCharacters || starts.size() > Reply.MAX_PAGES;
    }

    /** Pages without content are passed over, and still counted. */
    private void startPagesUpTo(int number) {
      while (starts.size() < number) {
        starts.add(text.length());
      }
    }

    /** How many pages there were, when all are read. */
    int count() {
      return getCurrentPageNo() - 1;
    }

    ExtractedText text() {
      startPagesUpTo(count());
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
