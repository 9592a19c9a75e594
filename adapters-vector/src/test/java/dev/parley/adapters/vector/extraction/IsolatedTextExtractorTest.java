package dev.parley.adapters.vector.extraction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.adapters.vector.parsing.SamplePdf;
import dev.parley.application.knowledge.TextExtractor;
import dev.parley.application.knowledge.TextExtractor.Extraction;
import dev.parley.application.knowledge.TextExtractor.Inspection;
import dev.parley.application.knowledge.TextExtractorContract;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.ExtractedText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IsolatedTextExtractorTest extends TextExtractorContract {
  private static final String PDF = "application/pdf";
  private static final Duration LONG = Duration.ofMinutes(5);

  private static final IsolatedTextExtractor extractor =
      new IsolatedTextExtractor(ParserSettings.of(1, LONG, Duration.ZERO));

  @AfterAll
  static void end() {
    extractor.close();
  }

  @Override
  protected TextExtractor extractor() {
    return extractor;
  }

  @Test
  void readsPdfPageByPage() {
    byte[] content =
        new SamplePdf()
            .page("Bridges", "", "", "The span is 320 metres.")
            .blank()
            .page("Rivers", "", "", "The river is 40 metres deep.")
            .bytes();

    assertThat(extractor.inspect(content, "anything")).isEqualTo(new Inspection.Accepted(PDF));
    ExtractedText text = extracted(content, PDF);

    assertThat(text.markup()).isEqualTo(ExtractedText.Markup.PLAIN);
    assertThat(text.pageCount()).isEqualTo(3);
    assertThat(text.page(1).of(text.text())).isEqualTo("Bridges\n\nThe span is 320 metres.\n\n");
    assertThat(text.page(2).of(text.text())).isEmpty();
    assertThat(text.page(3).of(text.text()))
        .isEqualTo("Rivers\n\nThe river is 40 metres deep.\n\n");
  }

  @Test
  void countsBlankPagesAtTheEnd() {
    byte[] content = new SamplePdf().page("One").blank().blank().bytes();

    assertThat(extracted(content, PDF).pageCount()).isEqualTo(3);
  }

  @Test
  void readsColumnsOneAfterTheOther() {
    byte[] content =
        new SamplePdf()
            .columns(
                List.of("The left column begins", "and goes on to its end."),
                List.of("The right column is read", "only after the left one."))
            .bytes();

    assertThat(extracted(content, PDF).text())
        .containsSubsequence(
            "The left column begins\nand goes on to its end.",
            "The right column is read\nonly after the left one.");
  }

  @Test
  void readsManyPages() {
    SamplePdf pdf = new SamplePdf();
    for (int page = 1; page <= 120; page++) {
      pdf.page("This is page number " + page + ".");
    }

    ExtractedText text = extracted(pdf.bytes(), PDF);

    assertThat(text.pageCount()).isEqualTo(120);
    assertThat(text.page(77).of(text.text()).strip()).isEqualTo("This is page number 77.");
  }

  @Test
  void rejectsPdfThatNeedsAPassword() {
    byte[] content = new SamplePdf().page("secret").encrypted("owner", "user").bytes();

    assertRejected(content, "secret.pdf", DocumentError.ENCRYPTED);
    assertFailed(content, PDF, DocumentError.ENCRYPTED);
  }

  @Test
  void readsPdfThatOpensWithoutItsOwnersPassword() {
    byte[] content = new SamplePdf().page("not so secret").encrypted("owner", "").bytes();

    assertThat(extractor.inspect(content, "a.pdf")).isEqualTo(new Inspection.Accepted(PDF));
    assertThat(extracted(content, PDF).text()).contains("not so secret");
  }

  @Test
  void rejectsPdfThatIsEncryptedForCertificates() {
    String head =
        """
        %PDF-1.7
        1 0 obj <</Type /Catalog /Pages 2 0 R>> endobj
        2 0 obj <</Type /Pages /Kids [] /Count 0>> endobj
        3 0 obj <</Filter /Adobe.PubSec /SubFilter /adbe.pkcs7.s5 /V 4 /Length 128>> endobj
        """;
    StringBuilder content = new StringBuilder(head).append("xref\n0 4\n0000000000 65535 f \n");
    for (int object = 1; object <= 3; object++) {
      content.append(String.format("%010d 00000 n \n", head.indexOf(object + " 0 obj")));
    }
    content
        .append("trailer <</Root 1 0 R /Encrypt 3 0 R /ID [<00><00>] /Size 4>>\n")
        .append("startxref\n" + head.length() + "\n%%EOF\n");

    assertRejected(
        content.toString().getBytes(StandardCharsets.US_ASCII),
        "mail.pdf",
        DocumentError.ENCRYPTED);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.02, 0.3, 0.6})
  void rejectsPdfWhosePagesAreCutOff(double share) {
    byte[] whole = new SamplePdf().page("One").page("Two").page("Three").bytes();
    byte[] truncated = Arrays.copyOf(whole, (int) (whole.length * share));

    assertRejected(truncated, "a.pdf", DocumentError.CORRUPT);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.9, 0.99})
  void readsPdfThatLacksNothingButItsEnd(double share) {
    byte[] whole = new SamplePdf().page("One").page("Two").page("Three").bytes();
    byte[] truncated = Arrays.copyOf(whole, (int) (whole.length * share));

    assertThat(extractor.inspect(truncated, "a.pdf")).isEqualTo(new Inspection.Accepted(PDF));
    assertThat(extracted(truncated, PDF)).isEqualTo(extracted(whole, PDF));
  }

  @Test
  void rejectsPdfOfRubble() {
    byte[] content = new byte[10_000];
    new Random(7).nextBytes(content);
    byte[] head = "%PDF-1.7\n".getBytes(StandardCharsets.US_ASCII);
    byte[] tail = "\nstartxref\n9\n%%EOF\n".getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(head, 0, content, 0, head.length);
    System.arraycopy(tail, 0, content, content.length - tail.length, tail.length);

    assertRejected(content, "a.pdf", DocumentError.CORRUPT);
    assertFailed(content, PDF, DocumentError.CORRUPT);
  }

  @Test
  void findsNoTextOnScans() {
    assertFailed(new SamplePdf().scan().scan().bytes(), PDF, DocumentError.NO_TEXT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"setup.pdf", "setup.md", "setup.txt", "setup.exe", "setup"})
  void rejectsProgramsPicturesAndArchivesUnderAnyName(String name) throws IOException {
    assertRejected(program(), name, DocumentError.UNSUPPORTED_TYPE);
    assertRejected(picture(), name, DocumentError.UNSUPPORTED_TYPE);
    assertRejected(archive(), name, DocumentError.UNSUPPORTED_TYPE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%!PS-Adobe-3.0\n/Times findfont"})
  void rejectsWhatOnlyLooksLikeText(String content) {
    assertRejected(
        content.getBytes(StandardCharsets.US_ASCII), "a.txt", DocumentError.UNSUPPORTED_TYPE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"MZ is a code.", "BM 25 ranks.", "<a> is a tag", "To: whom it concerns"})
  void takesTextForTextWhateverItsFirstLettersMean(String content) {
    assertThat(extractor.inspect(content.getBytes(StandardCharsets.US_ASCII), "a.txt"))
        .isEqualTo(new Inspection.Accepted("text/plain"));
  }

  @Test
  void judgesLargeFilesByTheirBeginning() {
    byte[] content = "ä line of text\n".repeat(200_000).getBytes(StandardCharsets.UTF_8);
    byte[] cutInACharacter = Arrays.copyOf(content, content.length - 15);

    assertThat(extractor.inspect(cutInACharacter, "a.txt"))
        .isEqualTo(new Inspection.Accepted("text/plain"));
  }

  @ParameterizedTest
  @CsvSource({
    "windows-1252, Die Brücke ist größer als die Straße; das Geländer hält.",
    "windows-1251, Мост через реку был построен в начале прошлого века.",
    "Shift_JIS, この橋は川の上に架けられており、長さは三百メートルです。",
    "GB18030, 这座桥建于上个世纪，横跨大河，全长三百米。"
  })
  void readsTextOfOlderCharsets(String charset, String sentence) {
    byte[] content = (sentence + "\n").repeat(5).getBytes(Charset.forName(charset));

    assertThat(extractor.inspect(content, "a.txt")).isInstanceOf(Inspection.Accepted.class);
    assertThat(extracted(content, "text/plain").text()).startsWith(sentence);
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void readsUtf16WithItsMark(String charset) {
    ByteBuffer content = Charset.forName(charset).encode("\uFEFFBrücke");
    byte[] bytes = new byte[content.remaining()];
    content.get(bytes);

    assertThat(extractor.inspect(bytes, "a.md")).isInstanceOf(Inspection.Accepted.class);
    assertThat(extracted(bytes, "text/markdown").text()).isEqualTo("Brücke");
  }

  @Test
  void findsAnOlderCharsetThatShowsLate() {
    byte[] content =
        ("plain ".repeat(5_000) + "Brücke größer Straße Geländer hält für Übergänge")
            .getBytes(Charset.forName("windows-1252"));

    assertThat(extracted(content, "text/plain").text()).endsWith("für Übergänge");
  }

  @Test
  void givesUpOnTooMuchText() {
    byte[] plain = "word ".repeat(300).getBytes(StandardCharsets.UTF_8);
    SamplePdf pdf = new SamplePdf();
    for (int page = 0; page < 30; page++) {
      pdf.page("A line that is about fifty characters long, or so.");
    }

    ParserSettings settings = new ParserSettings(1, LONG, Duration.ZERO, 1_000, 10, LONG);
    try (IsolatedTextExtractor small = new IsolatedTextExtractor(settings)) {
      assertThat(small.extract(plain, "text/plain"))
          .isEqualTo(new Extraction.Failed(DocumentError.TOO_LARGE));
      assertThat(small.extract(pdf.bytes(), PDF))
          .isEqualTo(new Extraction.Failed(DocumentError.TOO_LARGE));
    }
  }

  @Test
  void givesUpWhenTimeIsOver() {
    byte[] content = new SamplePdf().formsInForms(30, 20).bytes();
    ParserSettings settings = ParserSettings.of(1, Duration.ofMillis(1_500), Duration.ZERO);

    try (IsolatedTextExtractor hasty = new IsolatedTextExtractor(settings)) {
      assertThat(hasty.extract(content, PDF))
          .isEqualTo(new Extraction.Failed(DocumentError.TIMEOUT));
    }
  }

  @Test
  void requiresTime() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ParserSettings.of(1, Duration.ZERO, Duration.ZERO))
        .withMessage("timeLimit: PT0S (expected: more than 0)");
  }

  private ExtractedText extracted(byte[] content, String mediaType) {
    Extraction extraction = extractor.extract(content, mediaType);
    assertThat(extraction).isInstanceOf(Extraction.Extracted.class);
    return ((Extraction.Extracted) extraction).text();
  }

  private void assertRejected(byte[] content, String name, DocumentError error) {
    assertThat(extractor.inspect(content, name)).isEqualTo(new Inspection.Rejected(error));
  }

  private void assertFailed(byte[] content, String mediaType, DocumentError error) {
    assertThat(extractor.extract(content, mediaType)).isEqualTo(new Extraction.Failed(error));
  }

  private static byte[] program() {
    byte[] content = new byte[512];
    byte[] head =
        "MZ\u0090\0\3\0\0\0This program cannot be run in DOS mode."
            .getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(head, 0, content, 0, head.length);
    return content;
  }

  private static byte[] picture() {
    byte[] content = new byte[300];
    new Random(3).nextBytes(content);
    byte[] head = "\u0089PNG\r\n\u001A\n".getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(head, 0, content, 0, head.length);
    return content;
  }

  private static byte[] archive() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry("readme.txt"));
      zip.write("Hello ".repeat(50).getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }
}
