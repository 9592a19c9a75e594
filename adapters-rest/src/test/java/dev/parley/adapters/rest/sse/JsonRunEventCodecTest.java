package dev.parley.adapters.rest.sse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.application.conversation.RunJournal.Encoded;
import dev.parley.application.fixtures.Fixtures;
import dev.parley.domain.conversation.ConversationId;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.conversation.RunEvent;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunId;
import dev.parley.domain.conversation.RunRefusal;
import dev.parley.domain.conversation.Warning;
import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.ChunkDraft;
import dev.parley.domain.knowledge.ChunkId;
import dev.parley.domain.knowledge.Citation;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.LegRanks;
import dev.parley.domain.knowledge.LegScores;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import io.micronaut.json.JsonMapper;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonRunEventCodecTest {
  private static final UUID A = UUID.fromString("019c0000-0000-7000-8000-00000000000a");
  private static final UUID B = UUID.fromString("019c0000-0000-7000-8000-00000000000b");
  private static final UUID C = UUID.fromString("019c0000-0000-7000-8000-00000000000c");
  private static final TokenUsage USAGE = new TokenUsage(10, 5, new Money(1_234_567));
  private static final String USAGE_JSON =
      "{\"prompt_tokens\":10,\"completion_tokens\":5,\"total_tokens\":15,\"cost\":1.234567}";

  private final JsonRunEventCodec codec = new JsonRunEventCodec(JsonMapper.createDefault());

  private void assertEncoded(RunEvent event, String type, String json, boolean terminal) {
    assertThat(codec.encode(event)).isEqualTo(new Encoded(type, json, terminal));
  }

  @Test
  void writesTheBeginning() {
    assertEncoded(
        new RunEvent.Started(new RunId(A), new ConversationId(B), new MessageId(C), Fixtures.MODEL),
        "run.started",
        "{\"run_id\":\""
            + A
            + "\",\"session_id\":\""
            + B
            + "\",\"message_id\":\""
            + C
            + "\",\"model\":\"offline\"}",
        false);
  }

  @Test
  void writesWhatWasFound() {
    Chunk chunk =
        new Chunk(
            new ChunkId(A),
            new DocumentId(B),
            new DatasetId(C),
            new ChunkDraft(0, 3, new TextSpan(5, 9), "", "text", 1));
    Passage passage =
        new Passage(chunk, "Pumps", 0.5, new LegRanks(1, null), new LegScores(0.25, null));

    assertEncoded(
        new RunEvent.Retrieved(List.of(passage), null),
        "retrieval",
        "{\"passages\":[{\"index\":1,\"chunk_id\":\""
            + A
            + "\",\"document_id\":\""
            + B
            + "\",\"title\":\"Pumps\",\"page\":3,\"score\":0.5}]}",
        false);
    assertEncoded(
        new RunEvent.Retrieved(List.of(), "large pumps"),
        "retrieval",
        "{\"query\":\"large pumps\",\"passages\":[]}",
        false);
  }

  @Test
  void writesACitationWithThePassageAroundIt() {
    Citation citation =
        new Citation(
            2,
            new ChunkId(A),
            new DocumentId(B),
            "Pumps",
            3,
            new TextSpan(104, 110),
            "grease",
            new Citation.PassageText("Use grease.", 100));

    assertEncoded(
        new RunEvent.Cited(citation),
        "citation",
        "{\"index\":2,\"chunk_id\":\""
            + A
            + "\",\"document_id\":\""
            + B
            + "\",\"title\":\"Pumps\",\"page\":3,\"start\":104,\"end\":110,\"quote\":\"grease\","
            + "\"text\":\"Use grease.\",\"text_start\":100}",
        false);
  }

  @Test
  void writesCallsOfToolsAndWhatCameOfThem() {
    assertEncoded(
        new RunEvent.ToolCalled("call_1", "clock", "{\"zone\":\"UTC\"}"),
        "tool.call",
        "{\"id\":\"call_1\",\"name\":\"clock\",\"arguments\":\"{\\\"zone\\\":\\\"UTC\\\"}\"}",
        false);
    assertEncoded(
        new RunEvent.ToolCalled("call_2", "", ""),
        "tool.call",
        "{\"id\":\"call_2\",\"name\":\"\",\"arguments\":\"\"}",
        false);
    assertEncoded(
        new RunEvent.ToolReturned("call_1", false, "No."),
        "tool.result",
        "{\"id\":\"call_1\",\"ok\":false,\"summary\":\"No.\"}",
        false);
  }

  @Test
  void writesWarningsAndUsage() {
    assertEncoded(
        new RunEvent.Warned(Warning.NO_PASSAGES),
        "warning",
        "{\"code\":\"no_passages\",\"detail\":\"" + Warning.NO_PASSAGES.detail() + "\"}",
        false);
    assertEncoded(new RunEvent.Used(USAGE), "usage", USAGE_JSON, false);
    assertEncoded(
        new RunEvent.Used(TokenUsage.NONE),
        "usage",
        "{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0,\"cost\":0.000000}",
        false);
  }

  @Test
  void writesEachEndAsTheLastEvent() {
    assertEncoded(
        new RunEvent.Completed(new MessageId(A), FinishReason.CONTENT_FILTER, USAGE),
        "message.completed",
        "{\"message_id\":\""
            + A
            + "\",\"finish_reason\":\"content_filter\",\"usage\":"
            + USAGE_JSON
            + "}",
        true);
    assertEncoded(
        new RunEvent.Refused(new RunRefusal("out_of_scope", "Water")),
        "run.refused",
        "{\"reason\":\"out_of_scope\",\"scope\":\"Water\"}",
        true);
    assertEncoded(
        new RunEvent.Refused(new RunRefusal("prompt_injection", null)),
        "run.refused",
        "{\"reason\":\"prompt_injection\"}",
        true);
    assertEncoded(new RunEvent.Cancelled(), "run.cancelled", "{}", true);
    assertEncoded(
        new RunEvent.Failed(new RunFailure(RunFailure.Code.PROVIDER_REJECTED, "No.")),
        "run.failed",
        "{\"code\":\"provider_rejected\",\"detail\":\"No.\",\"retryable\":false}",
        true);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        " ",
        "\n",
        "two\r\nlines",
        "\"quoted\" \\ back",
        "\u0000\u001f\u2028\u2029",
        "ä😀",
        "</script>",
      })
  void writesTextOnOneLineAndReadsItBack(String text) {
    Encoded encoded = codec.encode(new RunEvent.Delta(text));

    assertThat(encoded.json()).doesNotContain("\n", "\r");
    assertThat(codec.deltaOf(encoded)).isEqualTo(text);
  }

  @Test
  void findsNoTextInOtherEvents() {
    assertThat(codec.deltaOf(codec.encode(new RunEvent.Refused(new RunRefusal("reason", null)))))
        .isEmpty();
    assertThat(codec.deltaOf(codec.encode(new RunEvent.Used(USAGE)))).isEmpty();
  }

  @Test
  void knowsEveryKindOfEvent() {
    assertThat(Arrays.asList(RunEvent.class.getPermittedSubclasses()))
        .contains(RunEvent.Delta.class, RunEvent.Terminal.class)
        .hasSize(9);
  }
}
