package dev.parley.adapters.vector.parsing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.vector.parsing.Request.Task;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of each format. */
class DocumentReaderTest {
  private static final DocumentReader reader = new DocumentReader(Scans.unread());

  private static final String OFFICE = "application/vnd.openxmlformats-officedocument.";

  private static Reply answer(Task task, byte[] content, String filename) {
    return reader.answer(
        new Request(task, filename, "", 1_000_000, Duration.ofMinutes(1), Duration.ZERO, content));
  }

  private static Reply.Read read(byte[] content) {
    Reply reply = answer(Task.READ, content, "file");
    assertThat(reply).isInstanceOf(Reply.Read.class);
    return (Reply.Read) reply;
  }

  private static String page(Reply.Read read, int number) {
    ExtractedText text = read.text();
    return text.page(number).of(text.text()).strip();
  }

  private static void assertFails(byte[] content, DocumentError error) {
    assertThat(answer(Task.READ, content, "file"))
        .isInstanceOfSatisfying(
            Reply.Failed.class, failed -> assertThat(failed.error()).isEqualTo(error));
  }

  @Test
  void readsWordWithHeadingsAndTables() {
    Reply.Read read = read(SampleOffice.word());

    assertThat(read.mediaType()).isEqualTo(OFFICE + "wordprocessingml.document");
    assertThat(read.text().markup()).isEqualTo(Markup.MARKDOWN);
    assertThat(page(read, 1))
        .isEqualTo(
            """
            # Bridges

            The span is 320 metres.

            ## Piers

            There are four.

            | Pier | Height |
            | --- | --- |
            | North | 12 m |
            | South \\| East | 14 m |""");
  }

  @Test
  void readsSlidesInTheirOrderAsPages() {
    Reply.Read read = read(SampleOffice.slides(12));

    assertThat(read.mediaType()).isEqualTo(OFFICE + "presentationml.presentation");
    assertThat(read.text().pageCount()).isEqualTo(12);
    for (int number = 1; number <= 12; number++) {
      assertThat(page(read, number))
          .isEqualTo("# Title %d\n\nWhat slide %d says.".formatted(number, number));
    }
  }

  @Test
  void readsSheetsAsPages() {
    for (byte[] content : List.of(SampleOffice.workbook(), SampleOffice.oldWorkbook())) {
      Reply.Read read = read(content);

      assertThat(read.text().pageCount()).isEqualTo(2);
      assertThat(page(read, 1))
          .isEqualTo(
              """
              # Prices

              Prices of the year

              | Fruit | Price | Stock |
              | --- | --- | --- |
              | Apple | 1.5 | 20 |
              | Pear | 2.25 | 7 |""");
      assertThat(page(read, 2)).isEqualTo("# Notes\n\nAsk Ada.");
    }
  }

  @Test
  void tellsOldOfficeApart() {
    assertThat(read(SampleOffice.oldWorkbook()).mediaType()).isEqualTo("application/vnd.ms-excel");
    Reply.Read slides = read(SampleOffice.oldSlides(3));
    assertThat(slides.mediaType()).isEqualTo("application/vnd.ms-powerpoint");
    assertThat(slides.text().pageCount()).isEqualTo(3);
    assertThat(page(slides, 2)).contains("What slide 2 says.");
  }

  @Test
  void needsNoPasswordThatEverybodyKnows() {
    byte[] content = SampleOffice.encrypted(SampleOffice.workbook(), "VelvetSweatshop");

    assertThat(answer(Task.INSPECT, content, "a.xlsx"))
        .isEqualTo(new Reply.Accepted(OFFICE + "spreadsheetml.sheet"));
    Request known =
        new Request(
            Task.READ,
            "",
            OFFICE + "spreadsheetml.sheet",
            1_000,
            Duration.ofMinutes(1),
            Duration.ZERO,
            content);
    assertThat(reader.answer(known)).isInstanceOf(Reply.Read.class);
  }

  @Test
  void refusesEncryptedOffice() {
    byte[] content = SampleOffice.encrypted(SampleOffice.word(), "secret");

    assertFails(content, DocumentError.ENCRYPTED);
    assertThat(answer(Task.INSPECT, content, "a.docx"))
        .isInstanceOfSatisfying(
            Reply.Failed.class,
            failed -> assertThat(failed.error()).isEqualTo(DocumentError.ENCRYPTED));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.05, 0.3, 0.6})
  void callsTruncatedOfficeCorrupt(double share) {
    byte[] word = SampleOffice.word();
    byte[] old = SampleOffice.oldWorkbook();

    assertFails(Arrays.copyOf(word, (int) (word.length * share)), DocumentError.CORRUPT);
    assertFails(Arrays.copyOf(old, (int) (old.length * share)), DocumentError.CORRUPT);
  }

  @Test
  void readsOfficeThatLacksNothingButItsDirectory() {
    byte[] word = SampleOffice.word();

    assertThat(read(Arrays.copyOf(word, word.length - 30)).text()).isEqualTo(read(word).text());
  }

  @Test
  void readsHtmlWithoutWhatIsNotShown() {
    String html =
        """
        <!doctype html><html><head><title>Bridges</title><style>p { color: red }</style></head>
        <body><script>alert(1)</script><h2>Piers</h2><p>There are
        four<br>of them.</p><ul><li>North<li>South<ol><li>Low</ol></ul><pre>a
          b</pre>
        <table><tr><th>Pier</th><th>Height</th></tr><tr><td>North</td><td>12&nbsp;m</td></tr></table>
        <table><tr><td>frame<table><tr><td>1</td><td>2</td></tr></table></td><td>x</td></tr></table>
        <p># no heading</p></body></html>
        """;

    Reply.Read read = read(utf8(html));

    assertThat(read.mediaType()).isEqualTo("text/html");
    assertThat(page(read, 1))
        .isEqualTo(
            """
            # Bridges

            ## Piers

            There are four
            of them.

            - North
            - South
              1. Low

            ```
            a
              b
            ```

            | Pier | Height |
            | --- | --- |
            | North | 12 m |

            frame

            | 1 | 2 |
            | --- | --- |

            x

            \\# no heading""");
  }

  @Test
  void believesHtmlAboutItsCharset() {
    byte[] html =
        "<html><head><meta charset=\"windows-1251\"></head><body>Мост</body></html>"
            .getBytes(Charset.forName("windows-1251"));

    assertThat(page(read(html), 1)).isEqualTo("Мост");
  }

  @Test
  void readsChaptersAsPages() {
    byte[] book =
        SampleArchive.book(
            "<html xmlns=\"http://www.w3.org/1999/xhtml\"><body><h1>One</h1><p>First.</p></body></html>",
            "<html><body><h1>Two</h1><p>Not <b>well-formed.<p>Still read.</body></html>");

    Reply.Read read = read(book);

    assertThat(read.mediaType()).isEqualTo("application/epub+zip");
    assertThat(read.text().pageCount()).isEqualTo(2);
    assertThat(page(read, 1)).isEqualTo("# One\n\nFirst.");
    assertThat(page(read, 2)).isEqualTo("# Two\n\nNot well-formed.\n\nStill read.");
  }

  @Test
  void readsMailsWithTheirAttachments() {
    byte[] inner = mail("Inner", "text/plain; charset=utf-8", "Forwarded words.");
    byte[] content =
        utf8(
            """
            From: Ada <ada@example.org>
            To: bob@example.org
            Subject: =?utf-8?Q?Br=C3=BCcke?=
            Date: Mon, 1 Jan 2024 10:00:00 +0000
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary=cut

            --cut
            Content-Type: text/html; charset=utf-8

            <p>See the <b>files</b>.</p>
            --cut
            Content-Type: application/pdf; name=a.pdf
            Content-Disposition: attachment; filename="a.pdf"
            Content-Transfer-Encoding: base64

            %s
            --cut
            Content-Type: message/rfc822
            Content-Disposition: attachment; filename="inner.eml"

            %s
            --cut
            Content-Type: application/octet-stream
            Content-Disposition: attachment; filename="setup.exe"
            Content-Transfer-Encoding: base64

            TVqQAAMAAAAEAAAA
            --cut--
            """
                .replace("\n", "\r\n")
                .formatted(
                    Base64.getMimeEncoder()
                        .encodeToString(new SamplePdf().page("One.").page("Two.").bytes()),
                    new String(inner, StandardCharsets.UTF_8)));

    Reply.Read read = read(content);

    assertThat(read.mediaType()).isEqualTo("message/rfc822");
    assertThat(page(read, 1))
        .startsWith(
            "# Brücke\n\nFrom: Ada <ada@example.org>\nTo: bob@example.org\nDate: 2024-01-01")
        .contains("See the files.");
    assertThat(page(read, 2)).isEqualTo("# a.pdf\n\nOne.");
    assertThat(page(read, 3)).isEqualTo("Two.");
    assertThat(page(read, 4)).startsWith("# inner.eml\n\n# Inner").contains("Forwarded words.");
    assertThat(read.text().text()).endsWith("Attachment that is not read: setup.exe\n\n");
  }

  private static byte[] mail(String subject, String type, String body) {
    return utf8(
        "From: a@example.org\r\nSubject: %s\r\nMIME-Version: 1.0\r\nContent-Type: %s\r\n\r\n%s\r\n"
            .formatted(subject, type, body));
  }

  @Test
  void readsRichText() {
    byte[] rtf =
        utf8("{\\rtf1\\ansi\\deff0{\\fonttbl{\\f0 Arial;}}\\pard Hello {\\b world}.\\par}");

    Reply.Read read = read(rtf);

    assertThat(read.mediaType()).isEqualTo("application/rtf");
    assertThat(page(read, 1)).isEqualTo("Hello world.");
  }

  @Test
  void readsOpenDocument() {
    byte[] odt =
        new SampleArchive()
            .with("mimetype", "application/vnd.oasis.opendocument.text")
            .with(
                "content.xml",
                """
                <?xml version="1.0" encoding="UTF-8"?>
                <office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
                xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text>
                <text:h text:outline-level="2">Piers</text:h><text:p>There are four.</text:p>
                </office:text></office:body></office:document-content>
                """)
            .bytes();

    Reply.Read read = read(odt);

    assertThat(read.mediaType()).isEqualTo("application/vnd.oasis.opendocument.text");
    assertThat(page(read, 1)).isEqualTo("## Piers\n\nThere are four.");
  }

  @Test
  void readsPdfBehindRubbish() {
    byte[] pdf = new SamplePdf().page("Found.").bytes();
    byte[] content = new byte[pdf.length + 100];
    Arrays.fill(content, 0, 100, (byte) 1);
    System.arraycopy(pdf, 0, content, 100, pdf.length);

    assertThat(page(read(content), 1)).isEqualTo("Found.");
  }

  @Test
  void readsWhatWasFilledIntoForms() {
    byte[] content = new SamplePdf().form("Name:", "Ada Lovelace").page("Behind.").bytes();

    Reply.Read read = read(content);

    assertThat(page(read, 1)).isEqualTo("Name:\n\nAda Lovelace");
    assertThat(page(read, 2)).isEqualTo("Behind.");
  }

  @Test
  void readsNoArchives() throws IOException {
    byte[] inner = new SampleArchive().with("a.txt", "Hello").bytes();
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(packed)) {
      gzip.write(inner);
    }

    assertFails(
        new SampleArchive().with("inner.zip", inner).bytes(), DocumentError.UNSUPPORTED_TYPE);
    assertFails(packed.toByteArray(), DocumentError.UNSUPPORTED_TYPE);
    assertFails(Arrays.copyOf(inner, inner.length - 30), DocumentError.CORRUPT);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
