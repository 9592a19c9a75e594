package dev.parley.adapters.llm.offline;

import dev.parley.domain.knowledge.Chunk;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.knowledge.Passage;
import dev.parley.domain.knowledge.Quotes;
import dev.parley.domain.knowledge.TextSpan;
import dev.parley.domain.knowledge.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Finds the sentences of passages that come closest to a question. A sentence is weighed by the
 * share of the question's words that it holds, rare words counting more (inverse document frequency
 * over the sentences at hand, as in Robertson and Spärck Jones), words of its heading and of a
 * question or heading right before it counting less; and by how far up the search had its passage.
 * Pure; linear in the number of sentences.
 */
final class ClosestSentences {
  private static final int MAX_SENTENCES = 4;

  /** A longer question is cut: what it is about stands in its first words. */
  private static final int MAX_QUESTION_STEMS = 64;

  /** A sentence that shares less of the question is not about it. */
  private static final double LEAST_SHARE = 0.12;

  /** Sentences after the first must come this near to it. */
  private static final double LEAST_OF_BEST = 0.55;

  private static final double SAME_BEGINNING = 0.6;
  private static final double IN_INTRODUCTION = 0.6;
  private static final double IN_HEADING = 0.35;

  /** How much a passage loses for each one that the search had before it. */
  private static final double RANK_DECAY = 0.08;

  /** Two sentences that share more of their words say the same. */
  private static final double MOST_ALIKE = 0.6;

  /** Words that ask rather than say what is asked about. */
  private static final Set<String> ASKING =
      Words.stems(
          "please tell explain describe give show say know want find need mean must shall many much"
              + " long often happen happens document documents about any some there only also");

  private static final Pattern ASKS_FOR_AMOUNT =
      Pattern.compile(
          "\\b(?:how (?:many|much|long|often|far|old|big|large|fast|high|heavy|soon|late|early)"
              + "|when|what (?:year|date|time|percentage|number|amount)|which (?:year|date)"
              + "|price|cost|costs|deadline|limit|maximum|minimum)\\b",
          Pattern.CASE_INSENSITIVE);

  private static final Pattern AMOUNT =
      Pattern.compile(
          "\\d|\\b(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|hundred|thousand"
              + "|million|once|twice|daily|weekly|monthly|yearly|annually)\\b",
          Pattern.CASE_INSENSITIVE);

  private final Set<String> asked;
  private final boolean asksForAmount;
  private final List<Candidate> candidates;
  private final Map<String, Double> weights = new HashMap<>();
  private final double totalWeight;

  private ClosestSentences(String question, List<Passage> passages) {
    asked = asked(question);
    asksForAmount = ASKS_FOR_AMOUNT.matcher(question).find();
    candidates = new ArrayList<>();
    for (int i = 0; i < passages.size(); i++) {
      addCandidates(i, passages.get(i));
    }
    for (String word : asked) {
      long holding = candidates.stream().filter(c -> match(word, c.stems) > 0).count();
      weights.put(word, Math.log(1 + (candidates.size() - holding + 0.5) / (holding + 0.5)));
    }
    totalWeight = weights.values().stream().mapToDouble(Double::doubleValue).sum();
  }

  /**
   * A sentence of a passage.
   *
   * @param index of the passage, counted from 1
   * @param text as it stands in the document
   */
  record Sentence(int index, String text) {}

  /** One to four sentences, the best first; none if nothing shares a word with the question. */
  static List<Sentence> to(String question, List<Passage> passages) {
    return new ClosestSentences(question, passages).choose();
  }

  /** A sentence with what is needed to weigh it. */
  private record Candidate(
      int passage,
      DocumentId document,
      TextSpan span,
      String text,
      Set<String> stems,
      Set<String> introduction,
      Set<String> heading) {

    boolean says(Candidate other) {
      boolean overlapping =
          document.equals(other.document)
              && span.start() < other.span.end()
              && other.span.start() < span.end();
      if (overlapping) {
        return true;
      }
      long shared = stems.stream().filter(other.stems::contains).count();
      return shared >= MOST_ALIKE * (stems.size() + other.stems.size() - shared);
    }
  }

  private record Scored(Candidate candidate, double score) {}

  private static Set<String> asked(String question) {
    Set<String> all = Words.stems(question);
    Set<String> about = new LinkedHashSet<>(all);
    about.removeAll(ASKING);
    Set<String> chosen = new LinkedHashSet<>();
    for (String stem : about.isEmpty() ? all : about) {
      if (chosen.size() == MAX_QUESTION_STEMS) {
        break;
      }
      chosen.add(stem);
    }
    return chosen;
  }

  private void addCandidates(int passage, Passage found) {
    Chunk chunk = found.chunk();
    Set<String> heading = Words.stems(found.title() + " " + chunk.content().heading());
    Set<String> introduction = Set.of();
    for (TextSpan span : Quotes.sentences(chunk)) {
      String text = span.shiftedBy(-chunk.content().span().start()).of(chunk.content().text());
      Set<String> stems = Words.stems(text);
      if (!stems.isEmpty()) {
        candidates.add(
            new Candidate(passage, chunk.document(), span, text, stems, introduction, heading));
        introduction = isQuestion(text) || isHeading(text, stems) ? stems : Set.of();
      }
    }
  }

  private List<Sentence> choose() {
    List<Scored> scored =
        new ArrayList<>(candidates.stream().map(c -> new Scored(c, score(c))).toList());
    List<Candidate> chosen = new ArrayList<>();
    Set<String> covered = new HashSet<>();
    double best = 0;
    while (chosen.size() < MAX_SENTENCES) {
      Candidate next = null;
      double nextScore = 0;
      for (Scored candidate : scored) {
        double score = candidate.score * (0.7 + 0.3 * newShare(candidate.candidate, covered));
        if (score > nextScore) {
          next = candidate.candidate;
          nextScore = score;
        }
      }
      if (next == null || nextScore < best * LEAST_OF_BEST) {
        break;
      }
      best = Math.max(best, nextScore);
      Candidate taken = next;
      chosen.add(taken);
      asked.stream().filter(word -> match(word, taken.stems) > 0).forEach(covered::add);
      scored.removeIf(other -> other.candidate.says(taken));
    }
    return chosen.stream().map(c -> new Sentence(c.passage + 1, c.text)).toList();
  }

  /** Which part of the question's words that a sentence holds no chosen one holds. */
  private double newShare(Candidate candidate, Set<String> covered) {
    double all = 0;
    double fresh = 0;
    for (String word : asked) {
      if (match(word, candidate.stems) > 0) {
        double weight = weight(word);
        all += weight;
        fresh += covered.contains(word) ? 0 : weight;
      }
    }
    return all == 0 ? 1 : fresh / all;
  }

  private double score(Candidate candidate) {
    double shared = 0;
    for (String word : asked) {
      double strength =
          Math.max(
              match(word, candidate.stems),
              Math.max(
                  IN_INTRODUCTION * match(word, candidate.introduction),
                  IN_HEADING * match(word, candidate.heading)));
      shared += strength * weight(word);
    }
    double share = totalWeight == 0 ? 0 : shared / totalWeight;
    if (share < LEAST_SHARE) {
      return 0;
    }
    double form = form(candidate);
    return share * form / (1 + RANK_DECAY * candidate.passage);
  }

  /** Whether a sentence looks like one that answers. */
  private double form(Candidate candidate) {
    int size = candidate.stems.size();
    double form = size < 3 ? 0.7 : size > 40 ? Math.sqrt(40.0 / size) : 1;
    if (isQuestion(candidate.text)) {
      form *= 0.35;
    } else if (isHeading(candidate.text, candidate.stems)) {
      form *= 0.5;
    }
    if (asksForAmount && AMOUNT.matcher(candidate.text).find()) {
      form *= 1.3;
    }
    return form;
  }

  private double weight(String word) {
    return weights.getOrDefault(word, 0.0);
  }

  private static boolean isQuestion(String text) {
    return text.stripTrailing().endsWith("?");
  }

  private static boolean isHeading(String text, Set<String> stems) {
    char last = text.stripTrailing().charAt(text.stripTrailing().length() - 1);
    return text.startsWith("#") || (stems.size() <= 6 && Character.isLetter(last));
  }

  private static double match(String word, Set<String> stems) {
    if (stems.contains(word)) {
      return 1;
    }
    for (String stem : stems) {
      if (beginAlike(word, stem)) {
        return SAME_BEGINNING;
      }
    }
    return 0;
  }

  /** Whether two stems are likely forms of one word, such as deliver and delivery. */
  private static boolean beginAlike(String one, String other) {
    int longest = Math.max(one.length(), other.length());
    int shortest = Math.min(one.length(), other.length());
    if (shortest < 4) {
      return false;
    }
    int same = 0;
    while (same < shortest && one.charAt(same) == other.charAt(same)) {
      same++;
    }
    boolean ending = same == shortest && longest - shortest >= 3 && same >= 0.5 * longest;
    return ending || (same >= 5 && same >= 0.55 * longest);
  }
}
