package dev.parley.benchmarks.guardrail;

import dev.parley.domain.guardrail.OutputStage;
import dev.parley.domain.guardrail.pii.PiiAction;
import dev.parley.domain.guardrail.pii.PiiFinding;
import dev.parley.domain.guardrail.pii.PiiOutputStage;
import dev.parley.domain.guardrail.pii.PiiPolicy;
import dev.parley.domain.guardrail.pii.PiiScanner;
import dev.parley.domain.guardrail.pii.Placeholders;
import dev.parley.domain.guardrail.pii.UnmaskStage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** A page through the scanner at once, and through the stages in tokens of four characters. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
public class PiiBenchmark {
  private static final int TOKEN_LENGTH = 4;

  private final String page =
      ("The lease of a run is renewed while its node lives; another node ends it otherwise. Ask"
              + " jane@example.com or call (555) 123-4567 before 12 March, says release 4.10 of the"
              + " guide. ")
          .repeat(12);
  private final List<String> tokens = tokens(page);
  private final PiiScanner scanner = new PiiScanner();
  private final PiiPolicy policy = PiiPolicy.all(PiiAction.MASK);

  /** 2,124 characters. */
  @Benchmark
  public List<PiiFinding> scansPage() {
    return scanner.scan(page);
  }

  /** What the stages are measured against: 531 tokens appended. */
  @Benchmark
  public StringBuilder passesTokens() {
    StringBuilder answer = new StringBuilder();
    for (String token : tokens) {
      answer.append(token);
    }
    return answer;
  }

  /** Masks 531 tokens. */
  @Benchmark
  public StringBuilder masksTokens() {
    StringBuilder answer = new StringBuilder();
    OutputStage mask = new PiiOutputStage(policy, new Placeholders());
    for (String token : tokens) {
      mask.accept(token, answer::append);
    }
    mask.finish(answer::append);
    return answer;
  }

  /** Masks 531 tokens, and puts back what the caller may see. */
  @Benchmark
  public StringBuilder masksAndUnmasksTokens() {
    StringBuilder answer = new StringBuilder();
    Placeholders placeholders = new Placeholders();
    OutputStage mask = new PiiOutputStage(policy, placeholders);
    OutputStage unmask = new UnmaskStage(placeholders);
    for (String token : tokens) {
      mask.accept(token, piece -> unmask.accept(piece, answer::append));
    }
    mask.finish(piece -> unmask.accept(piece, answer::append));
    unmask.finish(answer::append);
    return answer;
  }

  private static List<String> tokens(String text) {
    List<String> tokens = new ArrayList<>();
    for (int at = 0; at < text.length(); at += TOKEN_LENGTH) {
      tokens.add(text.substring(at, Math.min(text.length(), at + TOKEN_LENGTH)));
    }
    return tokens;
  }
}
