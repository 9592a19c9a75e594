package dev.parley.adapters.llm.openai;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlainChunksTest {
  private final PlainChunks chunks = new PlainChunks();

  @Test
  void findsTheTextOfChunksThatSayNothingElse() {
    for (String text : List.of("Hello", " world", "", "ü 😀", "]}", ",\"finish_reason\":null")) {
      String quoted = text.replace("\"", "\\\"");
      assertThat(textOf(chunk("{\"content\":\"" + quoted + "\"}", "null")))
          .isEqualTo(text.isEmpty() ? null : text);
    }
  }

  @Test
  void decodesWhatIsEscaped() {
    assertThat(textOf(chunk("{\"content\":\"a\"}", "null"))).isEqualTo("a");
    assertThat(textOf(chunk("{\"content\":\"\\n\\\"\\u00fc\\ud83d\\ude00\\\\\"}", "null")))
        .isEqualTo("\n\"ü😀\\");
    assertThat(textOf(chunk("{\"content\":\"b\\\\\"}", "null"))).isEqualTo("b\\");
    assertThat(textOf(chunk("{\"content\":\"c\"}", "null"))).isEqualTo("c");
  }

  @Test
  void passesOverWhatNobodyHasToKnow() {
    assertThat(
            textOf(
                """
                {"id":"x","object":"chat.completion.chunk","usage":null,"choices":[{"index":0,\
                "logprobs":{"content":[{"token":"a"}]},"delta":{"role":"assistant",\
                "refusal":null,"tool_calls":null,"content":"a"},"finish_reason":null}],\
                "obfuscation":"Xy7"}\
                """))
        .isEqualTo("a");
  }

  @Test
  void leavesChunksAloneThatSayMore() {
    String plain = chunk("{\"content\":\"a\"}", "null");
    assertThat(textOf(plain)).isEqualTo("a");
    for (String more :
        List.of(
            chunk("{\"content\":\"a\"}", "\"stop\""),
            chunk("{\"content\":\"a\",\"tool_calls\":[{\"index\":0}]}", "null"),
            chunk("{\"content\":\"a\",\"function_call\":{}}", "null"),
            chunk("{\"content\":null}", "null"),
            chunk("{\"content\":[\"a\"]}", "null"),
            chunk("{\"role\":\"assistant\"}", "null"),
            chunk("null", "null"),
            plain.replace("\"x\"", "\"x\",\"usage\":{\"prompt_tokens\":1}"),
            plain.replace("\"x\"", "\"x\",\"error\":{\"message\":\"no\"}"),
            plain.replace("\"x\"", "\"x\",\"object\":\"error\""),
            plain.replace("}]}", "},{\"index\":1,\"delta\":{\"content\":\"b\"}}]}"),
            plain + "{}",
            plain.substring(0, plain.length() - 1),
            plain.replace("}]}", "}],}"),
            "{\"choices\":[]}",
            "[]",
            "[DONE]",
            "")) {
      assertThat(textOf(more)).as(more).isNull();
      // And what is like the one before is still known for what it is.
      assertThat(textOf(plain)).isEqualTo("a");
    }
  }

  private @Nullable String textOf(String json) {
    byte[] bytes = ("data: " + json + "\n\n").getBytes(StandardCharsets.UTF_8);
    return chunks.textOf(bytes, 6, bytes.length - 2);
  }

  private static String chunk(String delta, String reason) {
    return "{\"id\":\"x\",\"choices\":[{\"index\":0,\"delta\":%s,\"finish_reason\":%s}]}"
        .formatted(delta, reason);
  }
}
