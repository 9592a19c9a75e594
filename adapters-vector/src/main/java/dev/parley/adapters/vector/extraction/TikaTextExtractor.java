package dev.parley.adapters.vector.extraction;

import dev.parley.application.knowledge.TextExtractor;
import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.tika.detect.Detector;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypes;

/**
 * Reads PDF, Markdown and plain text: types and charsets as Tika detects them from content, PDF
 * through PDFBox, since only there the text of each page can be told apart exactly.
 *
 * <p>Each reading has a thread of its own, which is interrupted and left to itself when its time is
 * over. PDFBox is interrupted between any two drawing operators.
 */
public final class TikaTextExtractor implements TextExtractor {
  /** The most characters of text that one document may have. */
  public static final int MAX_CHARACTERS = 5_000_000;

  private static final String PDF = "application/pdf";
  private static final String MARKDOWN = "text/markdown";
  private static final String PLAIN_TEXT = "text/plain";

  private static final List<String> MARKDOWN_SUFFIXES =
      List.of(".md", ".markdown", ".mdown", ".mkd", ".mkdn");

  /** Programs for printers and word processors: written in characters, but not to be read. */
  private static final Set<MediaType> NOT_PROSE =
      Set.of(MediaType.application("rtf"), MediaType.application("postscript"));

  private final Detector detector = MimeTypes.getDefaultMimeTypes();
  private final Duration timeLimit;
  private final int maxCharacters;

  /**
   * @param timeLimit of one reading
   */
  public TikaTextExtractor(Duration timeLimit) {
    this(timeLimit, MAX_CHARACTERS);
  }

  TikaTextExtractor(Duration timeLimit, int maxCharacters) {
    this.timeLimit = Objects.requireNonNull(timeLimit);
    this.maxCharacters = maxCharacters;
    if (!timeLimit.isPositive()) {
      throw new IllegalArgumentException("timeLimit: " + timeLimit + " (expected: more than 0)");
    }
  }

  @Override
  public Inspection inspect(byte[] content, String filename) {
    MediaType detected = detect(content);
    if (detected.toString().equals(PDF)) {
      return bounded(content, Inspection.Rejected::new, () -> inspectPdf(content));
    }
    if (NOT_PROSE.contains(detected) || Charsets.ofBeginning(content).isEmpty()) {
      return new Inspection.Rejected(DocumentError.UNSUPPORTED_TYPE);
    }
    String name = filename.toLowerCase(Locale.ROOT);
    boolean markdown = MARKDOWN_SUFFIXES.stream().anyMatch(name::endsWith);
    return new Inspection.Accepted(markdown ? MARKDOWN : PLAIN_TEXT);
  }

  /** By the first bytes alone: a name can say anything. */
  private MediaType detect(byte[] content) {
    try {
      return detector.detect(new ByteArrayInputStream(content), new Metadata());
    } catch (IOException e) {
      throw new UncheckedIOException("an array cannot fail to be read", e);
    }
  }

  private static Inspection inspectPdf(byte[] content) throws IOException {
    Optional<DocumentError> problem = PdfText.problem(content);
    return problem.isPresent()
        ? new Inspection.Rejected(problem.get())
        : new Inspection.Accepted(PDF);
  }

  @Override
  public Extraction extract(byte[] content, String mediaType) {
    return bounded(content, Extraction.Failed::new, () -> read(content, mediaType));
  }

  /** Runs a reading of the content in its own thread, and never longer than the time limit. */
  private <T> T bounded(byte[] content, Function<DocumentError, T> failed, Callable<T> reading) {
    FutureTask<T> task = new FutureTask<>(reading);
    Thread.ofPlatform().daemon().name("text-extraction").start(task);
    try {
      return task.get(timeLimit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      return failed.apply(DocumentError.TIMEOUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while reading a document", e);
    } catch (ExecutionException e) {
      return failed.apply(judged(content, Objects.requireNonNull(e.getCause())));
    } finally {
      task.cancel(true);
    }
  }

  private Extraction read(byte[] content, String mediaType) throws IOException {
    return switch (mediaType) {
      case PDF -> extracted(PdfText.read(content, maxCharacters));
      case MARKDOWN -> readText(content, Markup.MARKDOWN);
      case PLAIN_TEXT -> readText(content, Markup.PLAIN);
      default -> new Extraction.Failed(DocumentError.UNSUPPORTED_TYPE);
    };
  }

  private Extraction readText(byte[] content, Markup markup) {
    Optional<Charset> charset = Charsets.of(content);
    if (charset.isEmpty()) {
      return new Extraction.Failed(DocumentError.UNSUPPORTED_TYPE);
    }
    String text = Characters.cleaned(new String(content, charset.get()));
    if (text.length() > maxCharacters) {
      return new Extraction.Failed(DocumentError.TOO_LARGE);
    }
    return extracted(new ExtractedText(text, List.of(0), markup));
  }

  private static Extraction extracted(ExtractedText text) {
    return text.text().isBlank()
        ? new Extraction.Failed(DocumentError.NO_TEXT)
        : new Extraction.Extracted(text);
  }

  /**
   * What a failed reading says of its document. A parser that runs out of stack or memory was led
   * there by the document; its thread is gone, and with it what it held. Classes that PDFBox misses
   * are those of the library for certificates, which is left out.
   */
  private static DocumentError judged(byte[] content, Throwable failure) {
    return switch (failure) {
      case PdfText.TooMuchText tooMuch -> DocumentError.TOO_LARGE;
      case OutOfMemoryError outOfMemory -> DocumentError.TOO_LARGE;
      case StackOverflowError tooDeep -> DocumentError.CORRUPT;
      case NoClassDefFoundError missing -> PdfText.judged(content, missing);
      case Error error -> throw error;
      default -> PdfText.judged(content, failure);
    };
  }
}
