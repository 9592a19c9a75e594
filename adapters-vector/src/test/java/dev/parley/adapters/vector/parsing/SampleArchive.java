package dev.parley.adapters.vector.parsing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Packs zip archives for tests, and with them the formats that are archives. */
public final class SampleArchive {
  private static final int BLOCK = 1 << 16;

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final ZipOutputStream zip = new ZipOutputStream(bytes);

  /** An archive of nothing. */
  public SampleArchive() {
    zip.setLevel(Deflater.BEST_COMPRESSION);
  }

  public SampleArchive with(String name, String content) {
    return with(name, content.getBytes(StandardCharsets.UTF_8));
  }

  public SampleArchive with(String name, byte[] content) {
    try {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(content);
      zip.closeEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An entry that is far larger than the archive: a beginning, one letter again and again, an end.
   */
  public SampleArchive bomb(String name, String beginning, String end, long bytesBetween) {
    byte[] block = new byte[BLOCK];
    Arrays.fill(block, (byte) 'a');
    try {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(beginning.getBytes(StandardCharsets.UTF_8));
      for (long written = 0; written < bytesBetween; written += BLOCK) {
        zip.write(block);
      }
      zip.write(end.getBytes(StandardCharsets.UTF_8));
      zip.closeEntry();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public byte[] bytes() {
    try {
      zip.close();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A Word document up to its text. */
  public static SampleArchive word() {
    return new SampleArchive()
        .with(
            "[Content_Types].xml",
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
            <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
            <Default Extension="xml" ContentType="application/xml"/>
            <Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/>
            </Types>
            """)
        .withWordDocument();
  }

  /** Says that the archive is about {@code word/document.xml}. */
  public SampleArchive withWordDocument() {
    return with(
        "_rels/.rels",
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
        <Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/>
        </Relationships>
        """);
  }

  /** The text of a Word document, in one paragraph. */
  public static String wordText(String doctype, String paragraph) {
    return wordBeginning(doctype) + paragraph + WORD_END;
  }

  public static String wordBeginning(String doctype) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>"
        + doctype
        + "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
        + "<w:body><w:p><w:r><w:t>";
  }

  /** What comes after the paragraph. */
  public static final String WORD_END = "</w:t></w:r></w:p></w:body></w:document>";

  /** A book of these chapters, which are whole XHTML files. */
  public static byte[] book(String... chapters) {
    StringBuilder manifest = new StringBuilder();
    StringBuilder spine = new StringBuilder();
    SampleArchive book =
        new SampleArchive()
            .with("mimetype", "application/epub+zip")
            .with(
                "META-INF/container.xml",
                """
                <?xml version="1.0"?>
                <container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">
                <rootfiles><rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles>
                </container>
                """);
    for (int i = 0; i < chapters.length; i++) {
      manifest.append(
          "<item id=\"c%d\" href=\"c%d.xhtml\" media-type=\"application/xhtml+xml\"/>"
              .formatted(i, i));
      spine.append("<itemref idref=\"c%d\"/>".formatted(i));
      book.with("OEBPS/c" + i + ".xhtml", chapters[i]);
    }
    return book.with(
            "OEBPS/book.opf",
            """
            <?xml version="1.0"?>
            <package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="id">
            <metadata xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="id">1</dc:identifier><dc:title>Book</dc:title></metadata>
            <manifest>%s</manifest><spine>%s</spine></package>
            """
                .formatted(manifest, spine))
        .bytes();
  }
}
