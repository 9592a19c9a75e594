package dev.parley.adapters.vector.parsing;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.imageio.ImageIO;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.rendering.ImageType;
import org.apache.pdfbox.rendering.PDFRenderer;

/**
 * Reads pictures of text with Tesseract, where the machine has it: a program of its own, run for
 * each page. Slow, so it is asked only where a document holds no text otherwise.
 */
public final class TextRecognition {
  private static final List<Path> FOLDERS =
      List.of(Path.of("/usr/local/bin"), Path.of("/usr/bin"), Path.of("/opt/homebrew/bin"));

  /** Enough for print (Tesseract's documentation asks for 300 of small type). */
  private static final float DOTS_PER_INCH = 250;

  private static final float POINTS_PER_INCH = 72;

  /** A poster is looked at from further away. */
  private static final float MAX_PIXELS = 20_000_000;

  private static final int MAX_OUTPUT_BYTES = 1 << 20;

  /** More only make it slower, and less sure. */
  private static final int MAX_LANGUAGES = 4;

  private final Path program;
  private final String languages;

  private TextRecognition(Path program, String languages) {
    this.program = program;
    this.languages = languages;
  }

  /** Where Tesseract is, if it is anywhere. */
  public static Optional<Path> program() {
    return FOLDERS.stream()
        .map(folder -> folder.resolve("tesseract"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Recognition by a program that knows some language. */
  static Optional<TextRecognition> by(Path program) {
    try {
      String languages =
          run(List.of(program.toString(), "--list-langs"))
              .lines()
              .skip(1)
              .map(String::strip)
              .filter(language -> language.matches("[a-z_]{3,20}") && !language.equals("osd"))
              .limit(MAX_LANGUAGES)
              .collect(Collectors.joining("+"));
      return languages.isEmpty()
          ? Optional.empty()
          : Optional.of(new TextRecognition(program, languages));
    } catch (IOException unusable) {
      return Optional.empty();
    }
  }

  /**
   * What is to be read on a page.
   *
   * @param page counted from 0
   */
  String read(PDDocument document, int page) throws IOException {
    PDRectangle size = document.getPage(page).getCropBox();
    float inches = size.getWidth() / POINTS_PER_INCH * size.getHeight() / POINTS_PER_INCH;
    float resolution = Math.min(DOTS_PER_INCH, (float) Math.sqrt(MAX_PIXELS / inches));
    BufferedImage image =
        new PDFRenderer(document).renderImageWithDPI(page, resolution, ImageType.GRAY);
    Path file = Files.createTempFile("page", ".png");
    try {
      ImageIO.write(image, "png", file.toFile());
      return run(List.of(program.toString(), file.toString(), "stdout", "-l", languages));
    } finally {
      Files.deleteIfExists(file);
    }
  }

  private static String run(List<String> command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("OMP_THREAD_LIMIT", "1");
    Process process = builder.redirectError(ProcessBuilder.Redirect.DISCARD).start();
    process.getOutputStream().close();
    try (InputStream output = process.getInputStream()) {
      return new String(output.readNBytes(MAX_OUTPUT_BYTES), StandardCharsets.UTF_8);
    } finally {
      process.destroyForcibly();
    }
  }
}
