package dev.parley.adapters.vector.extraction;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.pdfbox.cos.COSName;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.PDResources;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.common.PDStream;
import org.apache.pdfbox.pdmodel.encryption.AccessPermission;
import org.apache.pdfbox.pdmodel.encryption.StandardProtectionPolicy;
import org.apache.pdfbox.pdmodel.font.PDType1Font;
import org.apache.pdfbox.pdmodel.font.Standard14Fonts.FontName;
import org.apache.pdfbox.pdmodel.graphics.form.PDFormXObject;

/** Draws PDF files for tests. */
final class SamplePdf {
  private static final float FONT_SIZE = 11;
  private static final float LEADING = 14;
  private static final float LEFT = 60;
  private static final float RIGHT = 320;
  private static final float TOP = 760;

  private final PDDocument document = new PDDocument();

  /** Adds a page; an empty line leaves room between paragraphs. */
  SamplePdf page(String... lines) {
    return draw(page -> column(page, LEFT, List.of(lines)));
  }

  /** Adds a page of two columns, the left one drawn first. */
  SamplePdf columns(List<String> left, List<String> right) {
    return draw(
        page -> {
          column(page, LEFT, left);
          column(page, RIGHT, right);
        });
  }

  /** Adds a page with a line on it that no text is behind, as on a scan. */
  SamplePdf scan() {
    return draw(
        page -> {
          page.moveTo(LEFT, TOP);
          page.lineTo(RIGHT, TOP);
          page.stroke();
        });
  }

  /** Adds a page without any content. */
  SamplePdf blank() {
    document.addPage(new PDPage(PDRectangle.A4));
    return this;
  }

  /** Adds a page that draws forms which draw forms, {@code width} each, {@code depth} deep. */
  SamplePdf formsInForms(int width, int depth) {
    try {
      PDPage page = new PDPage(PDRectangle.A4);
      document.addPage(page);
      PDFormXObject inner = new PDFormXObject(document);
      inner.setBBox(PDRectangle.A4);
      for (int level = 0; level < depth; level++) {
        PDFormXObject outer = new PDFormXObject(document);
        outer.setBBox(PDRectangle.A4);
        outer.setResources(new PDResources());
        outer.getResources().put(COSName.getPDFName("F"), inner);
        try (OutputStream content = outer.getContentStream().createOutputStream()) {
          content.write("/F Do ".repeat(width).getBytes(StandardCharsets.US_ASCII));
        }
        inner = outer;
      }
      page.setResources(new PDResources());
      page.getResources().put(COSName.getPDFName("F"), inner);
      PDStream content = new PDStream(document);
      try (OutputStream out = content.createOutputStream()) {
        out.write("/F Do".getBytes(StandardCharsets.US_ASCII));
      }
      page.setContents(content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SamplePdf encrypted(String ownerPassword, String userPassword) {
    try {
      AccessPermission nothing = new AccessPermission();
      nothing.setCanExtractContent(false);
      StandardProtectionPolicy policy =
          new StandardProtectionPolicy(ownerPassword, userPassword, nothing);
      policy.setEncryptionKeyLength(256);
      document.protect(policy);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  byte[] bytes() {
    try (document) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      document.save(bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Draws on a page. */
  @FunctionalInterface
  private interface Drawing {
    void on(PDPageContentStream page) throws IOException;
  }

  private SamplePdf draw(Drawing drawing) {
    PDPage page = new PDPage(PDRectangle.A4);
    document.addPage(page);
    try (PDPageContentStream content = new PDPageContentStream(document, page)) {
      drawing.on(content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void column(PDPageContentStream page, float left, List<String> lines)
      throws IOException {
    page.beginText();
    page.setFont(new PDType1Font(FontName.HELVETICA), FONT_SIZE);
    page.setLeading(LEADING);
    page.newLineAtOffset(left, TOP);
    for (String line : lines) {
      page.showText(line);
      page.newLine();
    }
    page.endText();
  }
}
