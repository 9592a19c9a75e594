package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Files that are sent with a message, as the model's provider gets them. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class FilesTest {
  private final ScriptedProvider provider = Servers.provider();
  private final Workspace workspace =
      Workspace.create(Servers.administered().administrator(), "files");
  private final ApiClient client = workspace.withRole("chat");

  /** A picture as a camera's program would write it. */
  static byte[] png() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      boolean written =
          ImageIO.write(new BufferedImage(40, 30, BufferedImage.TYPE_INT_RGB), "png", bytes);
      assertThat(written).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private Answer ask(ApiClient by, String model, String... files) {
    return by.post(
        "/v1/chat",
        Map.of("message", "Who ground the lens?", "model", model, "file_ids", List.of(files)));
  }

  private List<Json> lastMessages(String model) {
    return Json.parse(provider.calls(model).getLast().body()).list("messages");
  }

  @Test
  void textReachesTheProviderBehindItsFenceAndIsCited() {
    String file = Workspace.sendFile(client, "velmark.pdf", Pdfs.of(Handbook.pages()));

    Json answer = ask(client, ProviderScripts.STEADY, file).expect(200).json();

    Json instructions = lastMessages(ProviderScripts.STEADY).getFirst();
    assertThat(instructions.text("role")).isEqualTo("system");
    String shown = instructions.text("content");
    assertThat(shown)
        .contains("<attachments>\n<attachment number=\"1\" page=\"1\">\nvelmark.pdf\n");
    assertThat(
            shown.substring(
                shown.lastIndexOf("<attachments>"), shown.lastIndexOf("</attachments>")))
        .contains("Tessaly Orvane");
    Json citation = answer.list("citations").getFirst();
    assertThat(citation.text("document_id")).isEqualTo(file);
    assertThat(citation.text("title")).isEqualTo("velmark.pdf");
    String text = client.get("/v1/files/" + file + "/content").expect(200).body();
    assertThat(text.substring(citation.number("start"), citation.number("end")))
        .isEqualTo(citation.text("quote"));

    Json later =
        client
            .post(
                "/v1/chat",
                Map.of(
                    "message",
                    "Who was it again?",
                    "model",
                    ProviderScripts.STEADY,
                    "session_id",
                    answer.text("session_id")))
            .expect(200)
            .json();
    assertThat(later.list("citations").getFirst().text("document_id")).isEqualTo(file);
    assertThat(lastMessages(ProviderScripts.STEADY).getFirst().text("content"))
        .contains("Tessaly Orvane");
  }

  @Test
  void imageReachesTheProviderAsAPartOfItsMessage() {
    byte[] png = png();
    String file = Workspace.sendFile(client, "lighthouse.jpg", png);

    Json answer = ask(client, ProviderScripts.SEER, file).expect(200).json();

    assertThat(answer.text("output")).isEqualTo("A lighthouse.");
    assertThat(answer.get("usage").number("prompt_tokens")).isEqualTo(900);
    List<Json> parts = lastMessages(ProviderScripts.SEER).getLast().list("content");
    assertThat(parts).hasSize(2);
    assertThat(parts.getFirst().text("text")).isEqualTo("Who ground the lens?");
    assertThat(parts.getLast().text("type")).isEqualTo("image_url");
    assertThat(parts.getLast().get("image_url").text("url"))
        .isEqualTo("data:image/png;base64," + Base64.getEncoder().encodeToString(png));
    Json shown = client.get("/v1/conversations/" + answer.text("session_id")).expect(200).json();
    Json attached = shown.list("messages").getFirst().list("files").getFirst();
    assertThat(attached.text("id")).isEqualTo(file);
    assertThat(attached.text("media_type")).isEqualTo("image/png");
  }

  @Test
  void fileOfAnotherKeyOrTenantReachesNobody() {
    byte[] secret = "The ledger is behind the samovar.".getBytes(StandardCharsets.UTF_8);
    Workspace elsewhere = Workspace.create(Servers.administered().administrator(), "elsewhere");
    String file = Workspace.sendFile(client, "secret.txt", secret);

    for (ApiClient other :
        List.of(workspace.admin(), workspace.withRole("chat"), elsewhere.admin())) {
      assertThat(ask(other, ProviderScripts.STEADY, file).expect(404).json().text("code"))
          .isEqualTo("not_found");
      other.get("/v1/files/" + file).expect(404);
      other.get("/v1/files/" + file + "/content").expect(404);
      other.delete("/v1/files/" + file).expect(404);
      assertThat(other.get("/v1/files").expect(200).json().list("files")).isEmpty();
    }

    assertThat(provider.calls(ProviderScripts.STEADY))
        .noneMatch(call -> call.body().contains("samovar"));
    Json first = ask(client, ProviderScripts.STEADY, file).expect(200).json();
    assertThat(lastMessages(ProviderScripts.STEADY).getFirst().text("content")).contains("samovar");
    Json search = client.post("/v1/search", Map.of("query", "samovar")).expect(200).json();
    assertThat(search.list("passages")).isEmpty();
    assertThat(ask(client, ProviderScripts.STEADY, file).expect(409).json().text("code"))
        .isEqualTo("file_in_use");
    client.delete("/v1/conversations/" + first.text("session_id")).expect(204);
    client.get("/v1/files/" + file).expect(404);
  }

  @Test
  void longFileIsSearchedByMeaningAndByWords() {
    StringBuilder log = new StringBuilder("Log of Velmark Light.\n\n");
    for (int day = 0; day < 2_000; day++) {
      log.append("On day ")
          .append(day)
          .append(" the wind came from the west, the lamp burned, and nobody passed.\n\n");
    }
    log.insert(
        log.length() / 2, "\n\nThe second lens was ground by Tessaly Orvane, a glassmaker.\n\n");
    String file =
        Workspace.sendFile(client, "log.txt", log.toString().getBytes(StandardCharsets.UTF_8));

    Json answer = ask(client, ProviderScripts.STEADY, file).expect(200).json();

    assertThat(answer.list("warnings"))
        .extracting(warning -> warning.text("code"))
        .contains("file_excerpted");
    String shown = lastMessages(ProviderScripts.STEADY).getFirst().text("content");
    assertThat(shown).contains("Log of Velmark Light.", "Tessaly Orvane");
    assertThat(shown.length()).isLessThan(log.length() / 4);
  }
}
