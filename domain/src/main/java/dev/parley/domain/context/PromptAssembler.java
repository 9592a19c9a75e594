package dev.parley.domain.context;

import dev.parley.domain.context.Sacrifice.Part;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.token.TokenCounter;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Puts a prompt together under a token budget. What does not fit is given up in a visible order, by
 * default history, then passages, then the summary; nothing is given up while something earlier in
 * the order could go instead. Instructions, the specifications of tools, the newest message and the
 * calls made since are never given up. Room that a passage or the summary leaves behind is filled
 * with what is earlier in the order.
 */
public final class PromptAssembler {
  /** What providers' chat formats add to each message, in tokens, rounded up. */
  public static final int TOKENS_PER_TURN = 4;

  /** What they add to each call of a tool. */
  public static final int TOKENS_PER_CALL = 8;

  private final TokenCounter tokens;
  private final TruncationStrategy truncation;
  private final List<Part> order;

  public PromptAssembler(TokenCounter tokens, TruncationStrategy truncation) {
    this(tokens, truncation, Sacrifice.DEFAULT_ORDER);
  }

  /**
   * @param order each part once; the first is given up first
   */
  public PromptAssembler(TokenCounter tokens, TruncationStrategy truncation, List<Part> order) {
    this.tokens = Objects.requireNonNull(tokens);
    this.truncation = Objects.requireNonNull(truncation);
    this.order = List.copyOf(order);
    if (order.size() != Part.values().length
        || !EnumSet.copyOf(order).equals(EnumSet.allOf(Part.class))) {
      throw new IllegalArgumentException("order: " + order + " (expected: each part once)");
    }
  }

  /** The same, counting as another model does. */
  public PromptAssembler counting(TokenCounter other) {
    return new PromptAssembler(other, truncation, order);
  }

  /**
   * What a prompt is made of.
   *
   * @param system instructions; may be empty
   * @param toolSpecs the specifications of tools, as the provider is sent them beside the prompt;
   *     counted, not shown; may be empty
   * @param summary of the turns before {@code history}; null if there is none
   * @param history oldest first, without what the summary covers and without the newest message
   * @param newest the message to be answered, and the calls and results since; 1 turn or more
   * @param passages best first
   */
  public record Parts(
      String system,
      String toolSpecs,
      @Nullable String summary,
      List<Turn> history,
      List<Turn> newest,
      List<Passage> passages) {
    public Parts {
      Objects.requireNonNull(system);
      Objects.requireNonNull(toolSpecs);
      history = List.copyOf(history);
      newest = List.copyOf(newest);
      passages = List.copyOf(passages);
    }
  }

  /** A prompt, or why there can be none. */
  public sealed interface Outcome {
    /** The prompt fits its budget. */
    record Assembled(Prompt prompt) implements Outcome {}

    /** What may not be given up is larger than the budget by itself, all in tokens. */
    record TooLarge(int needed, int budget) implements Outcome {}
  }

  /** Assembles a prompt of at most {@code budget} tokens, without tools and summary. */
  public Outcome assemble(
      String system, List<Turn> history, Turn newest, List<Passage> passages, int budget) {
    return assemble(
        new Parts(system, "", null, history, List.of(newest), passages),
        ContextBudget.ofPrompt(budget));
  }

  /** Assembles a prompt within a budget. */
  public Outcome assemble(Parts parts, ContextBudget budget) {
    Draft draft = new Draft(parts);
    if (draft.size() > budget.prompt()) {
      return new Outcome.TooLarge(draft.size(), budget.prompt());
    }
    // What is given up last takes its place first, so nothing earlier can be in its way.
    for (Part part : order.reversed()) {
      switch (part) {
        case HISTORY -> draft.takeHistory(budget.prompt());
        case PASSAGES -> draft.takePassages(budget.prompt());
        case SUMMARY -> draft.takeSummary(budget.prompt());
      }
    }
    return new Outcome.Assembled(draft.prompt());
  }

  /** What is taken into the prompt so far. */
  private final class Draft {
    private final Parts parts;

    /** Tokens of what stands beside the instructions and is never given up. */
    private final int fixed;

    private @Nullable String summary;
    private List<Passage> passages = List.of();
    private List<Turn> history = List.of();
    private int historyTokens;
    private int instructionTokens;

    Draft(Parts parts) {
      this.parts = parts;
      int specs = parts.toolSpecs().isEmpty() ? 0 : tokens.count(parts.toolSpecs());
      this.fixed = specs + cost(parts.newest(), tokens);
      this.instructionTokens = instructionTokens(null, List.of());
    }

    int size() {
      return fixed + instructionTokens + historyTokens;
    }

    private int instructionTokens(@Nullable String summary, List<Passage> passages) {
      String text = Prompt.instructions(parts.system(), summary, passages);
      return text.isEmpty() ? 0 : tokens.count(text) + TOKENS_PER_TURN;
    }

    void takeSummary(int budget) {
      if (parts.summary() == null) {
        return;
      }
      int with = instructionTokens(parts.summary(), passages);
      if (fixed + historyTokens + with <= budget) {
        summary = parts.summary();
        instructionTokens = with;
      }
    }

    void takePassages(int budget) {
      int low = 0;
      int high = parts.passages().size();
      while (low < high) {
        // The most is tried first: as a rule all of them fit.
        int middle = high == parts.passages().size() ? high : (low + high + 1) >>> 1;
        List<Passage> best = parts.passages().subList(0, middle);
        int with = instructionTokens(summary, best);
        if (fixed + historyTokens + with <= budget) {
          passages = best;
          instructionTokens = with;
          low = middle;
        } else {
          high = middle - 1;
        }
      }
    }

    void takeHistory(int budget) {
      history = truncation.keep(parts.history(), budget - size(), tokens);
      historyTokens = cost(history, tokens);
    }

    Prompt prompt() {
      List<Turn> turns = new ArrayList<>(history);
      turns.addAll(parts.newest());
      return new Prompt(parts.system(), summary, passages, turns, size(), sacrifices());
    }

    private List<Sacrifice> sacrifices() {
      List<Sacrifice> sacrifices = new ArrayList<>();
      for (Part part : order) {
        int of =
            switch (part) {
              case HISTORY -> parts.history().size();
              case PASSAGES -> parts.passages().size();
              case SUMMARY -> parts.summary() == null ? 0 : 1;
            };
        int kept =
            switch (part) {
              case HISTORY -> history.size();
              case PASSAGES -> passages.size();
              case SUMMARY -> summary == null ? 0 : 1;
            };
        if (kept < of) {
          sacrifices.add(new Sacrifice(part, of - kept, of));
        }
      }
      return sacrifices;
    }
  }

  static int cost(List<Turn> turns, TokenCounter tokens) {
    return turns.stream().mapToInt(turn -> cost(turn, tokens)).sum();
  }

  static int cost(Turn turn, TokenCounter tokens) {
    int cost = tokens.count(turn.shown()) + TOKENS_PER_TURN;
    for (Turn.Call call : turn.calls()) {
      cost +=
          tokens.count(call.id())
              + tokens.count(call.name())
              + tokens.count(call.arguments())
              + TOKENS_PER_CALL;
    }
    for (Picture picture : turn.pictures()) {
      cost += picture.tokens();
    }
    return turn.answers() == null ? cost : cost + tokens.count(turn.answers());
  }
}
