package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.DocumentedErrors.BadInput;
import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.attachment.Pictures;
import dev.parley.application.conversation.Conversations;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.tenant.ApiKey;
import dev.parley.domain.tenant.TenantId;
import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class BadInputTest {
  private static final PageRequest ALL = new PageRequest(1, 100);

  private final RestServer server = RestServer.shared();

  static List<BadInput> rows() {
    List<BadInput> rows = DocumentedErrors.badInput();
    assertThat(rows).hasSizeGreaterThanOrEqualTo(10);
    return rows;
  }

  @ParameterizedTest
  @MethodSource("rows")
  void isAnsweredAsDocumentedAndStoresNothing(BadInput row) throws Exception {
    Knowledge mine = Knowledge.in(server);
    long before = stored(mine);

    assertProblem(send(row.input(), mine), row.status(), row.code());

    assertThat(stored(mine)).isEqualTo(before);
  }

  private Answer send(String input, Knowledge mine) throws Exception {
    RestClient client = mine.admin();
    byte[] big = ("{\"message\":\"" + "x".repeat(2 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
    return switch (input) {
      case "Empty message" -> client.post("/v1/chat", "{\"message\":\"  \"}");
      case "Body of 2 MiB" ->
          client
              .call("POST", "/v1/chat")
              .body("application/json", BodyPublishers.ofByteArray(big))
              .send();
      case "Body of 2 MiB without a length" ->
          client
              .call("POST", "/v1/chat")
              .body(
                  "application/json",
                  BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(big)))
              .send();
      case "Malformed JSON" -> client.post("/v1/chat", "{\"message\":\"secret\",}");
      case "Unknown bot" ->
          client.post("/v1/chat", "{\"message\":\"hi\",\"bot_id\":\"" + UUID.randomUUID() + "\"}");
      case "Document id of another tenant" ->
          client.post(
              "/v1/conversations",
              "{\"first_message\":\"hi\",\"document_ids\":[\""
                  + Knowledge.in(server).document()
                  + "\"]}");
      case "File id of another key" ->
          chat(client, OneModelCatalog.ID.value(), file(Knowledge.in(server).admin(), utf8("a")));
      case "Image for a model that takes none" ->
          chat(client, OneModelCatalog.ID.value(), file(client, Pictures.png(9, 9)));
      case "PDF of zero bytes" -> upload(mine, new byte[0]);
      case "PDF with a password" -> upload(mine, utf8("reject encrypted"));
      case "`.exe` named `.pdf`" -> upload(mine, utf8("MZ\0\0"));
      case "`page_size=1000`" -> client.get("/v1/conversations?page_size=1000");
      default -> throw new AssertionError("docs/errors.md has a row without a test: " + input);
    };
  }

  private static String file(RestClient owner, byte[] content) throws Exception {
    return Knowledge.created(owner.call("POST", "/v1/files").multipart("a.txt", content).send());
  }

  private static Answer chat(RestClient client, String model, String file) throws Exception {
    return client.post(
        "/v1/chat",
        "{\"message\":\"hi\",\"model\":\"%s\",\"file_ids\":[\"%s\"]}".formatted(model, file));
  }

  private static Answer upload(Knowledge mine, byte[] content) throws Exception {
    return mine.admin().call("POST", mine.documents()).multipart("a.pdf", content).send();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private long stored(Knowledge mine) {
    TenantId tenant = mine.tenant().id();
    List<ApiKey> keys = server.stores().apiKeys().list(tenant, ALL).items();
    long conversations =
        keys.stream()
            .map(key -> new Conversations.Filter(key.principal().subject(), null, null))
            .mapToLong(filter -> server.stores().conversations().list(tenant, filter, ALL).total())
            .sum();
    DatasetId dataset = new DatasetId(UUID.fromString(mine.dataset()));
    return conversations
        + server.stores().documents().list(tenant, dataset, ALL).total()
        + server.stores().bots().list(tenant, ALL).total();
  }
}
