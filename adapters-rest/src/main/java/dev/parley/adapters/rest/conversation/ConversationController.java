package dev.parley.adapters.rest.conversation;

import dev.parley.adapters.rest.bot.BotReferences;
import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.run.FailedRuns;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.sse.OnDisconnect;
import dev.parley.adapters.rest.sse.RunStreams;
import dev.parley.adapters.rest.sse.Streaming;
import dev.parley.adapters.rest.wire.EntityTags;
import dev.parley.adapters.rest.wire.Fields;
import dev.parley.adapters.rest.wire.IdempotencyKeys;
import dev.parley.adapters.rest.wire.RateLimitFields;
import dev.parley.application.attachment.Attachments;
import dev.parley.application.conversation.AcceptedMessage;
import dev.parley.application.conversation.ChangeConversation;
import dev.parley.application.conversation.Conversations;
import dev.parley.application.conversation.Feedbacks;
import dev.parley.application.conversation.SendMessage;
import dev.parley.application.conversation.StartConversation;
import dev.parley.application.outcome.Page;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Patch;
import io.micronaut.http.annotation.PathVariable;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Put;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Conversations of the caller. */
@Controller("/v1/conversations")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "Conversations")
final class ConversationController {
  private final StartConversation startConversation;
  private final SendMessage sendMessage;
  private final ChangeConversation changeConversation;
  private final Conversations conversations;
  private final Feedbacks feedbacks;
  private final Attachments attachments;
  private final RunStreams streams;
  private final BotReferences bots;

  ConversationController(
      StartConversation startConversation,
      SendMessage sendMessage,
      ChangeConversation changeConversation,
      Conversations conversations,
      Feedbacks feedbacks,
      Attachments attachments,
      RunStreams streams,
      BotReferences bots) {
    this.startConversation = startConversation;
    this.sendMessage = sendMessage;
    this.changeConversation = changeConversation;
    this.conversations = conversations;
    this.feedbacks = feedbacks;
    this.attachments = attachments;
    this.streams = streams;
    this.bots = bots;
  }

  /** Begins a conversation; answers when its first message has been answered. */
  @Post
  @Status(HttpStatus.CREATED)
  HttpResponse<ConversationJson> createConversation(
      Caller caller, @Body CreateConversationRequest request) {
    AcceptedMessage accepted =
        Outcomes.done(startConversation.start(request.command(caller, bots)));
    FailedRuns.requireAnswered(accepted.end().join().run());
    return RateLimitFields.on(
        HttpResponse.created(whole(caller, find(caller, accepted.conversation().id()))),
        accepted.limits());
  }

  /**
   * Lists conversations, latest change first.
   *
   * @param q words that the title or a message holds
   * @param archived left out: both
   */
  @Get
  ConversationListJson listConversations(
      Caller caller,
      @QueryValue @Nullable String q,
      @QueryValue @Schema(type = "boolean") @Nullable String archived,
      @QueryValue(defaultValue = "1") int page,
      @QueryValue(value = "page_size", defaultValue = "20") int pageSize) {
    String text = q == null || q.isBlank() ? null : q.strip();
    Page<Conversation> found =
        conversations.list(
            caller.tenant(),
            new Conversations.Filter(caller.subject(), text, Fields.flag("archived", archived)),
            new PageRequest(page, pageSize));
    return new ConversationListJson(
        found.items().stream().map(ConversationJson::of).toList(), found.total(), page, pageSize);
  }

  /**
   * Shows a conversation with all its messages. {@code ETag} is its version, which grows whenever
   * it is renamed, pinned or archived; messages do not change it.
   */
  @Get("/{id}")
  HttpResponse<ConversationJson> getConversation(Caller caller, @PathVariable UUID id) {
    Conversation conversation = find(caller, new ConversationId(id));
    return HttpResponse.ok(whole(caller, conversation))
        .header(HttpHeaders.ETAG, EntityTags.of(conversation.version()));
  }

  /**
   * Renames, pins or archives a conversation.
   *
   * @param ifMatch versions of which it must be in one, as {@code ETag} shows them; left out: the
   *     last change wins
   */
  @Patch("/{id}")
  HttpResponse<ConversationJson> changeConversation(
      Caller caller,
      @PathVariable UUID id,
      @Header(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      @Body ChangeConversationRequest request) {
    Conversation changed =
        Outcomes.done(
            changeConversation.change(
                request.command(caller.principal(), new ConversationId(id), ifMatch)));
    return HttpResponse.ok(ConversationJson.of(changed))
        .header(HttpHeaders.ETAG, EntityTags.of(changed.version()));
  }

  /**
   * Removes a conversation with its messages and files.
   *
   * @param ifMatch versions of which it must be in one; left out: whatever it is in
   */
  @Delete("/{id}")
  @Status(HttpStatus.NO_CONTENT)
  void removeConversation(
      Caller caller,
      @PathVariable UUID id,
      @Header(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
    Outcomes.done(
        changeConversation.remove(
            caller.principal(), new ConversationId(id), EntityTags.versions(ifMatch)));
  }

  /** Adds a message and answers with it at once; the answer is made meanwhile. */
  @Put("/{id}")
  HttpResponse<MessageJson> addMessage(
      Caller caller,
      @PathVariable UUID id,
      @Header(IdempotencyKeys.HEADER) @Nullable String idempotencyKey,
      @Body AddMessageRequest request) {
    AcceptedMessage accepted = send(caller, id, idempotencyKey, request);
    List<Attachment> files =
        attachments
            .of(caller.tenant(), accepted.conversation().id())
            .getOrDefault(accepted.question().id(), List.of());
    return RateLimitFields.on(
        HttpResponse.ok(MessageJson.of(accepted.question(), files)), accepted.limits());
  }

  /** Adds a message and answers with the assistant's, whole or as events. */
  @Post("/{id}/messages")
  @AnswersWithMessage
  HttpResponse<?> sendMessage(
      Caller caller,
      HttpRequest<?> http,
      @PathVariable UUID id,
      @Header(IdempotencyKeys.HEADER) @Nullable String idempotencyKey,
      @Body AddMessageRequest request) {
    OnDisconnect onDisconnect = OnDisconnect.of(request.onDisconnect());
    AcceptedMessage accepted = send(caller, id, idempotencyKey, request);
    return answer(caller, accepted, request.stream(), onDisconnect, http);
  }

  /**
   * Puts another message in the place of one of the user's, on a new branch, and answers with the
   * assistant's, whole or as events. The old branch stays as it is. Without {@code file_ids} the
   * new message has the files of the old one.
   */
  @Post("/{id}/messages/{messageId}/edit")
  @AnswersWithMessage
  HttpResponse<?> editMessage(
      Caller caller,
      HttpRequest<?> http,
      @PathVariable UUID id,
      @PathVariable UUID messageId,
      @Header(IdempotencyKeys.HEADER) @Nullable String idempotencyKey,
      @Body AddMessageRequest request) {
    OnDisconnect onDisconnect = OnDisconnect.of(request.onDisconnect());
    SendMessage.Command command =
        request.command(caller.principal(), new ConversationId(id), idempotencyKey);
    AcceptedMessage accepted = Outcomes.done(sendMessage.edit(command, new MessageId(messageId)));
    return answer(caller, accepted, request.stream(), onDisconnect, http);
  }

  /**
   * Answers the question before an answer anew, on a new branch, whole or as events. The old answer
   * stays as it is.
   */
  @Post("/{id}/messages/{messageId}/regenerate")
  @AnswersWithMessage
  HttpResponse<?> regenerateMessage(
      Caller caller,
      HttpRequest<?> http,
      @PathVariable UUID id,
      @PathVariable UUID messageId,
      @Body @Nullable RegenerateRequest body) {
    RegenerateRequest request = body == null ? RegenerateRequest.AS_BEFORE : body;
    OnDisconnect onDisconnect = OnDisconnect.of(request.onDisconnect());
    AcceptedMessage accepted =
        Outcomes.done(
            sendMessage.regenerate(
                caller.principal(),
                new ConversationId(id),
                new MessageId(messageId),
                request.modelId()));
    return answer(caller, accepted, request.stream(), onDisconnect, http);
  }

  private HttpResponse<?> answer(
      Caller caller,
      AcceptedMessage accepted,
      @Nullable Boolean stream,
      OnDisconnect onDisconnect,
      HttpRequest<?> http) {
    if (Streaming.isWanted(stream, http)) {
      return RateLimitFields.on(
          streams.follow(http, caller, accepted.run(), 0, onDisconnect), accepted.limits());
    }
    AcceptedMessage.End end = accepted.end().join();
    FailedRuns.requireAnswered(end.run());
    MessageJson answer = MessageJson.of(end.answer().orElseGet(() -> empty(end)), List.of());
    return RateLimitFields.on(HttpResponse.created(answer), accepted.limits())
        .contentType(MediaType.APPLICATION_JSON_TYPE);
  }

  private AcceptedMessage send(
      Caller caller, UUID id, @Nullable String idempotencyKey, AddMessageRequest request) {
    return Outcomes.done(
        sendMessage.send(
            request.command(caller.principal(), new ConversationId(id), idempotencyKey)));
  }

  /** An answer without a word: cancelled, or refused, before the first. */
  private static Message empty(AcceptedMessage.End end) {
    return new Message(
        end.run().answer(),
        end.run().conversation(),
        end.run().question(),
        Author.ASSISTANT,
        "",
        0,
        end.run().model(),
        List.of(),
        end.run().createdAt());
  }

  private Conversation find(Caller caller, ConversationId id) {
    return Outcomes.found(conversations.find(caller.tenant(), caller.subject(), id));
  }

  private ConversationJson whole(Caller caller, Conversation conversation) {
    return ConversationJson.withMessages(
        conversation,
        conversations.messages(caller.tenant(), conversation.id()),
        attachments.of(caller.tenant(), conversation.id()),
        feedbacks.of(caller.tenant(), caller.subject(), conversation.id()));
  }
}
