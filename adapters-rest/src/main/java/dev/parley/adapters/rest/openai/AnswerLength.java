package dev.parley.adapters.rest.openai;

import java.util.regex.Pattern;

/** How the length of an answer is limited in a chat completion. */
public final class AnswerLength {
  /** Models of OpenAI's that call the most tokens by its newer name alone. */
  private static final Pattern REASONING = Pattern.compile("(?:.*/)?(?:o\\d|gpt-[5-9]).*");

  private AnswerLength() {}

  /** The parameter that a model takes. */
  public static String parameter(String model) {
    return REASONING.matcher(model).matches() ? "max_completion_tokens" : "max_tokens";
  }
}
