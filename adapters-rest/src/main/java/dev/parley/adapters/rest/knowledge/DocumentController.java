package dev.parley.adapters.rest.knowledge;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.problem.ProblemException;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.sse.AnswersWithEvents;
import dev.parley.adapters.rest.sse.StateStreams;
import dev.parley.adapters.rest.wire.AttachmentName;
import dev.parley.application.knowledge.AddDocument;
import dev.parley.application.knowledge.AddPage;
import dev.parley.application.knowledge.ChangeDocument;
import dev.parley.application.knowledge.Chunks;
import dev.parley.application.knowledge.Datasets;
import dev.parley.application.knowledge.Documents;
import dev.parley.application.knowledge.RemoveDocument;
import dev.parley.application.outcome.Outcome;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.application.outcome.Refusal;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.Document;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.ExtractedText;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Part;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.http.multipart.CompletedFileUpload;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Documents of a dataset of the caller's tenant. */
@Controller("/v1/admin/datasets/{datasetId}/documents")
@Secured(Access.KNOWLEDGE)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Knowledge")
final class DocumentController {
  private final Datasets datasets;
  private final Documents documents;
  private final Chunks chunks;
  private final AddDocument addDocument;
  private final AddPage addPage;
  private final ChangeDocument changeDocument;
  private final RemoveDocument removeDocument;
  private final IngestionEvents events;
  private final StateStreams streams;

  DocumentController(
      Datasets datasets,
      Documents documents,
      Chunks chunks,
      AddDocument addDocument,
      AddPage addPage,
      ChangeDocument changeDocument,
      RemoveDocument removeDocument,
      IngestionEvents events,
      StateStreams streams) {
    this.datasets = datasets;
    this.documents = documents;
    this.chunks = chunks;
    this.addDocument = addDocument;
    this.addPage = addPage;
    this.changeDocument = changeDocument;
    this.removeDocument = removeDocument;
    this.events = events;
    this.streams = streams;
  }

  /**
   * Adds a document from a file. It is ingested meanwhile; its status says how far it has come. The
   * same bytes in the same dataset answer the document that is there.
   *
   * @param title left out: the file's name
   * @param tags separated by commas
   */
  @Post
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Status(HttpStatus.ACCEPTED)
  AcceptedDocumentJson uploadDocument(
      Caller caller,
      @PathVariable UUID datasetId,
      @Part("file") CompletedFileUpload file,
      @Part("title") @Nullable String title,
      @Part("tags") @Nullable String tags)
      throws IOException {
    return add(
        new AddDocument.Command(
            caller.principal(),
            new DatasetId(datasetId),
            title == null ? "" : title,
            file.getFilename(),
            tags == null ? List.of() : separated(tags),
            file.getBytes()));
  }

  /**
   * Adds a document from a text, or from an address that is fetched meanwhile. The same address in
   * the same dataset answers the document that is there.
   */
  @Post
  // A request without a type would fit two routes and so neither: this one takes it.
  @Consumes({MediaType.APPLICATION_JSON, MediaType.ALL})
  @RequestBody(
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = AddTextRequest.class)))
  @Status(HttpStatus.ACCEPTED)
  AcceptedDocumentJson addDocumentText(
      Caller caller,
      HttpRequest<?> http,
      @PathVariable UUID datasetId,
      @Body AddTextRequest request) {
    if (!http.getContentType().map(MediaType.APPLICATION_JSON_TYPE::equals).orElse(true)) {
      throw new ProblemException(Problem.unsupportedMediaType());
    }
    DatasetId dataset = new DatasetId(datasetId);
    AddPage.Command page = request.page(caller.principal(), dataset);
    return page == null
        ? add(request.text(caller.principal(), dataset))
        : AcceptedDocumentJson.of(Outcomes.done(addPage.add(page)));
  }

  /** Lists documents, newest first. */
  @Get
  DocumentListJson listDocuments(
      Caller caller,
      @PathVariable UUID datasetId,
      @QueryValue(defaultValue = "1") int page,
      @QueryValue(value = "page_size", defaultValue = "20") int pageSize) {
    PageRequest request = new PageRequest(page, pageSize);
    DatasetId dataset = new DatasetId(datasetId);
    Outcomes.found(datasets.find(caller.tenant(), dataset));
    Page<Document> found = documents.list(caller.tenant(), dataset, request);
    return new DocumentListJson(
        found.items().stream().map(DocumentJson::of).toList(), found.total(), page, pageSize);
  }

  /** Shows a document. */
  @Get("/{id}")
  DocumentJson getDocument(Caller caller, @PathVariable UUID datasetId, @PathVariable UUID id) {
    return DocumentJson.of(find(caller, datasetId, id));
  }

  /** Gives a document another title or other tags. */
  @Patch("/{id}")
  DocumentJson changeDocument(
      Caller caller,
      @PathVariable UUID datasetId,
      @PathVariable UUID id,
      @Body ChangeDocumentRequest request) {
    return DocumentJson.of(
        Outcomes.done(
            changeDocument.change(
                request.command(
                    caller.principal(), new DatasetId(datasetId), new DocumentId(id)))));
  }

  /** Removes a document: no search that begins afterwards finds it. */
  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  void removeDocument(Caller caller, @PathVariable UUID datasetId, @PathVariable UUID id) {
    Outcomes.done(
        removeDocument.remove(caller.principal(), new DatasetId(datasetId), new DocumentId(id)));
  }

  /** Lists a document's chunks, in reading order. */
  @Get("/{id}/chunks")
  ChunkListJson listChunks(
      Caller caller,
      @PathVariable UUID datasetId,
      @PathVariable UUID id,
      @QueryValue(defaultValue = "1") int page,
      @QueryValue(value = "page_size", defaultValue = "20") int pageSize) {
    PageRequest request = new PageRequest(page, pageSize);
    Document document = find(caller, datasetId, id);
    Page<Chunk> found = chunks.list(caller.tenant(), document.id(), request);
    return new ChunkListJson(
        found.items().stream().map(ChunkJson::of).toList(), found.total(), page, pageSize);
  }

  /** Downloads a document's extracted text: what offsets of chunks and citations count in. */
  @Get("/{id}/content")
  @Produces(MediaType.TEXT_PLAIN)
  HttpResponse<String> getDocumentContent(
      Caller caller, @PathVariable UUID datasetId, @PathVariable UUID id) {
    Document document = find(caller, datasetId, id);
    Optional<ExtractedText> text = documents.text(caller.tenant(), document.id());
    ExtractedText extracted =
        text.isPresent()
            ? text.get()
            : Outcomes.done(
                Outcome.refused(
                    new Refusal.Conflict(
                        "document_not_ready", "The document's text has not been read yet.")));
    return HttpResponse.ok(extracted.text())
        .contentType("text/plain; charset=utf-8")
        .header(
            HttpHeaders.CONTENT_DISPOSITION, AttachmentName.disposition(document.title(), ".txt"));
  }

  /**
   * Tells how a document comes on, until it is indexed, has failed or is removed.
   *
   * @param lastEventId the id of the last event that was received, as browsers send it: what it
   *     told is not told again, unless it is the last
   */
  @Get("/{id}/events")
  @AnswersWithEvents
  HttpResponse<?> followDocument(
      Caller caller,
      HttpRequest<?> http,
      @PathVariable UUID datasetId,
      @PathVariable UUID id,
      @Header("Last-Event-ID") @Nullable String lastEventId) {
    Document document = find(caller, datasetId, id);
    return streams.follow(http, lastEventId, () -> events.of(document.tenant(), document.id()));
  }

  /** Has a document ingested once more: one that failed, or one that is to be cut anew. */
  @Post("/{id}/retry")
  @Status(HttpStatus.ACCEPTED)
  AcceptedDocumentJson retryDocument(
      Caller caller, @PathVariable UUID datasetId, @PathVariable UUID id) {
    return AcceptedDocumentJson.of(
        Outcomes.done(
            addDocument.retry(caller.principal(), new DatasetId(datasetId), new DocumentId(id))));
  }

  /**
   * Has a document that came from an address fetched once more. Where there is nothing newer,
   * nothing changes; else the new version takes the place of the old one when it is indexed.
   */
  @Post("/{id}/refresh")
  @Status(HttpStatus.ACCEPTED)
  AcceptedDocumentJson refreshDocument(
      Caller caller, @PathVariable UUID datasetId, @PathVariable UUID id) {
    return AcceptedDocumentJson.of(
        Outcomes.done(
            addPage.refresh(caller.principal(), new DatasetId(datasetId), new DocumentId(id))));
  }

  private AcceptedDocumentJson add(AddDocument.Command command) {
    return AcceptedDocumentJson.of(Outcomes.done(addDocument.add(command)));
  }

  private Document find(Caller caller, UUID dataset, UUID id) {
    return Outcomes.found(
        documents
            .find(caller.tenant(), new DocumentId(id))
            .filter(document -> document.dataset().value().equals(dataset)));
  }

  private static List<String> separated(String tags) {
    return Arrays.stream(tags.split(",", -1))
        .map(String::strip)
        .filter(tag -> !tag.isEmpty())
        .toList();
  }
}
