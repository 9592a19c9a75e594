package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code parse}: a line a file, whatever the files are. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class ParseCommandTest {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir private Path folder = Path.of("");

  private record Finished(int exitCode, String out, String err) {}

  private Finished run(String... arguments) {
    try (Program program = Program.launch(folder, Map.of(), arguments)) {
      int exitCode = program.awaitExit(PATIENCE);
      return new Finished(exitCode, program.out(), program.err());
    }
  }

  @Test
  void tellsWhatBecameOfEachFile() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("docs/inner"));
    Path docs = folder.resolve("docs");
    Files.write(docs.resolve("a handbook.pdf"), Pdfs.of(Handbook.pages()));
    Files.write(docs.resolve("b locked.pdf"), Pdfs.encrypted(Handbook.pages()));
    Files.createFile(docs.resolve("c empty.docx"));
    Files.writeString(docs.resolve("d.txt"), "<html><body><h1>Ünïcode</h1></body></html>");
    Files.writeString(inner.resolve("e.pdf"), "%PDF-1.7\n1 0 obj\n<<");
    Files.write(inner.resolve("f.docx"), bomb());
    Files.writeString(inner.resolve("ö.md"), "# Words\n");
    Files.createSymbolicLink(inner.resolve("g.txt"), Path.of("/etc/hostname"));
    Files.createSymbolicLink(inner.resolve("h"), docs);

    Finished parse = run("parse", "docs", "--json");

    assertThat(parse.exitCode()).as(parse.err()).isZero();
    List<Json> lines = parse.out().lines().map(Json::parse).toList();
    assertThat(lines)
        .extracting(line -> line.text("file") + " " + line.text("status") + " " + line.get("code"))
        .containsExactly(
            "docs/a handbook.pdf ok null",
            "docs/b locked.pdf failed encrypted",
            "docs/c empty.docx failed no_text",
            "docs/d.txt ok null",
            "docs/inner/e.pdf failed corrupt",
            "docs/inner/f.docx failed too_large",
            "docs/inner/ö.md ok null");
    Json handbook = lines.getFirst();
    assertThat(handbook.text("media_type")).isEqualTo("application/pdf");
    assertThat(handbook.number("pages")).isEqualTo(Handbook.pages().size());
    assertThat(handbook.number("chars")).isGreaterThan(1_000);
    assertThat(lines.get(1).text("detail")).contains("password");
    assertThat(run("parse", "docs", "--json", "--workers", "1").out().replaceAll("\"ms\":\\d+", ""))
        .isEqualTo(parse.out().replaceAll("\"ms\":\\d+", ""));
  }

  private static byte[] bomb() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      entry(
          zip,
          "[Content_Types].xml",
          "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
              + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
              + "<Override PartName=\"/word/document.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/></Types>");
      entry(
          zip,
          "_rels/.rels",
          "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
              + "<Relationship Id=\"r\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>");
      zip.putNextEntry(new ZipEntry("word/document.xml"));
      zip.write(
          ("<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">"
                  + "<w:body><w:p><w:r><w:t>")
              .getBytes(StandardCharsets.UTF_8));
      byte[] block = "a".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
      for (int mebibyte = 0; mebibyte < 100; mebibyte++) {
        zip.write(block);
      }
      zip.write("</w:t></w:r></w:p></w:body></w:document>".getBytes(StandardCharsets.UTF_8));
    }
    return bytes.toByteArray();
  }

  private static void entry(ZipOutputStream zip, String name, String content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content.getBytes(StandardCharsets.UTF_8));
    zip.closeEntry();
  }

  @Test
  void printsATable() throws IOException {
    Files.writeString(folder.resolve("notes.txt"), "Three words here.");
    Files.writeString(folder.resolve("more.md"), "# More\n");

    Finished parse = run("parse", "notes.txt", "more.md");

    assertThat(parse.exitCode()).as(parse.err()).isZero();
    assertThat(parse.out().lines().toList())
        .hasSize(3)
        .satisfies(lines -> assertThat(lines.get(1)).matches("ok +17 +1 +\\d+ +notes\\.txt"))
        .satisfies(lines -> assertThat(lines.get(2)).matches("ok +7 +1 +\\d+ +more\\.md"));
  }

  @Test
  void refusesWhatIsNotThere() {
    Finished missing = run("parse", "nothing.pdf");
    assertThat(missing.exitCode()).isEqualTo(1);
    assertThat(missing.err().strip()).isEqualTo("parley: no such file: nothing.pdf");
    Finished workers = run("parse", ".", "--workers", "0");
    assertThat(workers.exitCode()).isEqualTo(2);
    assertThat(workers.err()).contains("--workers: 0 (expected: 1..16)");
  }

  @Test
  void leavesNoProcessBehindWhenItIsKilled() throws IOException {
    Files.write(folder.resolve("a.pdf"), Pdfs.of(Handbook.pages()));
    for (int i = 0; i < 3_000; i++) {
      Files.createSymbolicLink(folder.resolve("link" + i), Path.of("a.pdf"));
    }
    String[] arguments = new String[3_001];
    arguments[0] = "parse";
    for (int i = 0; i < 3_000; i++) {
      arguments[i + 1] = "link" + i;
    }
    try (Program program = Program.launch(folder, Map.of(), arguments)) {
      ProcessHandle parser =
          Await.value(
              () -> "a parsing process", () -> parser(program.process().descendants().toList()));
      program.process().destroyForcibly();

      assertThat(parser.onExit()).succeedsWithin(Duration.ofSeconds(20));
    }
  }

  /** Known by an early argument: Linux tells of a command line no more than its first page. */
  private static Optional<ProcessHandle> parser(List<ProcessHandle> processes) {
    return processes.stream()
        .filter(
            process ->
                process
                    .info()
                    .commandLine()
                    .filter(line -> line.contains("RefusedChannels"))
                    .isPresent())
        .findFirst();
  }
}
