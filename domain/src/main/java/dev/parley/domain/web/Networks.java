package dev.parley.domain.web;

import java.util.Arrays;
import java.util.List;

/**
 * Which addresses belong to the public internet, by the registries of special purposes of IANA (RFC
 * 6890 and what updated it). IPv4 is public unless it is named here; of IPv6 only what has been
 * given out is, and addresses that carry one of IPv4 are judged by that.
 */
final class Networks {
  private static final List<AddressRange> SPECIAL_IPV4 =
      AddressRange.all(
          "0.0.0.0/8",
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "169.254.0.0/16",
          "172.16.0.0/12",
          "192.0.0.0/24",
          "192.0.2.0/24",
          "192.88.99.0/24",
          "192.168.0.0/16",
          "198.18.0.0/15",
          "198.51.100.0/24",
          "203.0.113.0/24",
          "224.0.0.0/3",
          // Public by its number; a cloud answers its own machines there.
          "168.63.129.16");

  private static final AddressRange GLOBAL_IPV6 = AddressRange.parse("2000::/3");

  /** Teredo and other protocols, documentation, 6to4. */
  private static final List<AddressRange> SPECIAL_IPV6 =
      AddressRange.all("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20");

  /** Translated to IPv4 in its last four octets (RFC 6052). */
  private static final AddressRange TRANSLATED = AddressRange.parse("64:ff9b::/96");

  /** {@code ::ffff:a.b.c.d}: IPv4 in another dress (RFC 4291 section 2.5.5.2). */
  private static final byte[] MAPPED = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1};

  /** Where organisations keep machines of their own. */
  private static final List<AddressRange> OWN =
      AddressRange.all(
          "10.0.0.0/8",
          "100.64.0.0/10",
          "127.0.0.0/8",
          "172.16.0.0/12",
          "192.168.0.0/16",
          "::1",
          "fc00::/7");

  /** Where clouds hand out credentials within such ranges. */
  private static final List<AddressRange> METADATA =
      AddressRange.all("100.100.100.200", "fd00:ec2::254", "fd20:ce::254");

  private Networks() {}

  /** Whether an address of 4 or 16 octets is public. */
  static boolean isPublic(byte[] address) {
    byte[] plain = unmapped(address);
    if (plain.length == 4) {
      return !in(SPECIAL_IPV4, plain);
    }
    if (TRANSLATED.contains(plain)) {
      return isPublic(Arrays.copyOfRange(plain, 12, 16));
    }
    return GLOBAL_IPV6.contains(plain) && !in(SPECIAL_IPV6, plain);
  }

  /** Whether an address is one that an organisation gives to its own machines. */
  static boolean isOwn(byte[] address) {
    byte[] plain = unmapped(address);
    return in(OWN, plain) && !in(METADATA, plain);
  }

  /** IPv4 in four octets however it came. */
  static byte[] unmapped(byte[] address) {
    return address.length == 16 && Arrays.equals(address, 0, 12, MAPPED, 0, 12)
        ? Arrays.copyOfRange(address, 12, 16)
        : address;
  }

  private static boolean in(List<AddressRange> ranges, byte[] address) {
    return ranges.stream().anyMatch(range -> range.contains(address));
  }
}
