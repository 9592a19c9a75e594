package dev.parley.domain.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.domain.validation.InvalidValue;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FetchPolicyTest {
  private static final FetchPolicy STRICT = new FetchPolicy(List.of());

  private static InetAddress address(String numbers) throws UnknownHostException {
    return InetAddress.getByName(numbers);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0.0.0.0",
        "0.1.2.3",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.100.100.200",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.0.1",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.1",
        "192.0.0.192",
        "192.0.2.1",
        "192.88.99.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "168.63.129.16",
        "::",
        "::1",
        "::127.0.0.1",
        "::8.8.8.8",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "::ffff:0:127.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b::10.1.2.3",
        "64:ff9b:1::8.8.8.8",
        "100::1",
        "2001::1",
        "2001:0:7f00:1::",
        "2001:10::1",
        "2001:db8::1",
        "2002:7f00:1::",
        "2002:a00:1::1",
        "2002:808:808::1",
        "3fff::1",
        "4000::1",
        "5f00::1",
        "fc00::1",
        "fd00:ec2::254",
        "fd12:3456::1",
        "fe80::1",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
      })
  void connectsToNothingThatIsNotPublic(String numbers) throws Exception {
    assertThat(STRICT.permits("example.org", 80, address(numbers))).isFalse();
    assertThat(STRICT.permits("example.org", 443, address(numbers))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1.1.1.1",
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.0",
        "128.0.0.1",
        "169.253.255.255",
        "172.15.255.255",
        "172.32.0.0",
        "192.0.1.1",
        "192.169.0.1",
        "198.17.255.255",
        "198.20.0.0",
        "223.255.255.255",
        "::ffff:8.8.8.8",
        "64:ff9b::8.8.8.8",
        "2001:4860:4860::8888",
        "2606:4700:4700::1111",
        "2a00:1450:4001:81b::200e",
      })
  void connectsToThePublicInternetAtThePortsOfTheWeb(String numbers) throws Exception {
    assertThat(STRICT.permits("example.org", 80, address(numbers))).isTrue();
    assertThat(STRICT.permits("example.org", 443, address(numbers))).isTrue();
    assertThat(STRICT.permits("example.org", 22, address(numbers))).isFalse();
    assertThat(STRICT.permits("example.org", 8080, address(numbers))).isFalse();
  }

  @Test
  void judgesMappedAddressesThatAreNotYetUnmapped() {
    byte[] mapped = new byte[16];
    mapped[10] = -1;
    mapped[11] = -1;
    mapped[12] = 127;
    mapped[15] = 1;

    assertThat(Networks.isPublic(mapped)).isFalse();
    assertThat(Networks.isOwn(mapped)).isTrue();
  }

  @Test
  void judgesAnAddressWhateverItsInterface() throws Exception {
    byte[] linkLocal = InetAddress.getByName("fe80::1").getAddress();

    assertThat(STRICT.permits("a", 80, Inet6Address.getByAddress("a", linkLocal, 1))).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:8099, 127.0.0.1, 8099, true",
    "127.0.0.1:8099, 127.0.0.1, 80, false",
    "127.0.0.1:8099, 127.0.0.2, 8099, false",
    "127.0.0.1, 127.0.0.1, 80, true",
    "127.0.0.1, 127.0.0.1, 8080, false",
    "127.0.0.1, ::ffff:127.0.0.1, 80, true",
    "10.1.0.0/16:8080, 10.1.255.1, 8080, true",
    "10.1.0.0/16:8080, 10.2.0.1, 8080, false",
    "10.1.128.0/17, 10.1.128.1, 443, true",
    "10.1.128.0/17, 10.1.127.1, 443, false",
    "0.0.0.0/0:8080, 169.254.169.254, 8080, true",
    "169.254.169.254, 169.254.169.254, 80, true",
    "[fd00::/8]:8080, fd12::1, 8080, true",
    "fd00::/8, fd12::1, 80, true",
    "fd00::/8, fe80::1, 80, false",
    "::1, ::1, 80, true",
    "wiki.example.org, 10.0.0.7, 443, true",
    "Wiki.Example.Org, fd12::1, 443, true",
    "wiki.example.org:8443, 10.0.0.7, 8443, true",
    "wiki.example.org:8443, 8.8.8.8, 8443, true",
    "wiki.example.org, 127.0.0.1, 443, true",
    "wiki.example.org, 169.254.169.254, 80, false",
    "wiki.example.org, 100.100.100.200, 80, false",
    "wiki.example.org, fd00:ec2::254, 80, false",
    "wiki.example.org, 224.0.0.1, 80, false",
    "wiki.example.org, 0.0.0.0, 80, false",
    "example.org, 10.0.0.7, 443, false",
  })
  void connectsToWhatTheOperatorNames(String entry, String numbers, int port, boolean permitted)
      throws Exception {
    FetchPolicy policy = new FetchPolicy(List.of("unrelated.example", entry));

    assertThat(policy.permits("wiki.example.org", port, address(numbers))).isEqualTo(permitted);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "http://example.org",
        "a b",
        "example.org:0",
        "example.org:65536",
        "10.0.0.0/33",
        "10.0.0.0/",
        "10.0.0.0/x",
        "[fd00::/129]",
        "[fd00::",
        "1:2:3:4:5:6:7:8:9:a",
        "user@example.org",
      })
  void refusesEntriesThatAreNone(String entry) {
    assertThatThrownBy(() -> new FetchPolicy(List.of(entry))).isInstanceOf(InvalidValue.class);
  }
}
