package dev.parley.adapters.rest.mcp;

import dev.parley.adapters.rest.problem.Problem;
import dev.parley.adapters.rest.request.RequestIds;
import dev.parley.adapters.rest.security.Caller;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.spec.McpSchema;
import io.modelcontextprotocol.spec.McpSchema.CallToolResult;
import io.modelcontextprotocol.spec.McpSchema.ErrorCodes;
import io.modelcontextprotocol.spec.McpSchema.InitializeRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.ListToolsResult;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;

/**
 * Answers what clients call. What is refused to a tool is a result that says so, which models read;
 * what is no call of a tool at all is an error of the protocol.
 */
@Singleton
final class AnswerCalls {
  private static final Logger LOG = LoggerFactory.getLogger(AnswerCalls.class);

  private final ProtocolServer server;
  private final Messages messages;
  private final ToolCatalog catalog;
  private final ToolResults results;
  private final RequestIds requestIds;

  AnswerCalls(
      ProtocolServer server,
      Messages messages,
      ToolCatalog catalog,
      ToolResults results,
      RequestIds requestIds) {
    this.server = server;
    this.messages = messages;
    this.catalog = catalog;
    this.results = results;
    this.requestIds = requestIds;
  }

  /** Answers; blocks until there is an answer, or a run that will give one. */
  Reply answer(Caller caller, HttpRequest<?> http, Message.Call call) {
    try {
      return switch (call.request().method()) {
        case McpSchema.METHOD_INITIALIZE -> initialize(call);
        case McpSchema.METHOD_TOOLS_LIST -> list(caller, call);
        case McpSchema.METHOD_TOOLS_CALL -> callTool(caller, call);
        default -> whole(server.answer(call.request(), List.of()).block());
      };
    } catch (Malformed malformed) {
      return whole(
          Messages.error(call.id(), malformed.code(), String.valueOf(malformed.getMessage())));
    } catch (RuntimeException fault) {
      return whole(fault(http, call, fault));
    }
  }

  private Reply initialize(Message.Call call) {
    try {
      var unused = messages.json().convertValue(call.params(), InitializeRequest.class);
      if (call.params().get("protocolVersion") instanceof String) {
        return whole(server.answer(call.request(), List.of()).block());
      }
    } catch (IllegalArgumentException unfit) {
      // Told below.
    }
    throw invalid(
        "params: not those of initialize (expected: protocolVersion, capabilities and clientInfo)");
  }

  private Reply list(Caller caller, Message.Call call) {
    Object cursor = call.params().get("cursor");
    if (cursor != null && !(cursor instanceof String)) {
      throw invalid("cursor: not text (expected: one that a list ended with)");
    }
    ToolCatalog.Listing listing = catalog.list(caller.tenant(), (String) cursor);
    List<AsyncToolSpecification> tools =
        listing.tools().stream()
            .map(tool -> new AsyncToolSpecification(tool.spec(), (context, made) -> Mono.empty()))
            .toList();
    JSONRPCResponse response = server.answer(call.request(), tools).block();
    if (response != null
        && listing.next() != null
        && response.result() instanceof ListToolsResult result) {
      response =
          JSONRPCResponse.result(
              call.id(),
              ListToolsResult.builder(result.tools()).nextCursor(listing.next()).build());
    }
    return whole(response);
  }

  private Reply callTool(Caller caller, Message.Call call) {
    if (!(call.params().get("name") instanceof String name)) {
      throw invalid("name: missing (expected: the name of a tool)");
    }
    Object given = call.params().get("arguments");
    Map<String, Object> arguments =
        given == null
            ? Map.of()
            : Messages.object(
                given, () -> invalid("arguments: not an object (expected: an object)"));
    OfferedTool tool =
        catalog
            .find(caller.tenant(), name)
            .orElseThrow(() -> invalid("Unknown tool (expected: one of tools/list)"));
    AtomicReference<Called> seen = new AtomicReference<>();
    AsyncToolSpecification specification =
        new AsyncToolSpecification(
            tool.spec(),
            (context, made) -> {
              Called called = call(tool, caller, arguments);
              seen.set(called);
              return result(called);
            });
    JSONRPCRequest request =
        new JSONRPCRequest(
            McpSchema.METHOD_TOOLS_CALL, call.id(), Map.of("name", name, "arguments", arguments));
    CompletableFuture<JSONRPCResponse> response =
        server.answer(request, List.of(specification)).toFuture();
    return switch (seen.get()) {
      case Called.Asked asked -> new Reply.Later(asked.accepted(), response);
      case Called.Done done -> new Reply.Whole(response.join(), done.headers());
    };
  }

  private Mono<CallToolResult> result(Called called) {
    return switch (called) {
      case Called.Done done -> Mono.just(done.result());
      // Nobody who stops waiting may end the run for others who wait.
      case Called.Asked asked ->
          Mono.fromFuture(asked.accepted().end().thenApply(results::of), true);
    };
  }

  private Called call(OfferedTool tool, Caller caller, Map<String, Object> arguments) {
    try {
      return tool.action().call(caller, arguments);
    } catch (RuntimeException refused) {
      Problem problem = Problem.of(refused);
      if (problem.status() == HttpStatus.INTERNAL_SERVER_ERROR) {
        throw refused;
      }
      return new Called.Done(results.error(problem), problem.headers());
    }
  }

  private static Malformed invalid(String message) {
    return new Malformed(ErrorCodes.INVALID_PARAMS, message, null);
  }

  private static Reply whole(@Nullable JSONRPCResponse response) {
    if (response == null) {
      throw new IllegalStateException("the protocol's server gave no answer");
    }
    return new Reply.Whole(response, Map.of());
  }

  private JSONRPCResponse fault(HttpRequest<?> http, Message.Call call, RuntimeException fault) {
    String requestId = requestIds.of(http);
    LOG.error("a call of the protocol failed, request {}", requestId, fault);
    return Messages.error(
        call.id(),
        ErrorCodes.INTERNAL_ERROR,
        "Something went wrong on our side (request " + requestId + ").");
  }
}
