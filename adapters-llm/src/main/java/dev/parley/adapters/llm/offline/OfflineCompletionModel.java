package dev.parley.adapters.llm.offline;

import dev.parley.application.model.CompletionModel;
import dev.parley.domain.context.LimitedAnswer;
import dev.parley.domain.context.Prompt;
import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.routing.Model;
import dev.parley.domain.routing.ModelId;
import dev.parley.domain.routing.TokenPrice;
import dev.parley.domain.token.TokenCounter;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Answers with sentences of the passages, each followed by the number of its passage, and says that
 * no language model wrote them. It reads the last message alone and follows no instruction, neither
 * the bot's nor one that stands in a passage. Needs no network; takes milliseconds.
 */
public final class OfflineCompletionModel implements CompletionModel {
  /** What is known of it. */
  public static final Model MODEL =
      new Model(
          new ModelId("offline"),
          "offline",
          32_768,
          1_024,
          TokenPrice.FREE,
          Set.of("chat", "streaming"));

  private static final String PREAMBLE =
      "No language model is configured. These sentences from the documents come closest:";

  private static final String NOTHING_FOUND =
      "I found nothing in the documents for this message, and without a language model I cannot"
          + " answer from anything else. To configure one, set OPENAI_API_KEY, GROQ_API_KEY or"
          + " OLLAMA_BASE_URL and start Parley again.";

  private static final String NOTHING_ALIKE =
      "I found passages in the documents, but no sentence in them that comes close to this"
          + " message, and without a language model I cannot read further into them. To configure"
          + " one, set OPENAI_API_KEY, GROQ_API_KEY or OLLAMA_BASE_URL and start Parley again.";

  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

  /** A number in brackets that stands in a document would be read as a marker of ours. */
  private static final Pattern MARKER = Pattern.compile("\\[(\\d{1,3})]");

  /** What makes a line of Markdown a heading, a list item or a quotation. */
  private static final Pattern BLOCK_MARK = Pattern.compile("^(?:#{1,6}|[-*+>])\\s+");

  private final TokenCounter tokens;

  public OfflineCompletionModel(TokenCounter tokens) {
    this.tokens = Objects.requireNonNull(tokens);
  }

  @Override
  public Completion complete(Request request, TokenSink sink) {
    Prompt prompt = request.prompt();
    String answer = answer(prompt, request.model().maxOutputTokens());
    LimitedAnswer limited = new LimitedAnswer(request.limits(), tokens);
    StringBuilder said = new StringBuilder();
    int from = 0;
    while (from < answer.length() && limited.end() == null) {
      if (Thread.currentThread().isInterrupted()) {
        return new Completion.Interrupted();
      }
      int to = endOfWord(answer, from);
      say(limited.accept(answer.substring(from, to)), said, sink);
      from = to;
    }
    say(limited.finish(), said, sink);
    return new Completion.Finished(
        limited.end() == null ? FinishReason.STOP : limited.end(),
        prompt.tokens(),
        tokens.count(said));
  }

  private static void say(String text, StringBuilder said, TokenSink sink) {
    if (!text.isEmpty()) {
      said.append(text);
      sink.accept(text);
    }
  }

  private String answer(Prompt prompt, int maxTokens) {
    if (prompt.passages().isEmpty()) {
      return NOTHING_FOUND;
    }
    List<ClosestSentences.Sentence> closest =
        ClosestSentences.to(prompt.question(), prompt.passages());
    if (closest.isEmpty()) {
      return NOTHING_ALIKE;
    }
    StringBuilder answer = new StringBuilder(PREAMBLE);
    int used = tokens.count(answer);
    boolean quoted = false;
    for (ClosestSentences.Sentence sentence : closest) {
      // A paragraph of its own: a marker speaks for the text back to the end of the line before.
      String paragraph = "\n\n" + displayed(sentence.text()) + " [" + sentence.index() + "]";
      int size = tokens.count(paragraph);
      if (!quoted || used + size <= maxTokens) {
        answer.append(paragraph);
        used += size;
        quoted = true;
      }
    }
    return answer.toString();
  }

  private static String displayed(String sentence) {
    String line = WHITE_SPACE.matcher(sentence).replaceAll(" ").strip();
    String text = BLOCK_MARK.matcher(line).replaceFirst("");
    return MARKER.matcher(text).replaceAll("($1)");
  }

  /** Behind the white space that follows the word at {@code from}. */
  private static int endOfWord(String text, int from) {
    int to = from;
    while (to < text.length() && !Character.isWhitespace(text.charAt(to))) {
      to++;
    }
    while (to < text.length() && Character.isWhitespace(text.charAt(to))) {
      to++;
    }
    return to;
  }
}
