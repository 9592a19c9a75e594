package dev.parley.domain.guardrail.output;

import dev.parley.domain.validation.InvalidValue;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A system prompt as {@link LeakStage} looks for it: made once for a prompt, read by many answers.
 *
 * <p>The words are compared in lower case and without what stands between them, so that other
 * punctuation, Markdown and line breaks hide nothing. They form a suffix automaton (Blumer et al.,
 * The smallest automaton recognizing the subwords of a text, 1985), which tells in constant time
 * per word how many of the last words of an answer stand in a row in the prompt; its size is linear
 * in the prompt's. Safe for use by several threads.
 */
public final class SystemPrompt {
  /** Shorter marks would be met in ordinary text, in UTF-16 characters. */
  public static final int MIN_CANARY_LENGTH = 8;

  private static final int ROOT = 0;

  /** Numbers of the words; what is not in here is not in the prompt. */
  private final Map<String, Integer> numbers = new HashMap<>();

  private final List<String> canaries;
  private final int size;

  private final List<Map<Integer, Integer>> next = new ArrayList<>();
  private int[] length;
  private int[] link;

  /** Where the words of a state end first in the prompt. */
  private int[] first;

  /** A prompt without canaries. */
  public SystemPrompt(String text) {
    this(text, List.of());
  }

  /**
   * @param canaries words put into the prompt that stand nowhere else, at least {@value
   *     #MIN_CANARY_LENGTH} characters each; an answer that says one has read it there
   */
  public SystemPrompt(String text, Collection<String> canaries) {
    for (String canary : canaries) {
      if (canary.length() < MIN_CANARY_LENGTH) {
        throw new InvalidValue(
            "canary", canary.length() + " characters", "at least " + MIN_CANARY_LENGTH);
      }
    }
    this.canaries = canaries.stream().map(canary -> canary.toLowerCase(Locale.ROOT)).toList();
    List<Integer> words = new ArrayList<>();
    PromptWords reader = new PromptWords();
    for (int i = 0; i < text.length(); i++) {
      String word = reader.read(text.charAt(i));
      add(word, words);
    }
    add(reader.end(), words);
    this.size = words.size();
    int states = Math.max(1, 2 * size);
    this.length = new int[states];
    this.link = new int[states];
    this.first = new int[states];
    build(words);
  }

  private void add(String word, List<Integer> words) {
    if (!word.isEmpty()) {
      words.add(numbers.computeIfAbsent(word, unknown -> numbers.size()));
    }
  }

  private void build(List<Integer> words) {
    next.add(new HashMap<>());
    link[ROOT] = -1;
    int lastState = ROOT;
    for (int i = 0; i < words.size(); i++) {
      lastState = extend(lastState, words.get(i), i);
    }
    length = Arrays.copyOf(length, next.size());
    link = Arrays.copyOf(link, next.size());
    first = Arrays.copyOf(first, next.size());
  }

  private int extend(int lastState, int word, int position) {
    int state = next.size();
    next.add(new HashMap<>(2));
    length[state] = length[lastState] + 1;
    first[state] = position;
    int from = lastState;
    while (from >= 0 && !next.get(from).containsKey(word)) {
      next.get(from).put(word, state);
      from = link[from];
    }
    if (from < 0) {
      link[state] = ROOT;
      return state;
    }
    int target = next.get(from).getOrDefault(word, ROOT);
    if (length[target] == length[from] + 1) {
      link[state] = target;
      return state;
    }
    int copy = next.size();
    next.add(new HashMap<>(next.get(target)));
    length[copy] = length[from] + 1;
    link[copy] = link[target];
    first[copy] = first[target];
    while (from >= 0 && next.get(from).getOrDefault(word, -1) == target) {
      next.get(from).put(word, copy);
      from = link[from];
    }
    link[target] = copy;
    link[state] = copy;
    return state;
  }

  int size() {
    return size;
  }

  List<String> canaries() {
    return canaries;
  }

  /** Follows an answer through the prompt. */
  final class Reader {
    private int state = ROOT;
    private int matched;

    /** Reads the answer's next word; how many of its last words stand in a row in the prompt. */
    int read(String word) {
      Integer number = numbers.get(word);
      if (number == null) {
        state = ROOT;
        matched = 0;
        return 0;
      }
      while (state != ROOT && !next.get(state).containsKey(number)) {
        state = link[state];
        matched = length[state];
      }
      Integer to = next.get(state).get(number);
      if (to != null) {
        state = to;
        matched++;
      }
      return matched;
    }

    /** Where in the prompt the row of words that was read ends, counted in words from 0. */
    int position() {
      return first[state];
    }
  }
}
