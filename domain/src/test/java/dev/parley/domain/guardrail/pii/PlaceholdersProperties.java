package dev.parley.domain.guardrail.pii;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.guardrail.Origin;
import dev.parley.domain.guardrail.Verdict;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PlaceholdersProperties {
  private static final String SEED = "32";
  private static final PiiPolicy MASK = PiiPolicy.all(PiiAction.MASK);

  /** Without what is never kept. */
  @Provide
  Arbitrary<String> texts() {
    return PiiTexts.texts()
        .filter(text -> !text.contains(PiiTexts.LONG_TOKEN) && !text.contains("PRIVATE KEY-----"));
  }

  private static String masked(Placeholders placeholders, String text) {
    return switch (new PersonalDataGuard(MASK, placeholders).judge(Origin.USER, text)) {
      case Verdict.Allowed allowed -> text;
      case Verdict.Masked masked -> masked.text();
      case Verdict.Refused refused -> throw new AssertionError(refused);
    };
  }

  @Property(seed = SEED)
  void putsBackWhatWasMasked(@ForAll("texts") String text) {
    Placeholders placeholders = new Placeholders();
    String masked = masked(placeholders, text);

    assertThat(placeholders.unmask(masked)).isEqualTo(spelledAsFirst(text, placeholders));
    assertThat(placeholders.entries())
        .filteredOn(entry -> !entry.label().equals("LITERAL"))
        .allSatisfy(entry -> assertThat(text).contains(entry.value()));
  }

  /** A value that comes again in another spelling is put back in its first one. */
  private static String spelledAsFirst(String text, Placeholders placeholders) {
    StringBuilder expected = new StringBuilder();
    int at = 0;
    for (PiiFinding finding : new PiiScanner().scan(text)) {
      String value = text.substring(finding.start(), finding.end());
      String placeholder = placeholders.mask(finding.kind(), value, true).orElseThrow();
      expected.append(text, at, finding.start());
      expected.append(placeholders.forCaller(placeholder).orElseThrow());
      at = finding.end();
    }
    return expected.append(text.substring(at)).toString();
  }

  @Property(seed = SEED)
  void comesOutTheSameWhenRebuilt(@ForAll("texts") String first, @ForAll("texts") String second) {
    Placeholders placeholders = new Placeholders();
    masked(placeholders, first);
    Placeholders stored = Placeholders.of(placeholders.entries());
    Placeholders replayed = new Placeholders();
    masked(replayed, first);
    String masked = masked(placeholders, second);

    assertThat(masked(stored, second)).isEqualTo(masked);
    assertThat(masked(replayed, second)).isEqualTo(masked);
    assertThat(stored.entries()).isEqualTo(placeholders.entries());
  }
}
