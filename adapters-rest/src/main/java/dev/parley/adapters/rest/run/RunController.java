package dev.parley.adapters.rest.run;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.sse.AnswersWithEvents;
import dev.parley.adapters.rest.sse.OnDisconnect;
import dev.parley.adapters.rest.sse.RunStreams;
import dev.parley.adapters.rest.sse.Streaming;
import dev.parley.adapters.rest.wire.RateLimitFields;
import dev.parley.application.conversation.AcceptedMessage;
import dev.parley.application.conversation.CancelRun;
import dev.parley.application.conversation.RetryRun;
import dev.parley.application.conversation.Runs;
import dev.parley.application.conversation.ShowRun;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Runs of the caller. */
@Controller("/v1/runs")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Chat")
final class RunController {
  private final Runs runs;
  private final ShowRun showRun;
  private final RunStreams streams;
  private final CancelRun cancelRun;
  private final RetryRun retryRun;

  RunController(
      Runs runs, ShowRun showRun, RunStreams streams, CancelRun cancelRun, RetryRun retryRun) {
    this.runs = runs;
    this.showRun = showRun;
    this.streams = streams;
    this.cancelRun = cancelRun;
    this.retryRun = retryRun;
  }

  /** Shows a run. */
  @Get("/{id}")
  RunJson getRun(Caller caller, @PathVariable UUID id) {
    return RunJson.of(
        Outcomes.found(showRun.show(caller.tenant(), caller.subject(), new RunId(id))));
  }

  /**
   * Replays a run's events and follows it to its end.
   *
   * @param after the last seq that is not wanted any more
   * @param lastEventId the id of the last event that was received, as browsers send it; counts
   *     where {@code after} is left out
   */
  @Get("/{id}/events")
  @AnswersWithEvents
  HttpResponse<?> followRun(
      Caller caller,
      HttpRequest<?> http,
      @PathVariable UUID id,
      @QueryValue @Nullable Long after,
      @Header("Last-Event-ID") @Nullable String lastEventId) {
    return streams.follow(
        http, caller, find(caller, id), position(id, after, lastEventId), OnDisconnect.CONTINUE);
  }

  /**
   * Asks a run to stop, whatever node generates it. What it has written so far stays. It ends a
   * moment after this answer.
   */
  @Post("/{id}/cancel")
  RunJson cancelRun(Caller caller, @PathVariable UUID id) {
    Run asked = Outcomes.done(cancelRun.cancel(caller.principal(), new RunId(id)));
    return RunJson.of(showRun.asItIs(asked));
  }

  /**
   * Answers the question of a run that failed or was cancelled anew, by a new run, which is
   * answered at once, or as its events. The text of the first run stays on a branch of its own.
   */
  @Post("/{id}/retry")
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_EVENT_STREAM})
  @ApiResponse(
      responseCode = "202",
      description = "The new run",
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = RunJson.class)))
  @ApiResponse(
      responseCode = "200",
      description = "The events of the new answer",
      content =
          @Content(mediaType = MediaType.TEXT_EVENT_STREAM, schema = @Schema(type = "string")))
  HttpResponse<?> retryRun(
      Caller caller,
      HttpRequest<?> http,
      @PathVariable UUID id,
      @Body @Nullable RetryRunRequest request) {
    RetryRunRequest wanted = request == null ? RetryRunRequest.PLAIN : request;
    OnDisconnect onDisconnect = OnDisconnect.of(wanted.onDisconnect());
    AcceptedMessage accepted =
        Outcomes.done(retryRun.retry(wanted.command(caller.principal(), new RunId(id))));
    Run run = accepted.run();
    if (Streaming.isWanted(wanted.stream(), http)) {
      return RateLimitFields.on(
          streams.follow(http, caller, run, 0, onDisconnect), accepted.limits());
    }
    return RateLimitFields.on(HttpResponse.accepted().body(RunJson.of(run)), accepted.limits())
        .header(HttpHeaders.LOCATION, "/v1/runs/" + run.id())
        .contentType(MediaType.APPLICATION_JSON_TYPE);
  }

  private Run find(Caller caller, UUID id) {
    return Outcomes.found(runs.find(caller.tenant(), caller.subject(), new RunId(id)));
  }

  private static long position(UUID run, @Nullable Long after, @Nullable String lastEventId) {
    if (after != null) {
      if (after < 0) {
        throw new InvalidValue("after", after, "0 or more");
      }
      return after;
    }
    return lastEventId == null || lastEventId.isEmpty() ? 0 : seq(run, lastEventId);
  }

  private static long seq(UUID run, String eventId) {
    String prefix = run + ":";
    String digits = eventId.startsWith(prefix) ? eventId.substring(prefix.length()) : "";
    if (digits.isEmpty()
        || digits.length() > 18
        || !digits.chars().allMatch(RunController::isDigit)) {
      throw new InvalidValue("Last-Event-ID", "not an id of this run", prefix + "<seq>");
    }
    return Long.parseLong(digits);
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }
}
