package dev.parley.domain.guardrail.output;

import dev.parley.domain.guardrail.OutputStage;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Ends an answer where it begins to recite its system prompt, and says that it did.
 *
 * <p>An answer leaks when {@value #RUN} words in a row are the prompt's, in its order; when pieces
 * of at least {@value #PIECE} words, which is more than a phrase has by chance, make up a third of
 * the prompt and {@value #MIN_PIECED} of its words; or when it says a canary. So a prompt of fewer
 * than {@value #RUN} words never triggers by its words, nor does a phrase that prompt and answer
 * share: a refusal that the prompt dictates must be shorter than that, or be excepted by leaving it
 * out of what is given here. Translated, encoded or retold prompts are not recognised.
 *
 * <p>Once {@value #PIECE} words in a row are the prompt's, what follows is held back until the row
 * breaks or is long enough, at most {@value #BOUND} characters; of a prompt recited to the letter
 * its first {@value #PIECE} words get out. Of a canary, nothing does. The work is linear. Used by
 * one thread, for one answer.
 */
public final class LeakStage implements OutputStage {
  /** Words in a row that nobody says by chance. */
  public static final int RUN = 12;

  /** Words in a row that count as a piece of the prompt. */
  public static final int PIECE = 6;

  /** Pieces together are no leak with fewer words than this. */
  public static final int MIN_PIECED = 24;

  /** Pieces together are a leak from this part of the prompt on, as its denominator. */
  private static final int SHARE = 3;

  /** How many characters are held back at most. */
  public static final int BOUND = 512;

  private final SystemPrompt prompt;
  private final SystemPrompt.Reader reader;
  private final Consumer<Leak> onLeak;
  private final PromptWords words = new PromptWords();
  private final BitSet said = new BitSet();
  private final List<CanaryReader> canaries = new ArrayList<>();
  private final StringBuilder held = new StringBuilder();
  private final StringBuilder ready = new StringBuilder();
  private boolean reciting;
  private boolean told;
  private @Nullable Leak leak;

  /**
   * @param onLeak told once, after everything before the leak has been handed on
   */
  public LeakStage(SystemPrompt prompt, Consumer<Leak> onLeak) {
    this.prompt = Objects.requireNonNull(prompt);
    this.reader = prompt.new Reader();
    this.onLeak = Objects.requireNonNull(onLeak);
    prompt.canaries().forEach(canary -> canaries.add(new CanaryReader(canary)));
  }

  /** Whether the answer has been ended. */
  public boolean leaked() {
    return leak != null;
  }

  @Override
  public void accept(String piece, Consumer<String> out) {
    for (int i = 0; i < piece.length() && leak == null; i++) {
      read(piece.charAt(i));
    }
    flush(out);
  }

  @Override
  public void finish(Consumer<String> out) {
    if (leak == null) {
      count(words.end());
    }
    if (leak == null) {
      release(held.length());
    }
    flush(out);
  }

  private void flush(Consumer<String> out) {
    if (!ready.isEmpty()) {
      String passed = ready.toString();
      ready.setLength(0);
      out.accept(passed);
    }
    Leak found = leak;
    if (found != null && !told) {
      told = true;
      held.setLength(0);
      onLeak.accept(found);
    }
  }

  private void read(char c) {
    count(words.read(c));
    held.append(c);
    if (leak != null) {
      return;
    }
    int open = 0;
    for (CanaryReader canary : canaries) {
      int matched = canary.read(c);
      if (matched == canary.length()) {
        release(held.length() - matched);
        leak = new Leak.Canary();
        return;
      }
      open = Math.max(open, matched);
    }
    if (!reciting) {
      release(held.length() - open);
    } else if (held.length() > BOUND) {
      release(held.length() - Math.max(BOUND, open));
    }
  }

  private void count(String word) {
    if (word.isEmpty()) {
      return;
    }
    int row = reader.read(word);
    reciting = row >= PIECE;
    if (!reciting) {
      return;
    }
    int end = reader.position() + 1;
    said.set(end - PIECE, end);
    int pieced = said.cardinality();
    if (row >= RUN) {
      leak = new Leak.Recited(row);
    } else if (pieced >= MIN_PIECED && pieced * SHARE >= prompt.size()) {
      leak = new Leak.Pieced(pieced, prompt.size());
    }
  }

  private void release(int length) {
    int safe = Math.max(0, length);
    if (safe > 0 && safe < held.length() && Character.isHighSurrogate(held.charAt(safe - 1))) {
      safe--;
    }
    ready.append(held, 0, safe);
    held.delete(0, safe);
  }

  /** Finds one word (Knuth, Morris, Pratt, Fast pattern matching in strings, 1977). */
  private static final class CanaryReader {
    private final String word;
    private final int[] border;
    private int matched;

    CanaryReader(String word) {
      this.word = word;
      this.border = new int[word.length()];
      for (int i = 1, k = 0; i < border.length; i++) {
        while (k > 0 && word.charAt(i) != word.charAt(k)) {
          k = border[k - 1];
        }
        k += word.charAt(i) == word.charAt(k) ? 1 : 0;
        border[i] = k;
      }
    }

    int length() {
      return word.length();
    }

    int read(char c) {
      char lower = Character.toLowerCase(c);
      while (matched > 0 && (matched == word.length() || lower != word.charAt(matched))) {
        matched = border[matched - 1];
      }
      matched += lower == word.charAt(matched) ? 1 : 0;
      return matched;
    }
  }
}
