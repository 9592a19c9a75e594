package dev.parley.examples.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ExampleTest {
  private static final int LONGEST = 60;

  @Test
  void masksWhatGoesToTheModelAndRefusesTheRest() {
    PrintStream before = System.out;
    ByteArrayOutputStream printed = new ByteArrayOutputStream();
    System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
    try {
      Example.main(new String[0]);
    } finally {
      System.setOut(before);
    }

    assertThat(printed.toString(StandardCharsets.UTF_8).lines())
        .containsExactly(
            "Can you send my booking to <EMAIL_1> before breakfast?",
            "I cannot help with that here. I answer questions about your stay at the hotel."
                + " Ask me about breakfast, room, checkout or booking.");
  }

  @Test
  void takesNoMoreThanAScreen() throws IOException {
    Path source =
        Path.of("src/main/java/dev/parley/examples/embedding/Concierge.java").toAbsolutePath();

    assertThat(Files.readAllLines(source).stream().filter(line -> !line.startsWith("import ")))
        .hasSizeLessThan(LONGEST);
  }
}
