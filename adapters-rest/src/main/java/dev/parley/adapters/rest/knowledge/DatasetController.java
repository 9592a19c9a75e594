package dev.parley.adapters.rest.knowledge;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.sse.AnswersWithEvents;
import dev.parley.adapters.rest.sse.StateStreams;
import dev.parley.application.knowledge.Datasets;
import dev.parley.application.knowledge.KeepDatasets;
import dev.parley.application.knowledge.ReindexDataset;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.Dataset;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Reindexing;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
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

/** Datasets of the caller's tenant. */
@Controller("/v1/admin/datasets")
@Secured(Access.KNOWLEDGE)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Knowledge")
final class DatasetController {
  private final Datasets datasets;
  private final KeepDatasets keepDatasets;
  private final ReindexDataset reindexDataset;
  private final IngestionEvents events;
  private final StateStreams streams;

  DatasetController(
      Datasets datasets,
      KeepDatasets keepDatasets,
      ReindexDataset reindexDataset,
      IngestionEvents events,
      StateStreams streams) {
    this.datasets = datasets;
    this.keepDatasets = keepDatasets;
    this.reindexDataset = reindexDataset;
    this.events = events;
    this.streams = streams;
  }

  /** Creates a dataset. */
  @Post
  @Status(HttpStatus.CREATED)
  DatasetJson createDataset(Caller caller, @Body DatasetRequest request) {
    return DatasetJson.of(
        Outcomes.done(keepDatasets.create(caller.principal(), settings(request))));
  }

  private KeepDatasets.Settings settings(DatasetRequest request) {
    return request.settings(keepDatasets.defaultChunking());
  }

  /** Lists datasets, newest first. */
  @Get
  DatasetListJson listDatasets(
      Caller caller,
      @QueryValue(defaultValue = "1") int page,
      @QueryValue(value = "page_size", defaultValue = "20") int pageSize) {
    Page<Dataset> found = datasets.list(caller.tenant(), new PageRequest(page, pageSize));
    return new DatasetListJson(
        found.items().stream().map(DatasetJson::of).toList(), found.total(), page, pageSize);
  }

  /** Shows a dataset. */
  @Get("/{id}")
  DatasetJson getDataset(Caller caller, @PathVariable UUID id) {
    return DatasetJson.of(Outcomes.found(datasets.find(caller.tenant(), new DatasetId(id))));
  }

  /**
   * Changes a dataset. Where documents are found in it, new chunking begins a reindexing, and is
   * the dataset's when searches see the new chunks.
   */
  @Patch("/{id}")
  DatasetJson changeDataset(Caller caller, @PathVariable UUID id, @Body DatasetRequest request) {
    return DatasetJson.of(
        Outcomes.done(
            keepDatasets.change(caller.principal(), new DatasetId(id), settings(request))));
  }

  /**
   * Has all documents of a dataset cut and embedded anew, beside the chunks that searches see.
   * These see the new ones, all of them at one moment, when the last document is done. One that is
   * being built already is given up for it.
   */
  @Post("/{id}/reindex")
  @Status(HttpStatus.ACCEPTED)
  ReindexingJson reindexDataset(
      Caller caller, @PathVariable UUID id, @Body @Nullable ReindexRequest request) {
    ReindexRequest wanted = request == null ? ReindexRequest.AS_IT_IS : request;
    return ReindexingJson.of(
        Outcomes.done(
            reindexDataset.reindex(
                wanted.command(
                    caller.principal(), new DatasetId(id), keepDatasets.defaultChunking()))));
  }

  /** Shows how the last reindexing of a dataset stands, or how it ended. */
  @Get("/{id}/reindex")
  ReindexingJson getReindexing(Caller caller, @PathVariable UUID id) {
    return ReindexingJson.of(
        Outcomes.done(reindexDataset.find(caller.tenant(), new DatasetId(id))));
  }

  /**
   * Tells how the reindexing of a dataset comes on, until it is switched or cancelled.
   *
   * @param lastEventId the id of the last event that was received, as browsers send it: what it
   *     told is not told again, unless it is the last
   */
  @Get("/{id}/reindex/events")
  @AnswersWithEvents
  HttpResponse<?> followReindexing(
      Caller caller,
      HttpRequest<?> http,
      @PathVariable UUID id,
      @Header("Last-Event-ID") @Nullable String lastEventId) {
    DatasetId dataset = new DatasetId(id);
    Reindexing known = Outcomes.done(reindexDataset.find(caller.tenant(), dataset));
    return streams.follow(http, lastEventId, () -> events.of(caller.tenant(), dataset, known));
  }

  /** Gives up a reindexing: searches go on to see the chunks that they see. */
  @Post("/{id}/reindex/cancel")
  ReindexingJson cancelReindexing(Caller caller, @PathVariable UUID id) {
    return ReindexingJson.of(
        Outcomes.done(reindexDataset.cancel(caller.principal(), new DatasetId(id))));
  }

  /** Removes a dataset with its documents. */
  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  void removeDataset(Caller caller, @PathVariable UUID id) {
    Outcomes.done(keepDatasets.remove(caller.principal(), new DatasetId(id)));
  }
}
