package dev.parley.adapters.rest.mcp;

import dev.parley.adapters.rest.problem.AnswersProblems;
import dev.parley.adapters.rest.problem.Outcomes;
import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.problem.ProblemException;
import dev.parley.adapters.rest.security.Access;
import dev.parley.adapters.rest.security.Caller;
import dev.parley.adapters.rest.sse.AnswersWithEvents;
import dev.parley.adapters.rest.sse.AnswersWithObjectOrEvents;
import dev.parley.adapters.rest.sse.EventStream;
import dev.parley.adapters.rest.wire.Fields;
import dev.parley.adapters.rest.wire.RateLimitFields;
import dev.parley.adapters.rest.wire.TakesObject;
import dev.parley.application.conversation.CancelRun;
import dev.parley.application.mcp.CallName;
import dev.parley.application.mcp.RememberCalls;
import io.micronaut.http.HttpHeaders;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Delete;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.micronaut.security.annotation.Secured;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.ProtocolVersions;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A server of the Model Context Protocol, over Streamable HTTP. */
@Controller("/mcp")
@Secured(Access.CHAT)
@ExecuteOn(TaskExecutors.BLOCKING)
@AnswersProblems
@Tag(name = "MCP")
final class McpController {
  private static final String VERSION = "MCP-Protocol-Version";
  private static final String LAST_EVENT_ID = "Last-Event-ID";

  /** The most messages that are taken at once; only clients of one old version may send several. */
  private static final int MAX_BATCH = 32;

  private final Messages messages;
  private final AnswerCalls answerCalls;
  private final CallStreams streams;
  private final SessionIds sessionIds;
  private final RememberCalls rememberCalls;
  private final CancelRun cancelRun;

  McpController(
      Messages messages,
      AnswerCalls answerCalls,
      CallStreams streams,
      SessionIds sessionIds,
      RememberCalls rememberCalls,
      CancelRun cancelRun) {
    this.messages = messages;
    this.answerCalls = answerCalls;
    this.streams = streams;
    this.sessionIds = sessionIds;
    this.rememberCalls = rememberCalls;
    this.cancelRun = cancelRun;
  }

  /**
   * Takes a message of the protocol: the tools {@code ask_…} of bots and {@code search_…} of
   * datasets are listed and called so. The answer to a call of a bot is a stream of progress and
   * the answer, where the client takes streams.
   *
   * @param session the id that {@code initialize} was answered with; left out: no session, in which
   *     calls cannot be taken back
   * @param version of the protocol; left out: 2025-03-26
   */
  @Post
  @AnswersWithObjectOrEvents
  @ApiResponse(responseCode = "202", description = "A notification was taken")
  HttpResponse<?> sendMcpMessage(
      Caller caller,
      HttpRequest<?> http,
      @Header(SessionIds.HEADER) @Nullable String session,
      @Header(VERSION) @Nullable String version,
      @TakesObject @Body byte @Nullable [] body) {
    try {
      Object parsed = messages.parse(body);
      if (parsed instanceof List<?> batch) {
        return answerAll(new Sender(caller, http, session, version), batch);
      }
      Message message = messages.read(parsed);
      if (message instanceof Message.Call call && isInitialize(call)) {
        return initialize(new Sender(caller, http, null, null), call);
      }
      return take(checked(new Sender(caller, http, session, version)), message);
    } catch (Malformed malformed) {
      return HttpResponse.badRequest(messages.write(messages.error(malformed)))
          .contentType(MediaType.APPLICATION_JSON_TYPE);
    }
  }

  private static boolean isInitialize(Message.Call call) {
    return call.request().method().equals(McpSchema.METHOD_INITIALIZE);
  }

  private Sender checked(Sender sender) {
    String version = sender.version();
    if (version != null && !ProtocolServer.VERSIONS.contains(version)) {
      throw new Malformed(
          ErrorCodes.INVALID_REQUEST,
          VERSION
              + ": '"
              + Fields.shortened(version)
              + "' (expected: one of "
              + String.join(", ", ProtocolServer.VERSIONS)
              + ")",
          null);
    }
    if (sender.session() != null && !sessionIds.isOpen(sender.caller(), sender.session())) {
      throw Outcomes.notFound();
    }
    return sender;
  }

  private HttpResponse<?> initialize(Sender sender, Message.Call call) {
    return switch (answerCalls.answer(sender.caller(), sender.http(), call)) {
      case Reply.Whole begun -> {
        MutableHttpResponse<?> response = whole(sender, begun.response());
        yield begun.response().error() == null
            ? response.header(SessionIds.HEADER, sessionIds.open(sender.caller()))
            : response;
      }
      case Reply.Later later -> throw new IllegalStateException("no run begins a session");
    };
  }

  private MutableHttpResponse<?> take(Sender sender, Message message) {
    return switch (message) {
      case Message.Call call -> answer(sender, call);
      case Message.Notice notice -> {
        heed(sender, notice);
        yield HttpResponse.accepted();
      }
      case Message.Reply reply -> HttpResponse.accepted();
    };
  }

  private MutableHttpResponse<?> answer(Sender sender, Message.Call call) {
    return switch (answerCalls.answer(sender.caller(), sender.http(), call)) {
      case Reply.Whole whole -> {
        MutableHttpResponse<?> response = whole(sender, whole.response());
        whole.headers().forEach(response::header);
        yield response;
      }
      case Reply.Later later -> {
        CallName name = sender.name(messages, call.id());
        if (name != null) {
          rememberCalls.begin(sender.caller().principal(), name, later.accepted().run().id());
        }
        MutableHttpResponse<?> response =
            sender.takesEvents()
                ? EventStream.of(
                    streams.begin(
                        new CallStreams.Waiting(sender.caller(), sender.http(), name),
                        new EventId(
                            later.accepted().run().id(), 0, call.id(), call.progressToken()),
                        ProtocolVersions.MCP_2025_11_25.equals(sender.version()),
                        later.accepted(),
                        later.response()))
                : whole(sender, later.response().join());
        yield RateLimitFields.on(response, later.accepted().limits());
      }
    };
  }

  private MutableHttpResponse<?> whole(Sender sender, Object response) {
    return sender.takesJson()
        ? HttpResponse.ok(messages.write(response)).contentType(MediaType.APPLICATION_JSON_TYPE)
        : EventStream.of(streams.alone(response));
  }

  private void heed(Sender sender, Message.Notice notice) {
    Object id = notice.params().get("requestId");
    if (notice.method().equals("notifications/cancelled") && Messages.isName(id) && id != null) {
      CallName name = sender.name(messages, id);
      if (name != null) {
        rememberCalls
            .withdraw(sender.caller().principal(), name)
            .ifPresent(
                run -> {
                  var unused = cancelRun.cancel(sender.caller().principal(), run);
                });
      }
    }
  }

  /** One version of the protocol has its messages come in lists, too. */
  private HttpResponse<?> answerAll(Sender sender, List<?> batch) {
    boolean allowed =
        sender.version() == null || sender.version().equals(ProtocolVersions.MCP_2025_03_26);
    if (!allowed || batch.isEmpty() || batch.size() > MAX_BATCH) {
      throw new Malformed(
          ErrorCodes.INVALID_REQUEST,
          "message: a list of "
              + batch.size()
              + " (expected: one message, or with version 2025-03-26 up to "
              + MAX_BATCH
              + ")",
          null);
    }
    Sender checked = checked(sender);
    List<Object> answers = new ArrayList<>();
    for (Object item : batch) {
      try {
        answerOne(checked, messages.read(item)).ifPresent(answers::add);
      } catch (Malformed malformed) {
        answers.add(messages.error(malformed));
      }
    }
    return answers.isEmpty() ? HttpResponse.accepted() : whole(checked, answers);
  }

  private Optional<Object> answerOne(Sender sender, Message message) {
    if (!(message instanceof Message.Call call)) {
      var unused = take(sender, message);
      return Optional.empty();
    }
    if (isInitialize(call)) {
      throw new Malformed(
          ErrorCodes.INVALID_REQUEST, "initialize: in a list (expected: alone)", call.id());
    }
    return Optional.of(
        switch (answerCalls.answer(sender.caller(), sender.http(), call)) {
          case Reply.Whole whole -> whole.response();
          case Reply.Later later -> later.response().join();
        });
  }

  /**
   * Goes on with the stream of an answer that broke off. Other streams there are none: the server
   * has nothing to say of its own accord.
   *
   * @param lastEventId the id of the last event that was received
   */
  @Get
  @AnswersWithEvents
  HttpResponse<?> resumeMcpStream(
      Caller caller,
      HttpRequest<?> http,
      @Header(SessionIds.HEADER) @Nullable String session,
      @Header(LAST_EVENT_ID) @Nullable String lastEventId) {
    Sender sender = checked(new Sender(caller, http, session, null));
    return Optional.ofNullable(lastEventId)
        .flatMap(text -> EventId.read(messages, text))
        .flatMap(
            last ->
                streams.resume(
                    new CallStreams.Waiting(caller, http, sender.name(messages, last.call())),
                    last))
        .map(EventStream::of)
        .orElseThrow(McpController::noStream);
  }

  private static ProblemException noStream() {
    return new ProblemException(
        Problem.of(
                HttpStatus.METHOD_NOT_ALLOWED,
                "method_not_allowed",
                "There is no stream here to go on with.")
            .withHeader(HttpHeaders.ALLOW, "DELETE, POST"));
  }

  /**
   * Ends a session. What is being answered in it is finished and stored all the same.
   *
   * @param session the session
   */
  @Delete
  @Status(HttpStatus.NO_CONTENT)
  void endMcpSession(Caller caller, @Header(SessionIds.HEADER) @Nullable String session) {
    if (session == null || !sessionIds.isOpen(caller, session)) {
      throw Outcomes.notFound();
    }
    sessionIds.end(caller, session);
  }
}
