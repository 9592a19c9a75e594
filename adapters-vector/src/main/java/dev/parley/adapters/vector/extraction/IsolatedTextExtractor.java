package dev.parley.adapters.vector.extraction;

import dev.parley.adapters.vector.parsing.PlainText;
import dev.parley.adapters.vector.parsing.Reply;
import dev.parley.adapters.vector.parsing.Request;
import dev.parley.adapters.vector.parsing.Request.Task;
import dev.parley.adapters.vector.parsing.TextRecognition;
import dev.parley.application.knowledge.TextExtractor;
import dev.parley.domain.knowledge.DocumentError;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Reads documents in processes of their own, so that whatever a document does to its parser happens
 * to that process alone. Text, which nothing has to be parsed of, is read here at once.
 */
public final class IsolatedTextExtractor implements TextExtractor, AutoCloseable {
  /** Somebody waits for it. */
  private static final Duration INSPECTION_LIMIT = Duration.ofSeconds(20);

  /** Inspections never wait for documents that are being read. */
  private static final int INSPECTIONS = 2;

  private static final Duration INSPECTION_PATIENCE = Duration.ofSeconds(30);

  private final ParserSettings settings;
  private final Semaphore readings;
  private final Semaphore inspections = new Semaphore(INSPECTIONS, true);
  private final ParserPool pool;

  /** Starts nothing yet. */
  public IsolatedTextExtractor(ParserSettings settings) {
    this(settings, new ParserPool(ParserCommand.forThisMachine(), settings));
  }

  IsolatedTextExtractor(ParserSettings settings, ParserPool pool) {
    this.settings = Objects.requireNonNull(settings);
    this.readings = new Semaphore(settings.workers(), true);
    this.pool = Objects.requireNonNull(pool);
  }

  /**
   * A document that was read without anything being known of it.
   *
   * @param mediaType by its content; empty if that is not known
   */
  public record Reading(String mediaType, Extraction extraction) {}

  /** Whether pictures of text are read: that takes a program that the machine may not have. */
  public static boolean readsScans() {
    return TextRecognition.program().isPresent();
  }

  @Override
  public Inspection inspect(byte[] content, String filename) {
    Optional<String> text = SureText.type(content, filename);
    if (text.isPresent()) {
      return new Inspection.Accepted(text.get());
    }
    Request request =
        new Request(
            Task.INSPECT,
            filename,
            "",
            settings.maxCharacters(),
            shorter(INSPECTION_LIMIT, settings.timeLimit()),
            Duration.ZERO,
            content);
    return switch (inspected(request)) {
      case Reply.Failed failed -> new Inspection.Rejected(failed.error());
      case Reply.Accepted accepted -> new Inspection.Accepted(accepted.mediaType());
      case Reply.Read read -> new Inspection.Accepted(read.mediaType());
    };
  }

  private static Duration shorter(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private Reply inspected(Request request) {
    try {
      if (!inspections.tryAcquire(INSPECTION_PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return new Reply.Failed("", DocumentError.INTERNAL);
      }
      try {
        return pool.ask(request);
      } finally {
        inspections.release();
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  @Override
  public Extraction extract(byte[] content, String mediaType) {
    return extraction(read(content, "", mediaType));
  }

  /**
   * Reads a document of which nothing is known.
   *
   * @param filename a hint between text formats only; never used as a path
   */
  public Reading read(byte[] content, String filename) {
    if (content.length == 0) {
      return new Reading("", new Extraction.Failed(DocumentError.NO_TEXT));
    }
    Reply reply = read(content, filename, SureText.type(content, filename).orElse(""));
    return new Reading(reply.mediaType(), extraction(reply));
  }

  private Reply read(byte[] content, String filename, String mediaType) {
    if (PlainText.isType(mediaType)) {
      return PlainText.read(content, mediaType, settings.maxCharacters());
    }
    Request request =
        new Request(
            Task.READ,
            filename,
            mediaType,
            settings.maxCharacters(),
            settings.timeLimit(),
            settings.moreTime(),
            content);
    try {
      readings.acquire();
      try {
        return pool.ask(request);
      } finally {
        readings.release();
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static Extraction extraction(Reply reply) {
    return switch (reply) {
      case Reply.Read read -> new Extraction.Extracted(read.text());
      case Reply.Failed failed -> new Extraction.Failed(failed.error());
      case Reply.Accepted accepted ->
          throw new IllegalStateException("a reading was answered with " + accepted);
    };
  }

  private static IllegalStateException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IllegalStateException("interrupted while a document was read", e);
  }

  /** Ends all processes; what is being read fails. */
  @Override
  public void close() {
    pool.close();
  }
}
