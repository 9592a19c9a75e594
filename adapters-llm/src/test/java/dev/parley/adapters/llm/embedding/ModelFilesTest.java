package dev.parley.adapters.llm.embedding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelFilesTest {
  private static final FileTime LONG_AGO = FileTime.from(Instant.parse("2001-01-01T00:00:00Z"));

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path directory;

  @SuppressWarnings("NullAway.Init")
  private ModelFiles files;

  @BeforeEach
  void unpack() throws IOException {
    files = new ModelFiles(LocalModel.ALL_MINILM_L6_V2, directory.resolve("models"));
    files.unpack();
  }

  @Test
  void putsTheTokenizerRight() throws IOException {
    JsonNode tokenizer = new ObjectMapper().readTree(files.tokenizer().toFile());

    assertThat(tokenizer.path("truncation").path("max_length").asInt()).isEqualTo(256);
    assertThat(tokenizer.get("padding").isNull()).isTrue();
    assertThat(tokenizer.path("model").path("vocab").size()).isEqualTo(30_522);
  }

  @Test
  void leavesNothingHalfDoneBehind() throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      assertThat(all.map(Path::toString)).noneMatch(name -> name.endsWith(".part"));
    }
  }

  @Test
  void usesWhatIsThere() throws IOException {
    Files.setLastModifiedTime(files.model(), LONG_AGO);
    Files.setLastModifiedTime(files.tokenizer(), LONG_AGO);

    files.unpack();

    assertThat(Files.getLastModifiedTime(files.model())).isEqualTo(LONG_AGO);
    assertThat(Files.getLastModifiedTime(files.tokenizer())).isEqualTo(LONG_AGO);
  }

  @Test
  void replacesTokenizerOfAnotherSize() throws IOException {
    Files.writeString(files.tokenizer(), "{}");

    files.unpack();

    assertThat(Files.size(files.tokenizer())).isGreaterThan(100_000);
  }

  @Test
  void saysThatItsDirectoryCannotBeMade() throws IOException {
    Path file = Files.createFile(directory.resolve("taken"));

    assertThatThrownBy(
            () -> new ModelFiles(LocalModel.ALL_MINILM_L6_V2, file.resolve("models")).unpack())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("taken");
  }
}
