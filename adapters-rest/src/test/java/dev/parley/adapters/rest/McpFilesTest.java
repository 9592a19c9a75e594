package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.attachment.Pictures;
import dev.parley.domain.tenant.Role;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Files that are named in a question to a bot by the Model Context Protocol. */
final class McpFilesTest {
  private static final String STORED = "result.structuredContent.";

  private final RestServer server = RestServer.shared();

  private static String upload(RestClient by, String name, byte[] content) throws Exception {
    return Knowledge.created(by.call("POST", "/v1/files").multipart(name, content).send());
  }

  private static String text(RestClient by) throws Exception {
    return upload(
        by, "pumps.txt", "Pumps of type 7 need grease daily.".getBytes(StandardCharsets.UTF_8));
  }

  private static Answer ask(RestClient by, String more, String... files) throws Exception {
    return McpClient.open(by)
        .tool(
            "ask_helper",
            "{\"question\":\"How are pumps kept?\",\"file_ids\":[%s]%s}"
                .formatted(
                    files.length == 0 ? "" : "\"" + String.join("\",\"", files) + "\"", more));
  }

  private static void assertRefused(Answer answer, String code) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.at("result.isError").getBooleanValue()).as(answer.text()).isTrue();
    assertThat(answer.string("result.content.0.text")).startsWith(code + ": ");
    assertThat(DocumentedErrors.codes()).containsKey(code);
  }

  private static int conversations(RestClient of) throws Exception {
    return of.get("/v1/conversations").number("total");
  }

  @Test
  void describesThemToClients() throws Exception {
    Answer listed = McpClient.open(Knowledge.in(server).admin()).request("tools/list", "{}");

    String files = "result.tools.0.inputSchema.properties.file_ids.";
    assertThat(listed.string(files + "type")).isEqualTo("array");
    assertThat(listed.string(files + "items.format")).isEqualTo("uuid");
    assertThat(listed.number(files + "maxItems")).isEqualTo(10);
    assertThat(listed.string(files + "description")).contains("/v1/files");
  }

  @Test
  void answersFromAFileAndBindsItToTheConversation() throws Exception {
    RestClient caller = Knowledge.in(server).admin();
    String file = text(caller);

    Answer answer = ask(caller, "", file);

    assertThat(answer.at("result.isError").getBooleanValue()).as(answer.text()).isFalse();
    assertThat(answer.string(STORED + "citations.0.document_id")).isEqualTo(file);
    assertThat(answer.string(STORED + "citations.0.title")).isEqualTo("pumps.txt");
    String session = answer.string(STORED + "session_id");
    assertThat(caller.get("/v1/conversations/" + session).string("messages.0.files.0.id"))
        .isEqualTo(file);
    assertThat(caller.get("/v1/files/" + file).string("conversation_id")).isEqualTo(session);
    assertRefused(ask(caller, "", file), "file_in_use");
  }

  @Test
  void addsFilesToAConversationThatGoesOn() throws Exception {
    RestClient caller = Knowledge.in(server).admin();
    String first = text(caller);
    String session = ask(caller, "", first).string(STORED + "session_id");
    String second = text(caller);

    Answer next = ask(caller, ",\"session_id\":\"" + session + "\"", second, first);

    assertThat(next.at("result.isError").getBooleanValue()).as(next.text()).isFalse();
    Answer stored = caller.get("/v1/conversations/" + session);
    assertThat(stored.string("messages.2.files.0.id")).isEqualTo(second);
    assertThat(stored.string("messages.2.files.1.id")).isEqualTo(first);
  }

  @Test
  void asksWithoutFilesWhereTheListIsEmpty() throws Exception {
    RestClient caller = Knowledge.in(server).admin();

    Answer answer = ask(caller, "");

    assertThat(answer.at("result.isError").getBooleanValue()).as(answer.text()).isFalse();
    String session = answer.string(STORED + "session_id");
    assertThat(caller.get("/v1/conversations/" + session).at("messages.0.files").size()).isZero();
  }

  @Test
  void knowsNoFileOfAnotherTenantNorOfAnotherKey() throws Exception {
    Knowledge mine = Knowledge.in(server);
    RestClient colleague = RestClient.with(server, server.key(mine.tenant().id(), Role.CHAT));
    String foreign = text(Knowledge.in(server).admin());
    String another = text(colleague);
    String own = text(mine.admin());

    Answer nothing = ask(mine.admin(), "", UUID.randomUUID().toString());

    assertRefused(nothing, "not_found");
    for (String hidden : new String[] {foreign, another}) {
      assertThat(ask(mine.admin(), "", hidden).at("result")).isEqualTo(nothing.at("result"));
      assertThat(ask(mine.admin(), "", own, hidden).at("result")).isEqualTo(nothing.at("result"));
    }
    assertThat(conversations(mine.admin())).isZero();
    assertThat(mine.admin().get("/v1/files/" + own).at("conversation_id").isNull()).isTrue();
    assertThat(colleague.get("/v1/files/" + another).at("conversation_id").isNull()).isTrue();
  }

  @Test
  void addsNoForeignFileToAConversationThatGoesOn() throws Exception {
    RestClient caller = Knowledge.in(server).admin();
    String session = ask(caller, "").string(STORED + "session_id");
    String foreign = text(Knowledge.in(server).admin());

    assertRefused(ask(caller, ",\"session_id\":\"" + session + "\"", foreign), "not_found");

    assertThat(caller.get("/v1/conversations/" + session).number("message_count")).isEqualTo(2);
  }

  @Test
  void refusesWhatChatRefuses() throws Exception {
    RestClient caller = Knowledge.in(server).admin();
    String picture = upload(caller, "pump.png", Pictures.png(512, 512));
    String[] many =
        Collections.nCopies(11, "").stream()
            .map(each -> UUID.randomUUID().toString())
            .toArray(String[]::new);

    assertRefused(ask(caller, "", picture), "model_without_vision");
    assertRefused(ask(caller, "", many), "too_many_files");
    assertRefused(ask(caller, "", "not-an-id"), "invalid_request");
    assertThat(conversations(caller)).isZero();
  }
}
