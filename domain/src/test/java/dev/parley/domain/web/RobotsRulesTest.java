package dev.parley.domain.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RobotsRulesTest {

  private static boolean allows(String text, String target) {
    return RobotsRules.parse(text, "ParleyBot").allow(target);
  }

  @ParameterizedTest
  @CsvSource({
    "/fish, /fish, false",
    "/fish, /fish/salmon, false",
    "/fish, /fishheads?id=1, false",
    "/fish, /Fish, true",
    "/fish, /catfish, true",
    "/fish/, /fish, true",
    "/fish/, /fish/salmon, false",
    "/*.php, /index.php, false",
    "/*.php, /a/b.php?c, false",
    "/*.php, /, true",
    "/*.php$, /a.php, false",
    "/*.php$, /a.php?b, true",
    "/*.php$, /a.php.php, false",
    "/fish*.php, /fish.php, false",
    "/a*b*c$, /a-b-b-c, false",
    "/a*b*c$, /a-c-b, true",
    "/*, /anything, false",
    "*, /anything, false",
    "/$, /, false",
    "/$, /a, true",
    "/a$b, /a$b, false",
    "/gr%c3%b6%c3%9fe, /gr%C3%B6%C3%9Fe, false",
    "/größe, /gr%C3%B6%C3%9Fe, false",
    "/%7Ejoe, /~joe, false",
    "/a%2Fb, /a/b, true",
    "/a%2fb, /a%2Fb, false",
  })
  void matchesPatterns(String pattern, String target, boolean allowed) {
    assertThat(allows("User-agent: *\nDisallow: " + pattern, target)).isEqualTo(allowed);
  }

  @Test
  void goesByTheLongestMatchAndAllowsWhereTwoAreAsLong() {
    String rules =
        """
        User-agent: *
        Disallow: /
        Allow: /docs
        Disallow: /docs/secret
        Allow: /same
        Disallow: /same
        """;

    assertThat(allows(rules, "/")).isFalse();
    assertThat(allows(rules, "/docs/a")).isTrue();
    assertThat(allows(rules, "/docs/secret/b")).isFalse();
    assertThat(allows(rules, "/same")).isTrue();
  }

  @Test
  void goesByItsOwnGroupsWhereThereAreSome() {
    String rules =
        """
        \uFEFFUser-agent: *
        Disallow: /

        # us
        user-AGENT: OtherBot
        User-agent: parleybot/1.0
        Sitemap: https://example.org/sitemap.xml
        Disallow: /a # here
        User-agent: ParleyBotter
        Disallow: /b

        User-agent: PARLEYBOT
        Disallow: /c
        """;

    assertThat(allows(rules, "/")).isTrue();
    assertThat(allows(rules, "/a")).isFalse();
    assertThat(allows(rules, "/b")).isTrue();
    assertThat(allows(rules, "/c")).isFalse();
    assertThat(RobotsRules.parse(rules, "AnotherBot").allow("/x")).isFalse();
  }

  @Test
  void asksNothingWhereNothingIsSaid() {
    assertThat(RobotsRules.NONE.allow("/")).isTrue();
    assertThat(allows("", "/")).isTrue();
    assertThat(allows("<html>Not found</html>", "/")).isTrue();
    assertThat(allows("Disallow: /", "/")).isTrue();
    assertThat(allows("User-agent: *\rDisallow:\r\nno colon", "/")).isTrue();
    assertThat(allows("User-agent: ParleyBot\nUser-agent: *\nDisallow: /", "/")).isFalse();
    assertThat(allows("User-agent: ParleyBot\n\nUser-agent: *\nDisallow: /", "/")).isFalse();
    assertThat(allows("User-agent: ParleyBot\nAllow:\nUser-agent: *\nDisallow: /", "/")).isTrue();
  }

  @Test
  void takesPatternsThatAreMadeToBeSlow() {
    String pattern = "/" + "*a".repeat(5_000) + "$";

    assertTimeout(
        Duration.ofSeconds(5),
        () ->
            assertThat(allows("User-agent: *\nDisallow: " + pattern, "/" + "a".repeat(1_900) + "b"))
                .isTrue());
  }
}
