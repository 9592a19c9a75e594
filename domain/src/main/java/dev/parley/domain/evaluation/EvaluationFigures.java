package dev.parley.domain.evaluation;

import dev.parley.domain.evaluation.GoldenAnswer.Result;
import dev.parley.domain.knowledge.DocumentId;
import dev.parley.domain.quota.Money;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the answers to golden questions come to. Every rate is 0 to 1, and null where nothing was
 * asked that it could be taken from.
 *
 * @param answered how many were answered, whether or not they should have been
 * @param failed how many had neither answer nor refusal; no rate counts them
 * @param recall what part of the relevant documents was among the first k, a mean over questions
 *     that name any, as the next two
 * @param ndcg of the first k
 * @param reciprocalRank of the first relevant document
 * @param citationPrecision what part of all citations points into relevant documents, in answers to
 *     questions that name any
 * @param citationRecall what part of the relevant documents was cited, a mean over those answers
 * @param falseRefusals how many were refused that should have been answered
 * @param falseRefusalRate of those that should have been answered
 * @param falseAccepts how many were answered that should have been refused
 * @param falseAcceptRate of those that should have been refused
 * @param medianMillis from question to the end of the answer
 * @param cost of all of them
 */
public record EvaluationFigures(
    int answered,
    int refused,
    int failed,
    @Nullable Double recall,
    @Nullable Double ndcg,
    @Nullable Double reciprocalRank,
    @Nullable Double citationPrecision,
    @Nullable Double citationRecall,
    int falseRefusals,
    @Nullable Double falseRefusalRate,
    int falseAccepts,
    @Nullable Double falseAcceptRate,
    @Nullable Long medianMillis,
    Money cost) {

  /** A question with what came of it. */
  public record Judged(GoldenQuestion question, GoldenAnswer answer) {
    private boolean is(Result result) {
      return answer.result() == result;
    }

    private List<Integer> grades() {
      return answer.found().stream().map(this::grade).toList();
    }

    private int grade(DocumentId document) {
      return question.relevant().contains(document) ? 1 : 0;
    }
  }

  /**
   * Counts up.
   *
   * @param k to what depth rankings are looked at
   */
  public static EvaluationFigures of(List<Judged> all, int k) {
    List<Judged> sound = all.stream().filter(each -> !each.is(Result.FAILED)).toList();
    List<Judged> ranked =
        sound.stream().filter(each -> !each.question().relevant().isEmpty()).toList();
    List<Judged> cited = ranked.stream().filter(each -> each.is(Result.ANSWERED)).toList();
    List<Judged> due = sound.stream().filter(each -> !each.question().refuse()).toList();
    List<Judged> undue = sound.stream().filter(each -> each.question().refuse()).toList();
    int falseRefusals = count(due, Result.REFUSED);
    int falseAccepts = count(undue, Result.ANSWERED);
    return new EvaluationFigures(
        count(all, Result.ANSWERED),
        count(all, Result.REFUSED),
        count(all, Result.FAILED),
        mean(
            ranked,
            each -> RankingQuality.recall(each.grades(), each.question().relevant().size(), k)),
        mean(
            ranked,
            each ->
                RankingQuality.ndcg(
                    each.grades(), Collections.nCopies(each.question().relevant().size(), 1), k)),
        mean(ranked, each -> RankingQuality.reciprocalRank(each.grades())),
        citationPrecision(cited),
        mean(cited, EvaluationFigures::citationRecall),
        falseRefusals,
        rate(falseRefusals, due.size()),
        falseAccepts,
        rate(falseAccepts, undue.size()),
        medianMillis(sound),
        all.stream().map(each -> each.answer().usage().cost()).reduce(Money.ZERO, Money::plus));
  }

  private static int count(List<Judged> all, Result result) {
    return (int) all.stream().filter(each -> each.is(result)).count();
  }

  private static @Nullable Double mean(List<Judged> all, ToDoubleFunction<Judged> figure) {
    return all.isEmpty() ? null : all.stream().mapToDouble(figure).average().orElseThrow();
  }

  private static @Nullable Double rate(int some, int all) {
    return all == 0 ? null : (double) some / all;
  }

  private static @Nullable Double citationPrecision(List<Judged> cited) {
    int all = 0;
    int right = 0;
    for (Judged each : cited) {
      for (DocumentId document : each.answer().cited()) {
        all++;
        right += each.grade(document);
      }
    }
    return rate(right, all);
  }

  private static double citationRecall(Judged judged) {
    Set<DocumentId> relevant = judged.question().relevant();
    Stream<DocumentId> right = judged.answer().cited().stream().filter(relevant::contains);
    return (double) right.distinct().count() / relevant.size();
  }

  private static @Nullable Long medianMillis(List<Judged> all) {
    if (all.isEmpty()) {
      return null;
    }
    List<Long> millis = new ArrayList<>();
    all.forEach(each -> millis.add(each.answer().took().toMillis()));
    Collections.sort(millis);
    return millis.get((millis.size() - 1) / 2);
  }
}
