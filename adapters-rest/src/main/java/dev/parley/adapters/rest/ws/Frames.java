package dev.parley.adapters.rest.ws;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.parley.adapters.rest.problem.FieldProblem;
import dev.parley.adapters.rest.problem.Problem;
import dev.parley.application.conversation.AcceptedMessage;
import dev.parley.application.conversation.RunJournal.Entry;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunId;
import io.micronaut.http.HttpHeaders;
import io.micronaut.json.JsonMapper;
import io.micronaut.serde.annotation.Serdeable;
import io.micronaut.serde.config.naming.SnakeCaseStrategy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes what sockets are sent. Safe for use by many threads. */
@Singleton
final class Frames {
  private static final String RUN_ID_FIRST = "{\"run_id\":";

  private final JsonMapper json;

  Frames(JsonMapper json) {
    this.json = json;
  }

  /**
   * Says that something was done.
   *
   * @param of the type of the frame that asked for it
   * @param ref what the client called it
   * @param runId the run that it is about
   * @param sessionId the run's conversation, for a message that was accepted
   * @param messageId the answer's id, for a message that was accepted
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Ack(
      String type,
      String of,
      @Nullable String ref,
      @Nullable UUID runId,
      @Nullable UUID sessionId,
      @Nullable UUID messageId) {}

  /**
   * A problem, as over HTTP.
   *
   * @param retryAfter in seconds
   * @param requestId of the handshake, which the log knows
   */
  @Serdeable(naming = SnakeCaseStrategy.class)
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Failure(
      String type,
      @Nullable String ref,
      @Nullable UUID runId,
      int status,
      String code,
      String detail,
      @JsonInclude(JsonInclude.Include.ALWAYS) List<FieldProblem> details,
      @Nullable Long retryAfter,
      String requestId) {}

  /** The end of a watch whose run had no more events to send. */
  @Serdeable(naming = SnakeCaseStrategy.class)
  record WatchEnded(String type, UUID runId, long seq) {}

  @Serdeable
  record Pong(String type) {}

  String ack(String of, @Nullable String ref) {
    return write(new Ack("ack", of, ref, null, null, null));
  }

  String ack(String of, @Nullable String ref, RunId run) {
    return write(new Ack("ack", of, ref, run.value(), null, null));
  }

  String ack(String of, @Nullable String ref, AcceptedMessage accepted) {
    Run run = accepted.run();
    return write(
        new Ack(
            "ack", of, ref, run.id().value(), run.conversation().value(), run.answer().value()));
  }

  String error(@Nullable String ref, @Nullable UUID run, Problem problem, String requestId) {
    String retryAfter = problem.headers().get(HttpHeaders.RETRY_AFTER);
    return write(
        new Failure(
            "error",
            ref,
            run,
            problem.status().getCode(),
            problem.code(),
            problem.detail(),
            problem.details(),
            retryAfter == null ? null : Long.valueOf(retryAfter),
            requestId));
  }

  String watchEnded(RunId run, long seq) {
    return write(new WatchEnded("watch.ended", run.value(), seq));
  }

  String pong() {
    return write(new Pong("pong"));
  }

  /** An event: what streams send as its data, with its type, run and seq before it. */
  static String event(RunId run, Entry entry) {
    String data = entry.event().json();
    StringBuilder frame =
        new StringBuilder(data.length() + 128)
            .append("{\"type\":\"")
            .append(entry.event().type())
            .append("\",\"seq\":")
            .append(entry.seq());
    if (!data.startsWith(RUN_ID_FIRST)) {
      frame.append(",\"run_id\":\"").append(run).append('"');
    }
    return data.equals("{}")
        ? frame.append('}').toString()
        : frame.append(',').append(data, 1, data.length()).toString();
  }

  private String write(Object frame) {
    try {
      return json.writeValueAsString(frame);
    } catch (IOException e) {
      throw new UncheckedIOException("a frame cannot be written", e);
    }
  }
}
