package dev.parley.adapters.rest.openai;

import dev.parley.application.model.ModelGateway;
import dev.parley.domain.token.TokenCounter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request for embeddings, checked.
 *
 * @param model as the caller wrote it
 * @param texts empty where {@code tokenCount} is more than 0
 * @param tokenCount how many tokens were given in place of texts
 * @param base64 whether vectors are wanted as base64 of their numbers
 * @param dimensions null: not said
 */
record EmbeddingBody(
    JsonBody json,
    String model,
    List<String> texts,
    int tokenCount,
    boolean base64,
    @Nullable Integer dimensions) {
  private static final int MOST_INPUTS = 2_048;
  private static final String INPUT = "input";

  static EmbeddingBody read(byte[] bytes) {
    JsonBody json = JsonBody.read(bytes);
    String model = ChatCompletionBody.model(json);
    Object input = json.value(INPUT);
    if (input == null) {
      throw Check.missing(INPUT);
    }
    List<String> texts = new ArrayList<>();
    int tokenCount = 0;
    if (input instanceof String text) {
      texts.add(filled(INPUT, text));
    } else if (input instanceof List<?>) {
      tokenCount = items(Check.filledList(INPUT, input), texts);
    } else {
      throw Check.wrongType(INPUT, "one of a string or an array", input);
    }
    Object format = json.value("encoding_format");
    boolean base64 =
        format != null
            && Check.word("encoding_format", format, Set.of("float", "base64")).equals("base64");
    Object dimensions = json.value("dimensions");
    if (json.value("user") != null) {
      String unused = Check.text("user", json.value("user"));
    }
    return new EmbeddingBody(
        json,
        model,
        List.copyOf(texts),
        tokenCount,
        base64,
        dimensions == null
            ? null
            : Integer.valueOf(Check.integer("dimensions", dimensions, 1, Integer.MAX_VALUE)));
  }

  /** Takes texts, or counts tokens: one list of them, or a list of lists. */
  private static int items(List<?> items, List<String> texts) {
    if (items.getFirst() instanceof Number) {
      return numbers(INPUT, items);
    }
    if (items.size() > MOST_INPUTS) {
      throw Check.failed(
          INPUT,
          "array_above_max_length",
          "Invalid 'input': array too long. Expected an array with maximum length "
              + MOST_INPUTS
              + ", but got an array with length "
              + items.size()
              + " instead.");
    }
    boolean lists = items.getFirst() instanceof List<?>;
    int tokens = 0;
    for (int i = 0; i < items.size(); i++) {
      String at = INPUT + "[" + i + "]";
      if (lists) {
        tokens += numbers(at, Check.filledList(at, items.get(i)));
      } else {
        texts.add(filled(at, Check.text(at, items.get(i))));
      }
    }
    return tokens;
  }

  private static int numbers(String at, List<?> numbers) {
    for (int i = 0; i < numbers.size(); i++) {
      int unused = Check.integer(at + "[" + i + "]", numbers.get(i), 0, Integer.MAX_VALUE);
    }
    return numbers.size();
  }

  private static String filled(String at, String text) {
    if (text.isEmpty()) {
      throw Check.failed(
          at, "invalid_value", "Invalid '" + at + "': input cannot be an empty string.");
    }
    return text;
  }

  /** An estimate of what is to be read. */
  int tokens(TokenCounter counter) {
    return tokenCount + texts.stream().mapToInt(counter::count).sum();
  }

  /** The body as the provider is sent it: as it came, but for the model's name. */
  ModelGateway.Call call() {
    JsonBody.Member gap = Objects.requireNonNull(json.members().get("model"));
    byte[] bytes = json.bytes();
    return new ModelGateway.Call(
        ModelGateway.Operation.EMBEDDINGS,
        Arrays.copyOfRange(bytes, 0, gap.start()),
        Arrays.copyOfRange(bytes, gap.end(), bytes.length),
        false,
        false);
  }
}
