package dev.parley.adapters.vector.extraction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.vector.extraction.IsolatedTextExtractor.Reading;
import dev.parley.adapters.vector.parsing.SampleArchive;
import dev.parley.adapters.vector.parsing.SamplePdf;
import dev.parley.application.knowledge.TextExtractor.Extraction;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.ExtractedText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Documents that mean harm: each fails or is read, in time, and the next one is read. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class HostileDocumentsTest {
  private static final IsolatedTextExtractor extractor =
      new IsolatedTextExtractor(ParserSettings.of(1, Duration.ofMinutes(1), Duration.ZERO));

  private static final String LAUGHS = laughs();

  @TempDir private Path folder = Path.of("");

  @AfterAll
  static void end() {
    extractor.close();
  }

  @AfterEach
  void readsTheNextDocument() {
    assertThat(read(new SamplePdf().page("Sound.").bytes()))
        .isInstanceOf(Extraction.Extracted.class);
  }

  private static Extraction read(byte[] content) {
    Reading reading = extractor.read(content, "file");
    return reading.extraction();
  }

  private static ExtractedText text(byte[] content) {
    Extraction extraction = read(content);
    assertThat(extraction).isInstanceOf(Extraction.Extracted.class);
    return ((Extraction.Extracted) extraction).text();
  }

  private static void assertFails(byte[] content, DocumentError first, DocumentError... others) {
    Set<DocumentError> expected = EnumSet.of(first, others);
    assertThat(read(content))
        .isInstanceOfSatisfying(
            Extraction.Failed.class, failed -> assertThat(failed.error()).isIn(expected));
  }

  /** A billion of them, in nine definitions (CVE-2003-1564). */
  private static String laughs() {
    StringBuilder doctype = new StringBuilder("<!DOCTYPE d [<!ENTITY l0 \"ha ha ha\">");
    for (int level = 1; level <= 9; level++) {
      String inner = ("&l" + (level - 1) + ";").repeat(10);
      doctype.append("<!ENTITY l%d \"%s\">".formatted(level, inner));
    }
    return doctype.append("]>").toString();
  }

  @Test
  void survivesBombsInOfficeFiles() {
    String beginning = SampleArchive.wordBeginning("");
    byte[] word =
        SampleArchive.word()
            .bomb("word/document.xml", beginning, SampleArchive.WORD_END, 256 << 20)
            .bytes();

    assertThat(word.length).isLessThan(1 << 20);
    assertFails(word, DocumentError.TOO_LARGE);
  }

  @Test
  void survivesBombsInBooks() {
    byte[] chapters =
        new SampleArchive()
            .with("mimetype", "application/epub+zip")
            .bomb(
                "META-INF/container.xml",
                "<container><rootfiles x=\"",
                "\"/></container>",
                256 << 20)
            .bytes();

    assertFails(chapters, DocumentError.TOO_LARGE, DocumentError.CORRUPT);
  }

  @Test
  void survivesArchivesInArchives() {
    byte[] content = new SampleArchive().bomb("a", "", "", 32 << 20).bytes();
    for (int depth = 0; depth < 5; depth++) {
      content = new SampleArchive().with("a.zip", content).with("b.zip", content).bytes();
    }

    assertFails(content, DocumentError.UNSUPPORTED_TYPE);
  }

  @Test
  void expandsNoEntities() {
    byte[] word =
        SampleArchive.word()
            .with("word/document.xml", SampleArchive.wordText(LAUGHS, "&l9;"))
            .bytes();
    byte[] book = SampleArchive.book(LAUGHS + "<html><body><p>One &l9;</p></body></html>");
    byte[] html = utf8(LAUGHS + "<html><body><p>One &l9;</p></body></html>");
    byte[] picture = utf8("<?xml version=\"1.0\"?>" + LAUGHS + "<svg><text>&l9;</text></svg>");

    assertFails(word, DocumentError.CORRUPT);
    assertThat(text(book).text()).hasSizeLessThan(3_000);
    assertThat(text(html).text()).hasSizeLessThan(3_000);
    assertThat(text(picture).text()).hasSizeLessThan(3_000);
  }

  @Test
  void readsNoFilesForDocuments() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "canary-4711");
    String doctype = "<!DOCTYPE d [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]>";
    List<byte[]> documents = new ArrayList<>();
    documents.add(
        SampleArchive.word()
            .with("word/document.xml", SampleArchive.wordText(doctype, "One &x;"))
            .bytes());
    documents.add(SampleArchive.book(doctype + "<html><body><p>One &x;</p></body></html>"));
    documents.add(utf8(doctype + "<html><body><p>One &x;</p></body></html>"));
    documents.add(
        utf8("<html><body>One<iframe src=\"" + secret.toUri() + "\"></iframe></body></html>"));
    documents.add(
        utf8(
            "<?xml version=\"1.0\"?>"
                + doctype
                + "<svg xmlns=\"http://www.w3.org/2000/svg\">&x;</svg>"));

    for (byte[] document : documents) {
      if (read(document) instanceof Extraction.Extracted extracted) {
        assertThat(extracted.text().text()).doesNotContain("canary");
      }
    }
  }

  @Test
  void survivesDeepNesting() {
    byte[] html = utf8("<html><body>" + "<div>".repeat(20_000) + "deep");
    byte[] json = utf8("[".repeat(500_000) + "]".repeat(500_000));
    byte[] word =
        SampleArchive.word()
            .with("word/document.xml", SampleArchive.wordText("", "<w:p>".repeat(500_000)))
            .bytes();

    assertThat(text(html).text().strip()).isEqualTo("deep");
    assertThat(text(json).text()).hasSize(1_000_000);
    assertFails(word, DocumentError.CORRUPT);
  }

  @Test
  void survivesLongLines() {
    byte[] csv = utf8("a,b,c\n" + "x".repeat(15_000_000) + ",1,2\n3,4,5\n");

    assertThat(text(csv).text()).hasSizeGreaterThan(15_000_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {-5, 0, 1_000, Integer.MAX_VALUE})
  void countsThePagesThatThereAre(int lie) {
    byte[] content = pdf(page(""), "<</Type /Pages /Kids [3 0 R] /Count " + lie + ">>");

    assertThat(text(content).pageCount()).isEqualTo(1);
  }

  @Test
  void survivesLoopsInTheTreeOfPages() {
    byte[] itself = pdf(page(""), "<</Type /Pages /Kids [2 0 R 3 0 R] /Count 2>>");
    byte[] parent =
        pdf(page("/Kids [2 0 R]"), "<</Type /Pages /Parent 3 0 R /Kids [3 0 R] /Count 1>>");
    byte[] pagesOfNothing = pdf("null", "<</Type /Pages /Kids [9 0 R 8 0 R] /Count 2>>");
    byte[] noTree = pdf("null", "2 0 R");

    assertThat(text(itself).text()).contains("Hello");
    assertThat(read(parent)).isNotNull();
    assertThat(read(pagesOfNothing)).isInstanceOf(Extraction.Failed.class);
    assertThat(read(noTree)).isInstanceOf(Extraction.Failed.class);
  }

  @Test
  void survivesFormsThatDrawThemselves() {
    String form = "/Resources <</XObject <</F 5 0 R>> /Font <</A 6 0 R>>>>";
    byte[] content =
        pdf(
            page(form),
            "<</Type /Pages /Kids [3 0 R] /Count 1>>",
            "/F Do BT /A 9 Tf (Hello) Tj ET");

    assertThat(read(content)).isNotNull();
  }

  @Test
  void readsPagesOfAnySize() {
    byte[] content =
        pdf(
            page("/MediaBox [0 0 1e12 1e12] /UserUnit 75000"),
            "<</Type /Pages /Kids [3 0 R] /Count 1>>");

    assertThat(text(content).text()).contains("Hello");
  }

  @Test
  void readsOfficeWhoseMacrosItDoesNotRun() {
    byte[] content =
        new SampleArchive()
            .with(
                "[Content_Types].xml",
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
                <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
                <Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject"/>
                <Override PartName="/word/document.xml" ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>
                </Types>
                """)
            .withWordDocument()
            .with("word/document.xml", SampleArchive.wordText("", "With macros."))
            .with("word/vbaProject.bin", "no macros at all")
            .bytes();

    assertThat(text(content).text().strip()).isEqualTo("With macros.");
  }

  @Test
  void writesNothingWhereArchivesPointTo() {
    byte[] content =
        SampleArchive.word()
            .with("../../../../../.." + folder.resolve("escaped"), "escaped")
            .with("word/document.xml", SampleArchive.wordText("", "Climbs."))
            .bytes();

    assertThat(read(content)).isNotNull();
    assertThat(folder).isEmptyDirectory();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String page(String more) {
    return "<</Type /Page /Parent 2 0 R /Contents 4 0 R "
        + (more.contains("/MediaBox") ? "" : "/MediaBox [0 0 600 800] ")
        + (more.contains("/Resources") ? "" : "/Resources <</Font <</A 6 0 R>>>> ")
        + more
        + ">>";
  }

  private static byte[] pdf(String page, String pages) {
    return pdf(page, pages, "BT /A 12 Tf 72 700 Td (Hello) Tj ET");
  }

  /** A file of one page, written by hand, so that it can be wrong. */
  private static byte[] pdf(String page, String pages, String content) {
    String stream = "stream\n" + content + "\nendstream";
    String form =
        "<</Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources <</XObject <</F 5 0 R>>>> ";
    List<String> objects =
        List.of(
            "<</Type /Catalog /Pages 2 0 R>>",
            pages,
            page,
            "<</Length " + content.length() + ">>\n" + stream,
            form + "/Length " + content.length() + ">>\n" + stream,
            "<</Type /Font /Subtype /Type1 /BaseFont /Helvetica>>");
    StringBuilder file = new StringBuilder("%PDF-1.7\n");
    List<Integer> offsets = new ArrayList<>();
    for (int i = 0; i < objects.size(); i++) {
      offsets.add(file.length());
      file.append(i + 1).append(" 0 obj\n").append(objects.get(i)).append("\nendobj\n");
    }
    int table = file.length();
    file.append("xref\n0 ").append(objects.size() + 1).append("\n0000000000 65535 f \n");
    offsets.forEach(offset -> file.append(String.format("%010d 00000 n \n", offset)));
    file.append("trailer <</Root 1 0 R /Size ").append(objects.size() + 1).append(">>\n");
    file.append("startxref\n").append(table).append("\n%%EOF\n");
    return file.toString().getBytes(StandardCharsets.US_ASCII);
  }
}
