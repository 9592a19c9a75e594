package dev.parley.benchmarks.provider;

import java.util.List;

/**
 * The words of an answer, over and over. They are as long as tokens of English are, and there is
 * nothing in them that a guard could object to.
 */
final class Vocabulary {
  private static final List<String> TOKENS =
      List.of(
          "The ",
          "river ",
          "keeps ",
          "its ",
          "course",
          ", ",
          "and ",
          "every ",
          "morning ",
          "the ",
          "boats ",
          "go ",
          "out ",
          "with ",
          "the ",
          "tide",
          ". ",
          "Nobody ",
          "on ",
          "the ",
          "quay ",
          "counts ",
          "them",
          "; ",
          "they ",
          "come ",
          "home ",
          "by ",
          "them",
          "selves",
          ".\n");

  private static final String LAST = "That is all.";

  private Vocabulary() {}

  static int size() {
    return TOKENS.size();
  }

  static String token(int position) {
    return TOKENS.get(position % TOKENS.size());
  }

  /** The token at a position of an answer. The last one is like no other, so that it is missed. */
  static String token(int position, int ofTokens) {
    return position == ofTokens - 1 ? LAST : token(position);
  }

  static String last() {
    return LAST;
  }
}
