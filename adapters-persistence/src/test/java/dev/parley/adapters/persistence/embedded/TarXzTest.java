package dev.parley.adapters.persistence.embedded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.apache.commons.compress.compressors.xz.XZCompressorOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TarXzTest {
  @Test
  void unpacksFilesAndLinksThatStayInside(@TempDir Path directory) throws IOException {
    TarXz.extract(
        archive(file("bin/run", 0755), file("lib/a.so.1", 0644), link("lib/a.so", "a.so.1")),
        directory.resolve("unpacked"));

    assertThat(directory.resolve("unpacked/bin/run")).isExecutable().hasContent("content");
    assertThat(directory.resolve("unpacked/lib/a.so")).isSymbolicLink().hasContent("content");
    assertThat(Files.isExecutable(directory.resolve("unpacked/lib/a.so.1"))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"../out", "lib/../../out", "/out"})
  void refusesFilesThatLeadOut(String name, @TempDir Path directory) throws IOException {
    InputStream archive = archive(file(name, 0644));

    assertThatIOException()
        .isThrownBy(() -> TarXz.extract(archive, directory.resolve("unpacked")))
        .withMessageContaining("expected: a path inside the archive");
    assertThat(directory.resolve("out")).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource({"lib/link, ../../out", "lib/link, /etc", "../link, unpacked"})
  void refusesLinksThatLeadOut(String name, String target, @TempDir Path directory)
      throws IOException {
    InputStream archive = archive(link(name, target));

    assertThatIOException()
        .isThrownBy(() -> TarXz.extract(archive, directory.resolve("unpacked")))
        .withMessageContaining("expected: a path inside the archive");
  }

  @Test
  void refusesWhatIsNeitherFileNorDirectoryNorSymbolicLink(@TempDir Path directory)
      throws IOException {
    InputStream archive = archive(new TarArchiveEntry("device", TarConstants.LF_CHR));

    assertThatIOException()
        .isThrownBy(() -> TarXz.extract(archive, directory.resolve("unpacked")))
        .withMessageContaining("expected: a file, a directory or a symbolic link");
  }

  private static InputStream archive(TarArchiveEntry... entries) throws IOException {
    byte[] content = "content".getBytes(UTF_8);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (var tar = new TarArchiveOutputStream(new XZCompressorOutputStream(bytes))) {
      for (TarArchiveEntry entry : entries) {
        entry.setSize(entry.isFile() ? content.length : 0);
        tar.putArchiveEntry(entry);
        if (entry.isFile()) {
          tar.write(content);
        }
        tar.closeArchiveEntry();
      }
    }
    return new ByteArrayInputStream(bytes.toByteArray());
  }

  private static TarArchiveEntry file(String name, int mode) {
    TarArchiveEntry entry = new TarArchiveEntry(name, true);
    entry.setMode(mode);
    return entry;
  }

  private static TarArchiveEntry link(String name, String target) {
    TarArchiveEntry entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK, true);
    entry.setLinkName(target);
    return entry;
  }
}
