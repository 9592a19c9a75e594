package dev.parley.domain.guardrail.pii;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.parley.domain.guardrail.pii.LabelledTexts.Labelled;
import dev.parley.domain.guardrail.pii.LabelledTexts.Span;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Finds what people labelled, and little that they did not. */
@Tag("slow")
class PiiMeasurementTest {
  private static final Set<PiiKind> CHECKED =
      Set.of(PiiKind.CREDIT_CARD, PiiKind.IBAN, PiiKind.CRYPTO_ADDRESS);
  private static final Set<PiiKind> SHAPED =
      Set.of(PiiKind.EMAIL, PiiKind.PHONE, PiiKind.IP_ADDRESS);

  @Test
  void findsWhatPeopleLabelled() {
    Optional<Path> file = LabelledTexts.find("pii-dev.jsonl");
    assumeTrue(file.isPresent(), "the labelled texts do not lie beside the repository");
    List<Labelled> texts = LabelledTexts.read(file.orElseThrow());
    List<String> missed = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    int[] labelled = new int[2];
    int[] found = new int[2];
    int claimed = 0;
    int right = 0;

    for (Labelled each : texts) {
      List<PiiFinding> findings = new PiiScanner().scan(each.text());
      for (Span span : each.spans()) {
        for (PiiKind kind : PiiKind.values()) {
          if (kind.reportName().equals(span.type())) {
            int group = CHECKED.contains(kind) ? 0 : 1;
            labelled[group]++;
            if (findings.stream().anyMatch(finding -> covers(finding, kind, span))) {
              found[group]++;
            } else {
              missed.add(kind + ": " + each.text());
            }
          }
        }
      }
      for (PiiFinding finding : findings) {
        if (!CHECKED.contains(finding.kind()) && !SHAPED.contains(finding.kind())) {
          continue;
        }
        claimed++;
        if (each.spans().stream().anyMatch(span -> covers(finding, finding.kind(), span))) {
          right++;
        } else {
          wrong.add(finding.kind() + ": " + each.text());
        }
      }
    }

    assertThat(labelled[0]).isGreaterThan(50);
    assertThat(labelled[1]).isGreaterThan(20);
    assertThat((double) found[0] / labelled[0]).as("%s", missed).isGreaterThanOrEqualTo(.99);
    assertThat((double) found[1] / labelled[1]).as("%s", missed).isGreaterThanOrEqualTo(.95);
    assertThat((double) right / claimed).as("%s", wrong).isGreaterThanOrEqualTo(.95);
  }

  private static boolean covers(PiiFinding finding, PiiKind kind, Span span) {
    return finding.kind() == kind
        && kind.reportName().equals(span.type())
        && finding.start() <= span.start()
        && finding.end() >= span.end();
  }
}
