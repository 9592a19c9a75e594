package dev.parley.adapters.rest.attachment;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.wire.AttachmentName;
import dev.parley.adapters.rest.wire.RateLimitFields;
import dev.parley.application.attachment.AddAttachment;
import dev.parley.application.attachment.AttachmentContents;
import dev.parley.application.attachment.Attachments;
import dev.parley.application.attachment.RemoveAttachment;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.attachment.AttachmentId;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Part;
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
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.IOException;
import java.util.UUID;

/** Files of the caller, to be attached to messages. */
@Controller("/v1/files")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Files")
final class FileController {
  private static final String UTF_8_TEXT = "text/plain; charset=utf-8";

  private final Attachments attachments;
  private final AttachmentContents contents;
  private final AddAttachment addAttachment;
  private final RemoveAttachment removeAttachment;

  FileController(
      Attachments attachments,
      AttachmentContents contents,
      AddAttachment addAttachment,
      RemoveAttachment removeAttachment) {
    this.attachments = attachments;
    this.contents = contents;
    this.addAttachment = addAttachment;
    this.removeAttachment = removeAttachment;
  }

  /**
   * Sends in a file, to be named in {@code file_ids} of a message: a document, or an image for a
   * model that takes images. It is read before this answers. A file is used in the conversation in
   * which it is first attached and in no other; one that is attached to nothing is removed after 24
   * hours.
   */
  @Post
  @Consumes(MediaType.MULTIPART_FORM_DATA)
  @Status(HttpStatus.CREATED)
  HttpResponse<FileJson> uploadFile(Caller caller, @Part("file") CompletedFileUpload file)
      throws IOException {
    AddAttachment.Added added =
        Outcomes.done(
            addAttachment.add(
                new AddAttachment.Command(
                    caller.principal(), file.getFilename(), file.getBytes())));
    return RateLimitFields.on(
        HttpResponse.created(FileJson.of(added.attachment())), added.limits());
  }

  /** Lists the caller's files, newest first. */
  @Get
  FileListJson listFiles(
      Caller caller,
      @QueryValue(defaultValue = "1") int page,
      @QueryValue(value = "page_size", defaultValue = "20") int pageSize) {
    Page<Attachment> found =
        attachments.list(caller.tenant(), caller.subject(), new PageRequest(page, pageSize));
    return new FileListJson(
        found.items().stream().map(FileJson::of).toList(), found.total(), page, pageSize);
  }

  /** Shows a file. */
  @Get("/{id}")
  FileJson getFile(Caller caller, @PathVariable UUID id) {
    return FileJson.of(find(caller, id));
  }

  /**
   * Downloads what is kept of a file: an image as it was sent, of a document the text that was
   * found in it, which is what offsets of citations count in.
   */
  @Get("/{id}/content")
  @Produces({MediaType.TEXT_PLAIN, "image/png", "image/jpeg", "image/webp", "image/gif"})
  @ApiResponse(
      responseCode = "200",
      description = "The text or the image",
      content = {
        @Content(mediaType = MediaType.TEXT_PLAIN, schema = @Schema(type = "string")),
        @Content(mediaType = "image/*", schema = @Schema(type = "string", format = "binary"))
      })
  HttpResponse<?> getFileContent(Caller caller, @PathVariable UUID id) {
    Attachment file = find(caller, id);
    return file.isPicture()
        ? download(
            Outcomes.found(contents.picture(caller.tenant(), file.id())),
            file.mediaType(),
            file.filename(),
            "")
        : download(
            Outcomes.found(contents.text(caller.tenant(), file.id())),
            UTF_8_TEXT,
            file.filename(),
            ".txt");
  }

  private static MutableHttpResponse<?> download(
      Object content, String mediaType, String name, String extension) {
    return HttpResponse.ok(content)
        .contentType(mediaType)
        .header(HttpHeaders.CONTENT_DISPOSITION, AttachmentName.disposition(name, extension));
  }

  /** Removes a file: no message that is answered afterwards makes use of it. */
  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  void removeFile(Caller caller, @PathVariable UUID id) {
    Outcomes.done(removeAttachment.remove(caller.principal(), new AttachmentId(id)));
  }

  private Attachment find(Caller caller, UUID id) {
    return Outcomes.found(
        attachments.find(caller.tenant(), caller.subject(), new AttachmentId(id)));
  }
}
