package dev.parley.bootstrap.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents go in, and answers name the page and the words they rest on. */
@Timeout(value = 8, unit = TimeUnit.MINUTES)
class PdfCitationTest {
  private static final byte[] HANDBOOK = Pdfs.of(Handbook.pages());

  private static Workspace workspace;
  private static String dataset;
  private static String handbook;
  private static final List<Json> PROGRESS = new ArrayList<>();

  @BeforeAll
  static void ingest() {
    workspace = Workspace.create(Servers.administered().administrator(), "lighthouse");
    dataset = workspace.createDataset("Handbooks");
    String unused = workspace.createBot("keeper", dataset);
    Json accepted =
        workspace
            .admin()
            .upload(Workspace.documents(dataset), "Velmark Light.pdf", HANDBOOK)
            .expect(202)
            .json();
    assertThat(accepted.text("status")).isEqualTo("queued");
    handbook = accepted.text("document_id");
    Json last =
        Await.value(
            () -> "the handbook indexed, after " + PROGRESS,
            () -> {
              Json state = workspace.document(dataset, handbook);
              PROGRESS.add(state);
              boolean done =
                  !List.of("queued", "parsing", "chunking", "embedding")
                      .contains(state.text("status"));
              return done ? Optional.of(state) : Optional.empty();
            });
    assertThat(last.text("status")).as(last.toString()).isEqualTo("indexed");
  }

  @Test
  void ingestionShowsHowFarItIs() {
    Json last = PROGRESS.getLast();
    assertThat(last.fraction("progress")).isEqualTo(1.0);
    assertThat(last.number("pages")).isEqualTo(Handbook.pages().size());
    assertThat(last.number("chunks")).isGreaterThanOrEqualTo(Handbook.pages().size());
    assertThat(last.number("bytes")).isEqualTo(HANDBOOK.length);
    assertThat(last.text("media_type")).isEqualTo("application/pdf");
    assertThat(last.text("filename")).isEqualTo("Velmark Light.pdf");
    assertThat(last.lacks("error")).isTrue();
    assertThat(PROGRESS.stream().mapToDouble(state -> state.fraction("progress")).toArray())
        .isSorted();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Who ground the second lens of Velmark Light?|3|Tessaly Orvane",
        "How many litres of colza oil did the lamp burn in a winter night?|7|41 litres",
        "Which bell was cast for the fog signal, and by whom?|9|Harrow and Quint",
        "What was the range of the red sector in 1911?|11|14.5"
      })
  void answerNamesThePageAndItsVeryWords(String question, int page, String fact) {
    Json answer =
        workspace.admin().post("/v1/chat", Map.of("message", question)).expect(200).json();
    List<Json> citations = answer.list("citations");
    assertThat(citations)
        .as(answer.toString())
        .anySatisfy(
            citation -> {
              assertThat(citation.number("page")).isEqualTo(page);
              assertThat(Pdfs.normalised(citation.text("quote"))).isNotBlank();
              assertThat(Pdfs.normalised(citation.text("text"))).contains(fact);
            });
    assertThat(answer.text("output")).contains(fact);
    for (Json citation : citations) {
      assertThat(citation.text("document_id")).isEqualTo(handbook);
      assertThat(Pdfs.textOf(HANDBOOK, citation.number("page")))
          .contains(Pdfs.normalised(citation.text("quote")));
    }
  }

  @Test
  void searchFindsWhatChatWouldFind() {
    String question = "Who ground the second lens of Velmark Light?";
    List<ServerEvent> events;
    try (EventStream stream =
        workspace.admin().stream("/v1/chat", Map.of("message", question, "stream", true))) {
      events = stream.toEnd();
    }
    List<Json> retrieved =
        events.stream()
            .filter(event -> event.type().equals("retrieval"))
            .findFirst()
            .orElseThrow()
            .json()
            .list("passages");
    List<Json> found =
        workspace
            .admin()
            .post(
                "/v1/search",
                Map.of("query", question, "dataset_ids", List.of(dataset), "k", retrieved.size()))
            .expect(200)
            .json()
            .list("passages");
    assertThat(found)
        .extracting(passage -> passage.text("document_id") + " " + passage.number("page"))
        .containsExactlyElementsOf(
            retrieved.stream()
                .map(passage -> passage.text("document_id") + " " + passage.number("page"))
                .toList());
  }

  @Test
  void textAndMarkdownCanBeAskedAboutUntilTheyAreDeleted() {
    String notes = workspace.createDataset("Notes");
    String markdown =
        workspace.ingest(
            notes,
            "inventory.md",
            """
            # Store room

            The **spare mantles** lie on shelf K, behind the barometer.

            ## Kitchen

            The stove takes peat.
            """);
    String text =
        workspace.ingest(
            notes,
            "log.txt",
            "On the ninth of March the keeper saw a green comet over Ansk bay.\n");
    assertThat(workspace.searched(notes, "Where are the spare mantles?"))
        .first()
        .isEqualTo(markdown);
    assertThat(workspace.searched(notes, "green comet over the bay")).first().isEqualTo(text);

    byte[] same =
        "On the ninth of March the keeper saw a green comet over Ansk bay.\n"
            .getBytes(StandardCharsets.UTF_8);
    assertThat(workspace.upload(notes, "another name.txt", same)).isEqualTo(text);
    assertThat(workspace.admin().get(Workspace.documents(notes)).json().number("total"))
        .isEqualTo(2);

    workspace.admin().delete(Workspace.documents(notes) + "/" + text).expect(204);
    assertThat(workspace.searched(notes, "green comet over the bay")).doesNotContain(text);
    workspace.admin().get(Workspace.documents(notes) + "/" + text).expect(404);
    workspace.admin().get(Workspace.documents(notes) + "/" + text + "/chunks").expect(404);
    workspace.admin().get(Workspace.documents(notes) + "/" + text + "/content").expect(404);
  }
}
