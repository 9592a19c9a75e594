package dev.parley.adapters.vector.parsing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.knowledge.ExtractedText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.tika.exception.TikaException;
import org.apache.tika.exception.WriteLimitReachedException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.SAXException;

/** Scans, with a program in Tesseract's place that tells what it was given. */
class ScansTest {
  @TempDir private Path folder = Path.of("");

  private final AtomicInteger asked = new AtomicInteger();

  private Optional<TextRecognition> recognition(String languages) throws IOException {
    Path program = folder.resolve("tesseract");
    Files.writeString(
        program,
        """
        #!/bin/sh
        if [ "$1" = --list-langs ]; then
          printf 'List of available languages (3):\\n%s\\n'
        else
          printf '%%s %%s %%s: %%s\\n' "$2" "$3" "$4" "$(head -c 4 "$1" | tail -c 3)"
        fi
        """
            .formatted(languages));
    Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
    return TextRecognition.by(program);
  }

  private ExtractedText read(SamplePdf pdf, String languages, int maxCharacters)
      throws IOException, SAXException, TikaException {
    Scans scans = new Scans(recognition(languages), asked::incrementAndGet);
    return PdfText.read(pdf.bytes(), maxCharacters, scans);
  }

  @Test
  void readsScansPageByPage() throws IOException, SAXException, TikaException {
    ExtractedText text = read(new SamplePdf().scan().scan(), "deu\\neng\\nosd", 1_000);

    assertThat(text.pageCount()).isEqualTo(2);
    assertThat(text.page(2).of(text.text()).strip()).isEqualTo("stdout -l deu+eng: PNG");
    assertThat(asked).as("asked for time").hasValue(1);
  }

  @Test
  void leavesPagesAloneThatHaveText() throws IOException, SAXException, TikaException {
    ExtractedText text = read(new SamplePdf().page("Hello").scan(), "eng", 1_000);

    assertThat(text.text()).doesNotContain("PNG");
    assertThat(asked).hasValue(0);
  }

  @Test
  void findsNoTextWithoutALanguage() throws IOException, SAXException, TikaException {
    assertThat(read(new SamplePdf().scan(), "osd", 1_000).text()).isBlank();
    assertThat(TextRecognition.by(folder.resolve("nothing"))).isEmpty();
  }

  @Test
  void stopsAtTooMuchText() {
    SamplePdf pdf = new SamplePdf().scan().scan().scan();

    assertThatExceptionOfType(WriteLimitReachedException.class)
        .isThrownBy(() -> read(pdf, "eng", 30));
  }
}
