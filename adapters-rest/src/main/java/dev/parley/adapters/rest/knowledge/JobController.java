package dev.parley.adapters.rest.knowledge;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.wire.Words;
import dev.parley.application.knowledge.AddDocument;
import dev.parley.application.knowledge.CancelIngestion;
import dev.parley.application.knowledge.Job;
import dev.parley.application.knowledge.Jobs;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The work on documents of the caller's tenant. */
@Controller("/v1/admin/jobs")
@Secured(Access.TENANT_ADMIN)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Knowledge")
final class JobController {
  private final Jobs jobs;
  private final AddDocument addDocument;
  private final CancelIngestion cancelIngestion;

  JobController(Jobs jobs, AddDocument addDocument, CancelIngestion cancelIngestion) {
    this.jobs = jobs;
    this.addDocument = addDocument;
    this.cancelIngestion = cancelIngestion;
  }

  /** Lists jobs, those of the newest documents first; those of one status where one is named. */
  @Get
  JobListJson listJobs(
      Caller caller,
      @QueryValue @Nullable String status,
      @QueryValue(defaultValue = "1") int page,
      @QueryValue(value = "page_size", defaultValue = "20") int pageSize) {
    Page<Job> found =
        jobs.list(
            caller.tenant(),
            Words.parse(Job.State.class, "status", status),
            new PageRequest(page, pageSize));
    return new JobListJson(
        found.items().stream().map(JobJson::of).toList(), found.total(), page, pageSize);
  }

  /** Shows a job. */
  @Get("/{id}")
  JobJson getJob(Caller caller, @PathVariable UUID id) {
    return show(caller, new DocumentId(id));
  }

  /** Has a job done once more that has ended, however it ended. */
  @Post("/{id}/retry")
  @Status(HttpStatus.ACCEPTED)
  JobJson retryJob(Caller caller, @PathVariable UUID id) {
    Document document = Outcomes.done(addDocument.retryJob(caller.principal(), new DocumentId(id)));
    return show(caller, document.id());
  }

  /**
   * Ends a job that waits or is being done: nothing of it is stored from now on. A document that
   * was indexed before stays so.
   */
  @Post("/{id}/cancel")
  JobJson cancelJob(Caller caller, @PathVariable UUID id) {
    Document document =
        Outcomes.done(cancelIngestion.cancel(caller.principal(), new DocumentId(id)));
    return show(caller, document.id());
  }

  private JobJson show(Caller caller, DocumentId id) {
    return JobJson.of(Outcomes.found(jobs.find(caller.tenant(), id)));
  }
}
