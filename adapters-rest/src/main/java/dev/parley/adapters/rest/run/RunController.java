package dev.parley.adapters.rest.run;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.sse.RunStreams;
import dev.parley.application.conversation.ActiveRuns;
import dev.parley.application.conversation.Runs;
import dev.parley.domain.conversation.Run;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.validation.InvalidValue;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
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
  private final RunStreams streams;
  private final ActiveRuns activeRuns;

  RunController(Runs runs, RunStreams streams, ActiveRuns activeRuns) {
    this.runs = runs;
    this.streams = streams;
    this.activeRuns = activeRuns;
  }

  /** Shows a run. */
  @Get("/{id}")
  RunJson getRun(Caller caller, @PathVariable UUID id) {
    return RunJson.of(find(caller, id));
  }

  /**
   * Replays a run's events and follows it to its end.
   *
   * @param after the last seq that is not wanted any more
   * @param lastEventId the id of the last event that was received, as browsers send it; counts
   *     where {@code after} is left out
   */
  @Get("/{id}/events")
  @Produces(MediaType.TEXT_EVENT_STREAM)
  @ApiResponse(
      responseCode = "200",
      description = "The events",
      content =
          @Content(mediaType = MediaType.TEXT_EVENT_STREAM, schema = @Schema(type = "string")))
  HttpResponse<?> followRun(
      Caller caller,
      @PathVariable UUID id,
      @QueryValue @Nullable Long after,
      @Header("Last-Event-ID") @Nullable String lastEventId) {
    return streams.follow(find(caller, id), position(id, after, lastEventId));
  }

  /** Asks a run to stop. What it has written so far stays. */
  @Post("/{id}/cancel")
  RunJson cancelRun(Caller caller, @PathVariable UUID id) {
    Run run = find(caller, id);
    activeRuns.cancel(caller.tenant(), run.id());
    return RunJson.of(find(caller, id));
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
