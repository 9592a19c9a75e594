package dev.parley.domain.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.validation.InvalidValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebAddressTest {

  @ParameterizedTest
  @CsvSource({
    "https://example.org, https://example.org/",
    "HTTPS://Example.ORG:443/A, https://example.org/A",
    "http://example.org:80, http://example.org/",
    "http://example.org:8080/x?a=b#part, http://example.org:8080/x?a=b",
    "https://example.org./a, https://example.org/a",
    "https://example.org/a/./b/../c, https://example.org/a/c",
    "https://example.org/../../etc, https://example.org/etc",
    "https://example.org/.., https://example.org/",
    "https://example.org//evil.example/a, https://example.org/evil.example/a",
    "https://bücher.example/größe?q=ä, https://xn--bcher-kva.example/gr%C3%B6%C3%9Fe?q=%C3%A4",
    "https://example.org/100%/[1]?x[]=|, https://example.org/100%25/%5B1%5D?x%5B%5D=%7C",
    "https://example.org/a%20b%2Fc, https://example.org/a%20b%2Fc",
    "https://example.org/a:b, https://example.org/a:b",
    "http://127.0.0.1/, http://127.0.0.1/",
    "http://１２７.０.０.１/, http://127.0.0.1/",
    "'http://[::FFFF:7f00:1]:8080/a', 'http://[::ffff:7f00:1]:8080/a'",
    "http://under_score.example/, http://under_score.example/",
  })
  void writesAddressesInOneSpelling(String written, String address) {
    assertThat(WebAddress.parse("  " + written + " ")).hasToString(address);
    assertThat(WebAddress.parse(address)).isEqualTo(WebAddress.parse(written));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "example.org",
        "//example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "https:example.org",
        "https:///a",
        "https://:80/",
        "https://user@example.org/",
        "https://user:secret@example.org/",
        "https://example.org:0/",
        "https://example.org:65536/",
        "https://example.org:x/",
        "https://exa mple.org/",
        "https://example.org\\@evil.example/",
        "https://example.org/a\nb",
        "https://exam%70le.org/",
        "https://example..org/",
        "https://-/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://127.1/",
        "http://127.0.0.1.5/",
        "http://256.1.1.1/",
        "http://127.0.0.01/",
        "http://example.0x/",
        "http://[fe80::1%25eth0]/",
        "http://[::1/",
        "http://::1/",
      })
  void refusesWhatIsNoPlainAddress(String written) {
    assertThatThrownBy(() -> WebAddress.parse(written))
        .isInstanceOfSatisfying(
            InvalidValue.class,
            invalid -> {
              assertThat(invalid.field()).isEqualTo("url");
              assertThat(invalid).message().doesNotContain("secret");
            });
  }

  @Test
  void refusesWhatIsTooLong() {
    String longest = "https://example.org/" + "a".repeat(WebAddress.MAX_LENGTH - 20);

    assertThat(WebAddress.parse(longest)).hasToString(longest);
    assertThatThrownBy(() -> WebAddress.parse(longest + "a")).isInstanceOf(InvalidValue.class);
    assertThatThrownBy(() -> WebAddress.parse("https://example.org/" + "ä".repeat(1_000)))
        .isInstanceOf(InvalidValue.class);
  }

  @ParameterizedTest
  @CsvSource({
    "https://example.org/x, https://example.org/x",
    "HTTP://other.example:8080/, http://other.example:8080/",
    "//other.example/y, https://other.example/y",
    "/z?q, https://example.org/z?q",
    "z, https://example.org/a/z",
    "../z, https://example.org/z",
    "?q=2, https://example.org/a/b?q=2",
    "#part, https://example.org/a/b?q=1",
    "'', https://example.org/a/b?q=1",
    "größe, https://example.org/a/gr%C3%B6%C3%9Fe",
  })
  void followsWhereAPageLeads(String location, String address) {
    assertThat(WebAddress.parse("https://example.org/a/b?q=1").resolve(location))
        .contains(WebAddress.parse(address));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ftp://example.org/", "javascript:x", "//user@example.org/", "/a b", "http://1"})
  void followsNothingElse(String location) {
    assertThat(WebAddress.parse("https://example.org/").resolve(location)).isEmpty();
  }

  @Test
  void tellsItsParts() {
    WebAddress address = WebAddress.parse("https://example.org/docs/Pump%20book.pdf?v=2");
    WebAddress six = WebAddress.parse("http://[2001:db8::1]:8080");

    assertThat(address.isSecure()).isTrue();
    assertThat(address.host()).isEqualTo("example.org");
    assertThat(address.port()).isEqualTo(443);
    assertThat(address.site()).isEqualTo("https://example.org");
    assertThat(address.target()).isEqualTo("/docs/Pump%20book.pdf?v=2");
    assertThat(address.filename()).isEqualTo("Pump book.pdf");
    assertThat(address.label()).isEqualTo("example.org/docs/Pump book.pdf");
    assertThat(six.isSecure()).isFalse();
    assertThat(six.host()).isEqualTo("2001:db8::1");
    assertThat(six.port()).isEqualTo(8080);
    assertThat(six.target()).isEqualTo("/");
    assertThat(six.filename()).isEqualTo("2001:db8::1");
    assertThat(WebAddress.parse("http://[::1]").port()).isEqualTo(80);
    assertThat(WebAddress.parse("https://example.org/" + "a".repeat(300)).filename()).hasSize(255);
  }

  @Test
  void keepsValidatorsThatCanBeSentBack() {
    assertThat(new Validators("W/\"1\"", "Sun, 06 Nov 1994 08:49:37 GMT").etag())
        .isEqualTo("W/\"1\"");
    assertThat(new Validators("a\r\nb", "x".repeat(501))).isEqualTo(Validators.NONE);
    assertThat(new Validators("", "ä")).isEqualTo(Validators.NONE);
  }
}
