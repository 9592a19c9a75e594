package dev.parley.domain.context;

import java.util.List;

/**
 * Something that was left out of a prompt so that the rest fits.
 *
 * @param count how many of them; 1 or more
 * @param of how many there were
 */
public record Sacrifice(Part part, int count, int of) {

  /** What may be left out. Everything else may not: see {@link PromptAssembler}. */
  public enum Part {
    /** Turns of the history, as the truncation strategy says. */
    HISTORY("history"),
    /** Passages, the worst first. */
    PASSAGES("passages"),
    /** The summary of what the history no longer shows. */
    SUMMARY("summary");

    private final String code;

    Part(String code) {
      this.code = code;
    }

    /** The stable word for it. */
    public String code() {
      return code;
    }
  }

  /** First to be given up first: turns can be asked about again, passages carry the answer. */
  public static final List<Part> DEFAULT_ORDER = List.of(Part.HISTORY, Part.PASSAGES, Part.SUMMARY);

  public Sacrifice {
    if (count < 1 || count > of) {
      throw new IllegalArgumentException(
          part.code() + ": " + count + " of " + of + " left out (expected: 1.." + of + ")");
    }
  }
}
