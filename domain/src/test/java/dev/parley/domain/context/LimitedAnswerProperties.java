package dev.parley.domain.context;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.conversation.FinishReason;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import dev.parley.domain.validation.InvalidValue;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;

class LimitedAnswerProperties {
  private static final TokenCounter TOKENS = new EstimatingTokenCounter();

  private static LimitedAnswer ending(@Nullable Integer most, String... stop) {
    return new LimitedAnswer(new AnswerLimits(most, List.of(stop)), TOKENS);
  }

  private static String all(LimitedAnswer answer, List<String> pieces) {
    StringBuilder text = new StringBuilder();
    pieces.forEach(piece -> text.append(answer.accept(piece)));
    return text.append(answer.finish()).toString();
  }

  @Provide
  Arbitrary<String> piece() {
    return Arbitraries.strings().withChars("ab \n").ofMinLength(1).ofMaxLength(6);
  }

  @Provide
  Arbitrary<String> word() {
    return Arbitraries.strings().withChars("ab ,é測").ofMinLength(1).ofMaxLength(12);
  }

  /** Character by character: the longest of those that are whole first. */
  private static String before(String whole, List<String> stop) {
    for (int end = 1; end <= whole.length(); end++) {
      String begun = whole.substring(0, end);
      int longest = stop.stream().filter(begun::endsWith).mapToInt(String::length).max().orElse(0);
      if (longest > 0) {
        return begun.substring(0, end - longest);
      }
    }
    return whole;
  }

  @Property
  void endsBeforeTheFirstOfTheTextsHoweverThePiecesFall(
      @ForAll @Size(min = 1, max = 20) List<@From("piece") String> pieces,
      @ForAll @Size(min = 1, max = 4) List<@From("piece") String> stop) {
    String whole = String.join("", pieces);
    boolean stops = stop.stream().anyMatch(whole::contains);
    LimitedAnswer answer = new LimitedAnswer(new AnswerLimits(null, stop), TOKENS);

    assertThat(all(answer, pieces)).isEqualTo(before(whole, stop));
    assertThat(answer.end()).isEqualTo(stops ? FinishReason.STOP : null);
    assertThat(answer.isOver()).isEqualTo(stops);
  }

  @Property(tries = 200)
  void hasNoMoreTokensThanWanted(
      @ForAll @Size(min = 1, max = 400) List<@From("word") String> pieces,
      @ForAll @IntRange(min = 1, max = 600) int most) {
    String whole = String.join("", pieces);
    LimitedAnswer answer = ending(most);

    String text = all(answer, pieces);

    assertThat(whole).startsWith(text);
    assertThat(TOKENS.count(text)).isLessThanOrEqualTo(most);
    assertThat(answer.end()).isEqualTo(text.equals(whole) ? null : FinishReason.LENGTH);
  }

  @Example
  void keepsWhatOnlyLookedLikeTheBeginningOfAnEnd() {
    LimitedAnswer answer = ending(null, "END");

    assertThat(answer.accept("the E")).isEqualTo("the ");
    assertThat(answer.accept("N")).isEmpty();
    assertThat(answer.accept("gine EN")).isEqualTo("ENgine ");
    assertThat(answer.finish()).isEqualTo("EN");
    assertThat(answer.end()).isNull();
  }

  @Example
  void givesAModelTimeToEndBehindTheMostTokensButNotForEver() {
    LimitedAnswer answer = ending(2);

    assertThat(answer.accept("one two three four")).isEqualTo("one two");
    assertThat(answer.end()).isEqualTo(FinishReason.LENGTH);
    assertThat(answer.isOver()).isFalse();
    assertThat(answer.accept(" five six")).isEmpty();
    assertThat(answer.isOver()).isTrue();
    assertThat(answer.finish()).isEmpty();
  }

  @Example
  void neverSplitsACharacter() {
    for (int most = 1; most < 8; most++) {
      String text = all(ending(most), List.of("🙂🙂🙂🙂"));
      assertThat(text.length() % 2).isZero();
    }
  }

  @Example
  void refusesLimitsThatMeanNothing() {
    assertThatThrownBy(() -> ending(0)).isInstanceOf(InvalidValue.class);
    assertThatThrownBy(() -> ending(null, "")).isInstanceOf(InvalidValue.class);
  }
}
