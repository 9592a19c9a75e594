package dev.parley.adapters.vector.parsing;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.zip.DeflaterOutputStream;
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
import org.apache.pdfbox.pdmodel.interactive.annotation.PDAnnotationWidget;
import org.apache.pdfbox.pdmodel.interactive.form.PDAcroForm;
import org.apache.pdfbox.pdmodel.interactive.form.PDTextField;

/** Draws PDF files for tests. */
public final class SamplePdf {
  private static final float FONT_SIZE = 11;
  private static final float LEADING = 14;
  private static final float LEFT = 60;
  private static final float RIGHT = 320;
  private static final float TOP = 760;

  private final PDDocument document = new PDDocument();

  /** A file without pages. */
  public SamplePdf() {}

  /** Adds a page; an empty line leaves room between paragraphs. */
  public SamplePdf page(String... lines) {
    return draw(page -> column(page, LEFT, List.of(lines)));
  }

  /** Adds a page of two columns, the left one drawn first. */
  public SamplePdf columns(List<String> left, List<String> right) {
    return draw(
        page -> {
          column(page, LEFT, left);
          column(page, RIGHT, right);
        });
  }

  /** Adds a page with a line on it that no text is behind, as on a scan. */
  public SamplePdf scan() {
    return draw(
        page -> {
          page.moveTo(LEFT, TOP);
          page.lineTo(RIGHT, TOP);
          page.stroke();
        });
  }

  /** Adds a page with a form on it, and fills it in. */
  public SamplePdf form(String label, String value) {
    SamplePdf unused = page(label);
    try {
      PDPage page = document.getPage(document.getNumberOfPages() - 1);
      PDAcroForm form = new PDAcroForm(document);
      document.getDocumentCatalog().setAcroForm(form);
      PDResources resources = new PDResources();
      resources.put(COSName.getPDFName("Helv"), new PDType1Font(FontName.HELVETICA));
      form.setDefaultResources(resources);
      PDTextField field = new PDTextField(form);
      field.setPartialName("field");
      field.setDefaultAppearance("/Helv 11 Tf 0 g");
      form.getFields().add(field);
      PDAnnotationWidget widget = field.getWidgets().getFirst();
      widget.setRectangle(new PDRectangle(LEFT, TOP - 100, RIGHT - LEFT, 20));
      widget.setPage(page);
      page.getAnnotations().add(widget);
      field.setValue(value);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Adds a page without any content. */
  public SamplePdf blank() {
    document.addPage(new PDPage(PDRectangle.A4));
    return this;
  }

  /** Adds a page that draws forms which draw forms, {@code width} each, {@code depth} deep. */
  public SamplePdf formsInForms(int width, int depth) {
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

  /** Adds a page whose content is so large, and packed well. */
  public SamplePdf inflated(long size) {
    byte[] block = " ".repeat(1 << 16).getBytes(StandardCharsets.US_ASCII);
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (OutputStream out = new DeflaterOutputStream(packed)) {
      for (long written = 0; written < size; written += block.length) {
        out.write(block);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try {
      PDPage page = new PDPage(PDRectangle.A4);
      document.addPage(page);
      InputStream content = new ByteArrayInputStream(packed.toByteArray());
      page.setContents(new PDStream(document, content, COSName.FLATE_DECODE));
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public SamplePdf encrypted(String ownerPassword, String userPassword) {
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

  public byte[] bytes() {
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
