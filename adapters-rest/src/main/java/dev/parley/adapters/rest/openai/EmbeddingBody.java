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
 * @param texts empty where there are tokens
 * @param tokens what was given in place of texts, a list for each
 * @param base64 whether vectors are wanted as base64 of their numbers
 * @param dimensions null: not said
 */
record EmbeddingBody(
    JsonBody json,
    String model,
    List<String> texts,
    List<List<Integer>> tokens,
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
    List<List<Integer>> tokens = new ArrayList<>();
    if (input instanceof String text) {
      texts.add(filled(INPUT, text));
    } else if (input instanceof List<?>) {
      items(Check.filledList(INPUT, input), texts, tokens);
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
        List.copyOf(tokens),
        base64,
        dimensions == null
            ? null
            : Integer.valueOf(Check.integer("dimensions", dimensions, 1, Integer.MAX_VALUE)));
  }

  /** Takes texts, or tokens: one list of them, or a list of lists. */
  private static void items(List<?> items, List<String> texts, List<List<Integer>> tokens) {
    if (items.getFirst() instanceof Number) {
      tokens.add(numbers(INPUT, items));
      return;
    }
    Check.length(INPUT, items, MOST_INPUTS);
    boolean lists = items.getFirst() instanceof List<?>;
    for (int i = 0; i < items.size(); i++) {
      String at = INPUT + "[" + i + "]";
      if (lists) {
        tokens.add(numbers(at, Check.filledList(at, items.get(i))));
      } else {
        texts.add(filled(at, Check.text(at, items.get(i))));
      }
    }
  }

  private static List<Integer> numbers(String at, List<?> numbers) {
    List<Integer> tokens = new ArrayList<>(numbers.size());
    for (int i = 0; i < numbers.size(); i++) {
      tokens.add(Check.integer(at + "[" + i + "]", numbers.get(i), 0, Integer.MAX_VALUE));
    }
    return tokens;
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
    return tokens.stream().mapToInt(List::size).sum()
        + texts.stream().mapToInt(counter::count).sum();
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
