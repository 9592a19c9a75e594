package dev.parley.domain.guardrail.output;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LinkStageTest {
  static final LinkPolicy POLICY =
      new LinkPolicy(List.of("docs.example", "docs.example:8443", "*.wiki.example"), true);

  static LinkStage stage() {
    return new LinkStage(POLICY);
  }

  private static String read(String text) {
    return Streams.whole(stage(), text);
  }

  /** One text to a line; \n, \r and \t written as in Java. */
  static Stream<String> foreign() {
    return lines("links-foreign.txt");
  }

  static Stream<String> harmless() {
    return lines("links-allowed.txt");
  }

  private static Stream<String> lines(String resource) {
    try (InputStream in = LinkStageTest.class.getResourceAsStream(resource)) {
      String all = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return all.lines()
          .filter(line -> !line.isEmpty())
          .map(line -> line.replace("\\n", "\n").replace("\\r", "\r").replace("\\t", "\t"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void leavesNothingThatARendererLinksOrLoads(String text) {
    assertThat(Rendering.foreign(read(text))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("foreign")
  void leavesTheSameWhereverTheTextIsCut(String text) {
    String whole = read(text);

    for (int i = 0; i <= text.length(); i++) {
      assertThat(Streams.cutAt(stage(), text, i)).isEqualTo(whole);
    }
    assertThat(Streams.cut(stage(), text, 1)).isEqualTo(whole);
  }

  @ParameterizedTest
  @MethodSource("harmless")
  void passesWhatLeadsNowhereElseByteForByte(String text) {
    assertThat(read(text)).isEqualTo(text);
    assertThat(Streams.cut(stage(), text, 1)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          [report](https://evil.example/?q=1) now | [report] (link removed: evil.example) now
          ![chart](//evil.example/p.png "t")      | ![chart] (link removed: evil.example)
          See https://evil.example/a?b=c.         | See (link removed: evil.example).
          (see www.evil.example/x)                | (see (link removed: evil.example))
          <https://u@evil.example:81/>            | (link removed: evil.example)
          <img alt="a chart" src="//evil.example">| a chart (image removed: evil.example)
          <a href="//evil.example">here</a>.      | (link removed: evil.example) here .
          [x](javascript:alert(1))                | [x] (link removed)
          a[b]: //evil.example/x                  | a[b] : (link removed: evil.example)
          foo://evil.example/x y                  | foo (link removed: evil.example) y
          <script>alert(1)</script>               | < script>alert(1)< /script>
          <p style="x:url(//evil.example)">t</p>  | <p>t</p>
          [a](https://docs.example@evil.example)  | [a] (link removed: evil.example)
          [e.g.](e.g.: this)                      | [e.g.](e.g.: this)
          ms-word.https://docs.example/a          | ms-word. https://docs.example/a
          a+http://docs.example -https://docs.example/ | a+ http://docs.example - https://docs.example/
          https&#58;//evil.example                | https& #58; (link removed: evil.example)
          """)
  void saysInPlainWordsWhatItTookOut(String text, String expected) {
    assertThat(read(text)).isEqualTo(expected);
  }

  @Test
  void leavesOnlyPlacesInThePageWhereRelativeAddressesMayNotPass() {
    LinkPolicy absolute = new LinkPolicy(List.of("docs.example"), false);

    assertThat(Streams.whole(new LinkStage(absolute), "[a](/x) [b](y) [c](#z) [d]()"))
        .isEqualTo("[a] (link removed) [b] (link removed) [c](#z) [d]()");
    assertThat(read("[a](/x) [b](y) [c](#z) [d]()")).isEqualTo("[a](/x) [b](y) [c](#z) [d]()");
  }

  @Test
  void passesAnEscapedSignBehindASlashAlone() {
    assertThat(read("[a](/x%3ay) [b](x%3ay)")).isEqualTo("[a](/x%3ay) [b] (link removed)");
  }

  @Test
  void holdsNothingOfOrdinaryProse() {
    LinkStage stage = stage();
    StringBuilder out = new StringBuilder();
    String prose = "As shown [1], the pump (see [2][3]) runs; it is 3 < 4, and so on.";

    for (int i = 0; i < prose.length(); i++) {
      stage.accept(prose.substring(i, i + 1), out::append);
      boolean sign = "<:&/hfwHFW".indexOf(prose.charAt(i)) >= 0;
      assertThat(i + 1 - out.length()).isLessThanOrEqualTo(sign ? 1 : 0);
    }
    assertThat(out).hasToString(prose);
  }

  @Test
  void leavesOutAnAddressThatIsLongerThanTheBound() {
    String path = "a".repeat(1_000);

    assertThat(
            Streams.cut(new LinkStage(POLICY, 300), "[x](https://docs.example/" + path + ") b", 7))
        .isEqualTo("[x] (link removed: docs.example)) b");
    assertThat(read("[x](https://docs.example/" + path.substring(100) + ") b"))
        .isEqualTo("[x](https://docs.example/" + path.substring(100) + ") b");
    assertThat(read("https://" + path + ".docs.example/ b")).doesNotContain("docs");
  }

  @Test
  void holdsBackNoMoreThanTheBound() {
    for (String opening :
        List.of("[x](", "[x](\n", "https://", "<a href=\"", "`a: ", "[x](a \"", "//", "<a:")) {
      LinkStage stage = new LinkStage(POLICY, 300);
      StringBuilder out = new StringBuilder();
      stage.accept(opening, out::append);
      for (int i = 0; i < 500; i++) {
        stage.accept("a", out::append);
      }
      int before = out.length();
      stage.finish(out::append);
      assertThat(out.length() - before).as(opening).isLessThan(300);
    }
  }

  @Test
  void rejectsAListOrABoundThatCannotWork() {
    assertThatThrownBy(() -> new LinkPolicy(List.of("https://docs.example"), false))
        .hasMessageContaining("https://docs.example");
    assertThatThrownBy(() -> new LinkPolicy(List.of(""), false)).hasMessageContaining("host");
    assertThatThrownBy(() -> new LinkStage(POLICY, 299)).hasMessageContaining("299");
    assertThat(new LinkStage(POLICY, 300)).isNotNull();
  }
}
