package dev.parley.application.model;

import dev.parley.domain.conversation.RunFailure;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A model whose provider speaks OpenAI's protocol, for callers who speak it too: their bytes go
 * there and the provider's come back. Safe for use by many threads.
 */
public interface ModelGateway {
  /** What is asked for. */
  enum Operation {
    /** An answer: {@code /chat/completions}. */
    CHAT,
    /** Vectors: {@code /embeddings}. */
    EMBEDDINGS
  }

  /**
   * A request's JSON, with a gap where the name of the model goes. The arrays belong to the call
   * and are not changed any more.
   *
   * @param before the JSON before the model's name
   * @param after the JSON behind it
   * @param stream whether the JSON asks for a stream, and then for its usage too
   * @param tellUsage whether the caller wants to hear of the usage of a stream
   */
  @SuppressWarnings("ArrayRecordComponent") // Copied once already; it may be a megabyte.
  record Call(Operation operation, byte[] before, byte[] after, boolean stream, boolean tellUsage) {
    public Call {
      Objects.requireNonNull(operation);
    }
  }

  /** What came back. */
  sealed interface Reply {
    /** A whole JSON body, as the provider sent it. */
    @SuppressWarnings("ArrayRecordComponent") // On its way from one socket to another.
    record Whole(byte[] json, Used used) implements Reply {}

    /** A stream, of which the first piece has come. */
    record Begun(Pieces pieces) implements Reply {}

    /** Nothing that could be passed on. */
    record Failed(Failure failure) implements Reply {}
  }

  /**
   * What was used.
   *
   * @param promptTokens 0 unless {@code counted}
   * @param cachedTokens those of them that the provider had read before
   * @param completionTokens an estimate unless {@code counted}
   * @param counted whether the provider said so
   */
  record Used(int promptTokens, int cachedTokens, int completionTokens, boolean counted) {
    public Used {
      if (promptTokens < 0
          || cachedTokens < 0
          || cachedTokens > promptTokens
          || completionTokens < 0) {
        throw new IllegalArgumentException(
            "tokens: "
                + promptTokens
                + ", "
                + cachedTokens
                + ", "
                + completionTokens
                + " (expected: 0 or more, and cached ones among the first)");
      }
    }
  }

  /**
   * Why there is no answer, or no more of it.
   *
   * @param said what the provider says of the request itself; null: nothing that concerns a caller
   * @param retryAfter when to come back; null: not known
   */
  record Failure(RunFailure cause, @Nullable Said said, @Nullable Duration retryAfter) {
    public Failure {
      Objects.requireNonNull(cause);
    }
  }

  /**
   * A provider's own words on a request that it refused. They hold no key of ours.
   *
   * @param status of 400 to 499
   */
  record Said(
      int status,
      String message,
      @Nullable String type,
      @Nullable String param,
      @Nullable String code) {}

  /** The pieces of a stream, whole events each. For one thread, but for {@link #close()}. */
  interface Pieces extends AutoCloseable {
    /**
     * The next piece; blocks until there is one. Null at the end, which is a good one if {@link
     * #failure()} is null. An interrupt ends it too, and sets the interrupt flag again.
     */
    byte @Nullable [] next();

    /** Why it ended before it should have; null: it did not, or not yet. */
    @Nullable Failure failure();

    /** What has been used so far, and at the end in all. */
    Used used();

    /** Breaks off what has not ended, and wakes whoever waits for the next piece. */
    @Override
    void close();
  }

  /**
   * Sends a request that asks for no stream, and waits for nothing. What comes of it is told on a
   * thread that must not be kept: whatever is done behind it blocks nowhere.
   *
   * @return never fails but by a fault of ours; to cancel it breaks the request off
   */
  CompletableFuture<Reply> sendWhole(Call call);

  /**
   * Sends a request. Blocks until the whole answer has come, or the first piece of a stream.
   *
   * @throws InterruptedException if the calling thread is interrupted; the request is broken off
   */
  Reply send(Call call) throws InterruptedException;
}
