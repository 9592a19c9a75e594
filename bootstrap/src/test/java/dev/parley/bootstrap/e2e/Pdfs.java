package dev.parley.bootstrap.e2e;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts;
import org.apache.pdfbox.text.PDFTextStripper;

/** PDF files as an office program makes them, and a reading of them that is not Parley's. */
final class Pdfs {
  private static final float SIZE = 11;
  private static final float LEADING = 14.5f;
  private static final float MARGIN = 72;
  private static final float COLUMN = 130;

  private Pdfs() {}

  /**
   * A page: a heading and what stands below it. A paragraph is wrapped at the margin; one with tabs
   * is a row of a table.
   */
  record Page(String heading, List<String> paragraphs) {
    Page {
      paragraphs = List.copyOf(paragraphs);
    }

    static Page of(String heading, String... paragraphs) {
      return new Page(heading, List.of(paragraphs));
    }
  }

  static byte[] of(List<Page> pages) {
    try (PDDocument document = draw(pages)) {
      return bytes(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One that asks for a password before it shows anything. */
  static byte[] encrypted(List<Page> pages) {
    try (PDDocument document = draw(pages)) {
      StandardProtectionPolicy policy =
          new StandardProtectionPolicy("the owner's", "the reader's", new AccessPermission());
      policy.setEncryptionKeyLength(128);
      document.protect(policy);
      return bytes(document);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a page, counted from 1, each run of white space as one space. */
  static String textOf(byte[] pdf, int page) {
    try (PDDocument document = Loader.loadPDF(pdf)) {
      PDFTextStripper stripper = new PDFTextStripper();
      stripper.setStartPage(page);
      stripper.setEndPage(page);
      return normalised(stripper.getText(document));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String normalised(String text) {
    return text.replaceAll("\\s+", " ").strip();
  }

  private static byte[] bytes(PDDocument document) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    document.save(bytes);
    return bytes.toByteArray();
  }

  private static PDDocument draw(List<Page> pages) throws IOException {
    PDDocument document = new PDDocument();
    PDFont body = new PDType1Font(Standard14Fonts.FontName.TIMES_ROMAN);
    PDFont bold = new PDType1Font(Standard14Fonts.FontName.TIMES_BOLD);
    for (int i = 0; i < pages.size(); i++) {
      PDPage sheet = new PDPage(PDRectangle.A4);
      document.addPage(sheet);
      try (PDPageContentStream content = new PDPageContentStream(document, sheet)) {
        draw(pages.get(i), i + 1, content, body, bold);
      }
    }
    return document;
  }

  private static void draw(
      Page page, int number, PDPageContentStream content, PDFont body, PDFont bold)
      throws IOException {
    float y = PDRectangle.A4.getHeight() - MARGIN;
    write(content, bold, SIZE + 4, MARGIN, y, page.heading());
    y -= 2 * LEADING;
    for (String paragraph : page.paragraphs()) {
      if (paragraph.indexOf('\t') >= 0) {
        String[] cells = paragraph.split("\t", -1);
        for (int cell = 0; cell < cells.length; cell++) {
          write(content, body, SIZE, MARGIN + cell * COLUMN, y, cells[cell]);
        }
        y -= LEADING;
      } else {
        for (String line : wrapped(paragraph, body)) {
          write(content, body, SIZE, MARGIN, y, line);
          y -= LEADING;
        }
        y -= LEADING * 0.7f;
      }
    }
    write(content, body, SIZE - 2, PDRectangle.A4.getWidth() / 2, MARGIN / 2, "- " + number + " -");
  }

  private static void write(
      PDPageContentStream content, PDFont font, float size, float x, float y, String text)
      throws IOException {
    content.beginText();
    content.setFont(font, size);
    content.newLineAtOffset(x, y);
    content.showText(text);
    content.endText();
  }

  private static List<String> wrapped(String paragraph, PDFont font) throws IOException {
    float width = PDRectangle.A4.getWidth() - 2 * MARGIN;
    List<String> lines = new ArrayList<>();
    String line = "";
    for (String word : paragraph.split(" ", -1)) {
      String longer = line.isEmpty() ? word : line + " " + word;
      if (font.getStringWidth(longer) / 1000 * SIZE > width) {
        lines.add(line);
        longer = word;
      }
      line = longer;
    }
    lines.add(line);
    return lines;
  }

  /** Long enough to be in the middle of it for a while; the same bytes each time. */
  static byte[] book(int count) {
    String[] words =
        ("harbour lantern ledger mooring quarry timber saffron barometer gallery compass winter"
                + " granite pilot cellar weaver meadow copper orchard ferry chapel")
            .split(" ", -1);
    Random random = new Random(20_26);
    List<Page> pages = new ArrayList<>();
    for (int page = 1; page <= count; page++) {
      List<String> paragraphs = new ArrayList<>();
      for (int paragraph = 0; paragraph < 4; paragraph++) {
        StringBuilder text = new StringBuilder("Page " + page + " tells");
        for (int word = 0; word < 70; word++) {
          text.append(' ').append(words[random.nextInt(words.length)]);
          text.append(word % 14 == 13 ? ". Then" : "");
        }
        paragraphs.add(text.append('.').toString());
      }
      pages.add(new Page("Chapter " + page, paragraphs));
    }
    return of(pages);
  }
}
