package dev.parley.adapters.rest.mcp;

import io.modelcontextprotocol.common.McpTransportContext;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator;
import io.modelcontextprotocol.json.schema.JsonSchemaValidator.ValidationResponse;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpStatelessServerFeatures.AsyncToolSpecification;
import io.modelcontextprotocol.server.McpStatelessServerHandler;
import io.modelcontextprotocol.spec.McpSchema.Implementation;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCRequest;
import io.modelcontextprotocol.spec.McpSchema.JSONRPCResponse;
import io.modelcontextprotocol.spec.McpSchema.ServerCapabilities;
import io.modelcontextprotocol.spec.McpStatelessServerTransport;
import io.modelcontextprotocol.spec.ProtocolVersions;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

/**
 * The SDK's server, without a session and without a socket. Its tools are fixed once it is made, so
 * each request gets one of its own, which holds what its caller may use; making one costs next to
 * nothing.
 */
@Singleton
final class ProtocolServer {
  /** Oldest first; the last one is offered to clients who know none of them. */
  static final List<String> VERSIONS =
      List.of(
          ProtocolVersions.MCP_2024_11_05,
          ProtocolVersions.MCP_2025_03_26,
          ProtocolVersions.MCP_2025_06_18,
          ProtocolVersions.MCP_2025_11_25);

  private static final String INSTRUCTIONS =
      "Tools named ask_… put a question to a bot, which answers from its own documents with"
          + " citations; hand its session_id back to ask on. Tools named search_… find passages in"
          + " documents. Cite sources by title and page.";

  /** What comes in is checked by each tool, what goes out was made here. */
  private static final JsonSchemaValidator UNCHECKED =
      (schema, content) -> ValidationResponse.asValid("");

  private final Messages messages;
  private final Implementation self;

  ProtocolServer(Messages messages) {
    this.messages = messages;
    String version = ProtocolServer.class.getPackage().getImplementationVersion();
    this.self =
        Implementation.builder("parley", Objects.requireNonNullElse(version, "development"))
            .title("Parley")
            .build();
  }

  /** Answers a request; on the calling thread, as far as the tools do. */
  Mono<JSONRPCResponse> answer(JSONRPCRequest request, List<AsyncToolSpecification> tools) {
    Transport transport = new Transport();
    var unused =
        McpServer.async(transport)
            .jsonMapper(messages.json())
            .jsonSchemaValidator(UNCHECKED)
            .validateToolInputs(false)
            .serverInfo(self)
            .instructions(INSTRUCTIONS)
            .capabilities(ServerCapabilities.builder().tools(false).build())
            .tools(tools)
            .build();
    return Objects.requireNonNull(transport.handler)
        .handleRequest(McpTransportContext.EMPTY, request);
  }

  /** Hands over one request; the bytes are the controller's. */
  private static final class Transport implements McpStatelessServerTransport {
    private @Nullable McpStatelessServerHandler handler;

    @Override
    public void setMcpHandler(McpStatelessServerHandler mcpHandler) {
      handler = mcpHandler;
    }

    @Override
    public Mono<Void> closeGracefully() {
      return Mono.empty();
    }

    @Override
    public List<String> protocolVersions() {
      return VERSIONS;
    }
  }
}
