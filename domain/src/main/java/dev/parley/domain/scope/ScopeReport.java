package dev.parley.domain.scope;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * How often a judge errs on questions whose answer is known.
 *
 * @param inScope how many questions belong to the scope
 * @param outOfScope how many do not
 * @param falseRefusals questions that belong and were refused
 * @param falseAccepts questions that do not belong and were admitted
 */
public record ScopeReport(
    int inScope, int outOfScope, List<String> falseRefusals, List<String> falseAccepts) {
  public ScopeReport {
    falseRefusals = List.copyOf(falseRefusals);
    falseAccepts = List.copyOf(falseAccepts);
  }

  /** A question, and whether it belongs to the scope. */
  public record Labelled(String question, boolean inScope) {}

  /** Judges every question and counts. */
  public static ScopeReport of(List<Labelled> rows, Function<String, ScopeOutcome> judge) {
    List<String> falseRefusals = new ArrayList<>();
    List<String> falseAccepts = new ArrayList<>();
    int inScope = 0;
    for (Labelled row : rows) {
      boolean admitted = judge.apply(row.question()) instanceof ScopeOutcome.InScope;
      inScope += row.inScope() ? 1 : 0;
      if (row.inScope() && !admitted) {
        falseRefusals.add(row.question());
      } else if (!row.inScope() && admitted) {
        falseAccepts.add(row.question());
      }
    }
    return new ScopeReport(inScope, rows.size() - inScope, falseRefusals, falseAccepts);
  }

  /** Both reports taken together. */
  public ScopeReport plus(ScopeReport other) {
    List<String> refusals = new ArrayList<>(falseRefusals);
    refusals.addAll(other.falseRefusals);
    List<String> accepts = new ArrayList<>(falseAccepts);
    accepts.addAll(other.falseAccepts);
    return new ScopeReport(
        inScope + other.inScope, outOfScope + other.outOfScope, refusals, accepts);
  }

  /** Share of the questions that belong and were refused, 0 to 1; 0 if none belongs. */
  public double falseRefusalRate() {
    return inScope == 0 ? 0 : (double) falseRefusals.size() / inScope;
  }

  /** Share of the questions that do not belong and were admitted, 0 to 1; 0 if all belong. */
  public double falseAcceptRate() {
    return outOfScope == 0 ? 0 : (double) falseAccepts.size() / outOfScope;
  }
}
