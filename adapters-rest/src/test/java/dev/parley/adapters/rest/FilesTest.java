package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.attachment.Pictures;
import dev.parley.domain.context.Turn;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that callers attach to messages. */
final class FilesTest {
  private static final String TEXT = "Each pump needs grease once a month. Größe 7 🚰.";

  private final RestServer server = RestServer.shared();
  private final Tenant tenant = server.tenant();
  private final RestClient client = RestClient.with(server, server.key(tenant.id(), Role.CHAT));

  private static Answer upload(RestClient by, String name, byte[] content) throws Exception {
    return by.call("POST", "/v1/files").multipart(name, content).send();
  }

  private Answer upload(String name, byte[] content) throws Exception {
    return upload(client, name, content);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private String text() throws Exception {
    return Knowledge.created(upload("pumps.txt", utf8(TEXT)));
  }

  private String picture() throws Exception {
    return Knowledge.created(upload("pump.png", Pictures.png(512, 512)));
  }

  private Answer chat(String model, String... files) throws Exception {
    return client.post(
        "/v1/chat",
        "{\"message\":\"How are pumps kept?\",\"model\":\"%s\",\"file_ids\":[%s]}"
            .formatted(model, quoted(files)));
  }

  private static String quoted(String... ids) {
    return ids.length == 0 ? "" : "\"" + String.join("\",\"", ids) + "\"";
  }

  @Test
  void takesAFileInAndShowsIt() throws Exception {
    Answer created = upload("../../pumps.txt", utf8(TEXT));

    assertThat(created.status()).as(created.text()).isEqualTo(201);
    assertThat(created.text()).startsWith("{\"id\":\"");
    assertThat(created.string("filename")).isEqualTo("pumps.txt");
    assertThat(created.string("media_type")).isEqualTo("text/plain");
    assertThat(created.number("bytes")).isEqualTo(utf8(TEXT).length);
    assertThat(created.string("status")).isEqualTo("ready");
    assertThat(created.number("pages")).isEqualTo(1);
    assertThat(created.number("tokens")).isPositive();
    assertThat(created.at("conversation_id").isNull()).isTrue();
    assertThat(created.string("expires_at")).isGreaterThan(created.string("created_at"));
    assertThat(created.header("RateLimit")).isNotEmpty();
    String path = "/v1/files/" + created.string("id");
    assertThat(client.get(path).text()).isEqualTo(created.text());
    assertThat(client.get("/v1/files").text())
        .isEqualTo("{\"files\":[" + created.text() + "],\"total\":1,\"page\":1,\"page_size\":20}");
    Answer content = client.get(path + "/content");
    assertThat(content.text()).isEqualTo(TEXT);
    assertThat(content.header("Content-Type")).isEqualTo("text/plain; charset=utf-8");
    assertThat(content.header("Content-Disposition"))
        .startsWith("attachment; filename=\"pumps.txt.txt\"");
  }

  @Test
  void keepsAnImageToTheByte() throws Exception {
    byte[] png = Pictures.png(512, 512);
    Answer created = upload("pump.txt", png);

    assertThat(created.string("media_type")).isEqualTo("image/png");
    assertThat(created.number("pages")).isZero();
    Answer content = client.get("/v1/files/" + created.string("id") + "/content");
    assertThat(content.bytes()).isEqualTo(png);
    assertThat(content.header("Content-Type")).isEqualTo("image/png");
    assertThat(content.header("X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(content.header("Content-Security-Policy")).contains("sandbox");
    assertThat(content.header("Content-Disposition")).startsWith("attachment; ");
  }

  @Test
  void listsPageByPageTheNewestFirst() throws Exception {
    String first = text();
    String second = text();
    String third = picture();

    Answer page = client.get("/v1/files?page_size=2");
    assertThat(page.number("total")).isEqualTo(3);
    assertThat(page.string("files.0.id")).isEqualTo(third);
    assertThat(page.string("files.1.id")).isEqualTo(second);
    assertThat(client.get("/v1/files?page=2&page_size=2").string("files.0.id")).isEqualTo(first);
    assertProblem(client.get("/v1/files?page_size=101"), 422, "invalid_request");
  }

  @ParameterizedTest
  @CsvSource({
    "encrypted, 422, encrypted",
    "no_text, 422, no_text",
    "corrupt, 422, corrupt",
    "timeout, 422, timeout",
    "too_large, 413, too_large",
    "unsupported_type, 415, unsupported_type",
  })
  void refusesWhatCannotBeReadAsDocumentsAre(String why, int status, String code) throws Exception {
    Answer answer = upload("a.pdf", utf8("reject " + why));

    assertProblem(answer, status, code);
    assertThat(answer.string("details.0.field")).isEqualTo("file");
    assertThat(client.get("/v1/files").number("total")).isZero();
  }

  @Test
  void refusesWhatIsNoUpload() throws Exception {
    assertProblem(upload("a.txt", new byte[0]), 422, "empty_document");
    assertProblem(client.post("/v1/files", "{}"), 415, "unsupported_media_type");
    assertProblem(
        upload("a.txt", new byte[(int) RestServer.UPLOAD_LIMIT_BYTES + 1]), 413, "body_too_large");
    Answer without =
        client
            .call("POST", "/v1/files")
            .body(
                "multipart/form-data; boundary=x",
                java.net.http.HttpRequest.BodyPublishers.ofString(
                    "--x\r\nContent-Disposition: form-data; name=\"title\"\r\n\r\nA\r\n--x--\r\n"))
            .send();
    assertProblem(without, 422, "invalid_request");
    assertThat(without.string("details.0.field")).isEqualTo("file");
  }

  @Test
  void letsACallerHaveSoManyFiles() throws Exception {
    for (int i = 0; i < RestServer.FILES_OF_CALLER; i++) {
      text();
    }

    assertProblem(upload("a.txt", utf8(TEXT)), 409, "file_limit_reached");

    String id = client.get("/v1/files").string("files.0.id");
    assertThat(client.delete("/v1/files/" + id).status()).isEqualTo(204);
    text();
  }

  @Test
  void answersFromAFileAndShowsItWithItsMessage() throws Exception {
    String file = text();

    Answer answer = chat(OneModelCatalog.ID.value(), file);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.string("citations.0.document_id")).isEqualTo(file);
    assertThat(answer.string("citations.0.title")).isEqualTo("pumps.txt");
    int start = answer.number("citations.0.start");
    int end = answer.number("citations.0.end");
    assertThat(client.get("/v1/files/" + file + "/content").text().substring(start, end))
        .isEqualTo(answer.string("citations.0.quote"));
    String session = answer.string("session_id");
    Answer shown = client.get("/v1/conversations/" + session);
    assertThat(shown.at("messages.0.files").size()).isEqualTo(1);
    assertThat(shown.string("messages.0.files.0.id")).isEqualTo(file);
    assertThat(shown.string("messages.0.files.0.filename")).isEqualTo("pumps.txt");
    assertThat(shown.string("messages.0.files.0.media_type")).isEqualTo("text/plain");
    assertThat(shown.number("messages.0.files.0.bytes")).isEqualTo(utf8(TEXT).length);
    assertThat(shown.at("messages.1.files").size()).isZero();
    Answer used = client.get("/v1/files/" + file);
    assertThat(used.string("conversation_id")).isEqualTo(session);
    assertThat(used.at("expires_at").isNull()).isTrue();

    String export = "/v1/conversations/" + session + "/export?format=";
    assertThat(client.get(export + "json").string("messages.0.files.0.id")).isEqualTo(file);
    assertThat(client.get(export + "md").text()).contains("\n\nAttached: pumps.txt\n");
    assertProblem(chat(OneModelCatalog.ID.value(), file), 409, "file_in_use");
  }

  @Test
  void attachesOnEveryRouteThatTakesAMessage() throws Exception {
    String first = text();
    Answer begun =
        client.post(
            "/v1/conversations",
            "{\"first_message\":\"How are pumps kept?\",\"file_ids\":[\"" + first + "\"]}");
    assertThat(begun.string("messages.0.files.0.id")).isEqualTo(first);
    assertThat(begun.string("messages.1.citations.0.document_id")).isEqualTo(first);
    String conversation = "/v1/conversations/" + begun.string("id");

    String second = text();
    Answer posted =
        client.post(
            conversation + "/messages",
            "{\"message\":\"And now?\",\"file_ids\":[\"" + second + "\"]}");
    assertThat(posted.status()).as(posted.text()).isEqualTo(201);
    assertThat(posted.at("files").size()).isZero();
    String third = text();
    Answer put =
        client.put(conversation, "{\"message\":\"And then?\",\"file_ids\":[\"" + third + "\"]}");
    assertThat(put.string("files.0.id")).isEqualTo(third);
    Answer shown = client.get(conversation);
    assertThat(shown.string("messages.2.files.0.id")).isEqualTo(second);
    assertThat(shown.string("messages.4.files.0.id")).isEqualTo(third);
  }

  @Test
  void attachesOverASocket() throws Exception {
    String key = server.key(tenant.id(), Role.CHAT);
    RestClient sender = RestClient.with(server, key);
    String file = Knowledge.created(upload(sender, "pumps.txt", utf8(TEXT)));
    String others = text();
    try (SocketClient socket = SocketClient.with(server, key)) {
      socket.send(
          "{\"type\":\"chat.send\",\"message\":\"How are pumps kept?\",\"file_ids\":[\"%s\"]}"
              .formatted(file));
      String conversation = socket.next("ack").string("session_id");
      assertThat(socket.through("message.completed"))
          .extracting(SocketClient.Frame::text)
          .anyMatch(frame -> frame.contains("pumps.txt"));
      assertThat(sender.get("/v1/files/" + file).string("conversation_id")).isEqualTo(conversation);

      socket.send(
          "{\"type\":\"chat.send\",\"message\":\"And these?\",\"file_ids\":[\"%s\"]}"
              .formatted(others));
      assertThat(socket.next("error").string("code")).isEqualTo("not_found");
    }
  }

  @Test
  void keepsFilesOfAnEditedMessage() throws Exception {
    String file = text();
    String session = chat(OneModelCatalog.ID.value(), file).string("session_id");
    String conversation = "/v1/conversations/" + session;
    String message = client.get(conversation).string("messages.0.id");
    String edit = conversation + "/messages/" + message + "/edit";

    client.post(edit, "{\"message\":\"How are pumps oiled?\"}");
    client.post(edit, "{\"message\":\"How are pumps cleaned?\",\"file_ids\":[]}");

    Answer shown = client.get(conversation);
    assertThat(shown.string("messages.2.files.0.id")).isEqualTo(file);
    assertThat(shown.at("messages.4.files").size()).isZero();
  }

  @Test
  void showsAnImageToAModelThatTakesIt() throws Exception {
    String picture = picture();

    assertProblem(chat(OneModelCatalog.ID.value(), picture), 422, "model_without_vision");
    assertThat(client.get("/v1/conversations").number("total")).isZero();
    Answer answer = chat(OneModelCatalog.SEEING.value(), picture);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    Turn asked = server.model().lastAsked().prompt().turns().getLast();
    assertThat(asked.pictures())
        .singleElement()
        .satisfies(shown -> assertThat(shown.bytes()).isEqualTo(Pictures.png(512, 512)));
  }

  @Test
  void isTheSendingKeysAlone() throws Exception {
    String file = text();
    RestClient colleague = RestClient.with(server, server.key(tenant.id(), Role.TENANT_ADMIN));
    String body = "{\"message\":\"hi\",\"file_ids\":[\"" + file + "\"]}";

    assertProblem(colleague.post("/v1/chat", body), 404, "not_found");
    assertProblem(colleague.get("/v1/files/" + file), 404, "not_found");
    assertProblem(colleague.get("/v1/files/" + file + "/content"), 404, "not_found");
    assertProblem(colleague.delete("/v1/files/" + file), 404, "not_found");
    assertThat(colleague.get("/v1/files").number("total")).isZero();
    assertThat(client.get("/v1/files/" + file).status()).isEqualTo(200);
  }

  @Test
  void cannotBeUsedOnceItIsRemoved() throws Exception {
    String file = text();
    Answer answer = chat(OneModelCatalog.ID.value(), file);
    String conversation = "/v1/conversations/" + answer.string("session_id");

    assertThat(client.delete("/v1/files/" + file).status()).isEqualTo(204);

    assertProblem(client.delete("/v1/files/" + file), 404, "not_found");
    assertThat(client.get(conversation).at("messages.0.files").size()).isZero();
    Answer next = client.post(conversation + "/messages", "{\"message\":\"And now?\"}");
    assertThat(next.at("citations").size()).isZero();
    assertThat(server.model().lastAsked().prompt().passages()).isEmpty();
  }

  @Test
  void goesWithItsConversation() throws Exception {
    String file = text();
    String session = chat(OneModelCatalog.ID.value(), file).string("session_id");

    client.delete("/v1/conversations/" + session);

    assertProblem(client.get("/v1/files/" + file), 404, "not_found");
  }

  @Test
  void refusesTooManyFiles() throws Exception {
    String[] files = new String[11];
    for (int i = 0; i < files.length; i++) {
      files[i] = UUID.randomUUID().toString();
    }

    Answer answer = chat(OneModelCatalog.ID.value(), files);

    assertProblem(answer, 422, "too_many_files");
    assertThat(answer.string("details.0.field")).isEqualTo("file_ids");
  }
}
