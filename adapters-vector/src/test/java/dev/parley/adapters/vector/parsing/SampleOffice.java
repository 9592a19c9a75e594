package dev.parley.adapters.vector.parsing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import org.apache.poi.hslf.usermodel.HSLFSlideShow;
import org.apache.poi.hssf.usermodel.HSSFWorkbook;
import org.apache.poi.poifs.crypt.EncryptionInfo;
import org.apache.poi.poifs.crypt.EncryptionMode;
import org.apache.poi.poifs.crypt.Encryptor;
import org.apache.poi.poifs.filesystem.POIFSFileSystem;
import org.apache.poi.sl.usermodel.Placeholder;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.ss.usermodel.Workbook;
import org.apache.poi.xslf.usermodel.XMLSlideShow;
import org.apache.poi.xslf.usermodel.XSLFSlide;
import org.apache.poi.xslf.usermodel.XSLFTextShape;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.apache.poi.xwpf.usermodel.XWPFDocument;
import org.apache.poi.xwpf.usermodel.XWPFTable;

/** Office files for tests, as Office would write them. */
public final class SampleOffice {
  private SampleOffice() {}

  /** Writes itself. */
  @FunctionalInterface
  private interface Written {
    void to(OutputStream out) throws IOException;
  }

  /** A document with two headings, a paragraph under each, and a table. */
  public static byte[] word() {
    try (XWPFDocument document = new XWPFDocument()) {
      heading(document, "Heading1", "Bridges");
      document.createParagraph().createRun().setText("The span is 320 metres.");
      heading(document, "Heading2", "Piers");
      document.createParagraph().createRun().setText("There are four.");
      XWPFTable table = document.createTable(3, 2);
      String[][] cells = {{"Pier", "Height"}, {"North", "12 m"}, {"South | East", "14 m"}};
      for (int row = 0; row < cells.length; row++) {
        for (int column = 0; column < cells[row].length; column++) {
          table.getRow(row).getCell(column).setText(cells[row][column]);
        }
      }
      return bytes(document::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void heading(XWPFDocument document, String style, String text) {
    var unused = document.createStyles();
    var definition =
        org.openxmlformats.schemas.wordprocessingml.x2006.main.CTStyle.Factory.newInstance();
    definition.setStyleId(style);
    definition.addNewName().setVal(style.replace("Heading", "heading "));
    document.getStyles().addStyle(new org.apache.poi.xwpf.usermodel.XWPFStyle(definition));
    var paragraph = document.createParagraph();
    paragraph.setStyle(style);
    paragraph.createRun().setText(text);
  }

  /** A slide for each pair of a title and a text, twelve at least to get names out of order. */
  public static byte[] slides(int count) {
    try (XMLSlideShow show = new XMLSlideShow()) {
      for (int number = 1; number <= count; number++) {
        XSLFSlide slide = show.createSlide();
        text(slide, Placeholder.TITLE, "Title " + number);
        text(slide, Placeholder.BODY, "What slide " + number + " says.");
      }
      return bytes(show::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void text(XSLFSlide slide, Placeholder kind, String text) {
    XSLFTextShape shape = slide.createTextBox();
    shape.setPlaceholder(kind);
    shape.setText(text);
  }

  /** The same as PowerPoint wrote it up to 2003. */
  public static byte[] oldSlides(int count) {
    try (HSLFSlideShow show = new HSLFSlideShow()) {
      for (int number = 1; number <= count; number++) {
        show.createSlide().createTextBox().setText("What slide " + number + " says.");
      }
      return bytes(show::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static byte[] workbook() {
    try (XSSFWorkbook workbook = new XSSFWorkbook()) {
      return bytes(filled(workbook)::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The same as Excel wrote it up to 2003. */
  public static byte[] oldWorkbook() {
    try (HSSFWorkbook workbook = new HSSFWorkbook()) {
      return bytes(filled(workbook)::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Workbook filled(Workbook workbook) {
    Sheet prices = workbook.createSheet("Prices");
    row(prices, 0, "Prices of the year");
    row(prices, 2, "Fruit", "Price", "Stock");
    row(prices, 3, "Apple", 1.5, 20.0);
    row(prices, 4, "Pear", 2.25, 7.0);
    row(workbook.createSheet("Notes"), 0, "Ask Ada.");
    return workbook;
  }

  private static void row(Sheet sheet, int number, Object... values) {
    Row row = sheet.createRow(number);
    for (int column = 0; column < values.length; column++) {
      if (values[column] instanceof Double number64) {
        row.createCell(column).setCellValue(number64);
      } else {
        row.createCell(column).setCellValue(values[column].toString());
      }
    }
  }

  /** An office file under a password, as all of them are since 2007. */
  public static byte[] encrypted(byte[] content, String password) {
    try (POIFSFileSystem files = new POIFSFileSystem()) {
      Encryptor encryptor = new EncryptionInfo(EncryptionMode.agile).getEncryptor();
      encryptor.confirmPassword(password);
      try (OutputStream out = encryptor.getDataStream(files)) {
        out.write(content);
      }
      return bytes(files::writeFilesystem);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static byte[] bytes(Written written) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    written.to(bytes);
    return bytes.toByteArray();
  }
}
