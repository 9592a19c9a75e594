package dev.parley.domain.web;

import dev.parley.domain.validation.InvalidValue;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/** The IP addresses that begin with the same bits (RFC 4632). */
final class AddressRange {
  private static final String PART = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
  private static final Pattern IPV4 = Pattern.compile(PART + "(?:\\." + PART + "){3}");
  private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,3}");

  private final byte[] first;
  private final int length;

  private AddressRange(byte[] first, int length) {
    this.first = first;
    this.length = length;
  }

  /** Whether a text is IPv4 as four decimal numbers, none with a zero in front. */
  static boolean isIpv4(String text) {
    return IPV4.matcher(text).matches();
  }

  /** Whether a text is an address, or a range of them, rather than a name. */
  static boolean isNumeric(String text) {
    String address = text.substring(0, text.indexOf('/') < 0 ? text.length() : text.indexOf('/'));
    return isIpv4(address) || IPV6.matcher(address).matches();
  }

  /** Reads {@code 10.0.0.0/8}, {@code fd00::/8} or a single address; never asks for a name. */
  static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    byte[] first = octets(slash < 0 ? text : text.substring(0, slash), text);
    String bits = slash < 0 ? String.valueOf(first.length * 8) : text.substring(slash + 1);
    int length = LENGTH.matcher(bits).matches() ? Integer.parseInt(bits) : -1;
    if (length < 0 || length > first.length * 8) {
      throw new InvalidValue("range", "'" + text + "'", "ADDRESS or ADDRESS/BITS");
    }
    return new AddressRange(first, length);
  }

  static List<AddressRange> all(String... ranges) {
    return Arrays.stream(ranges).map(AddressRange::parse).toList();
  }

  private static byte[] octets(String address, String text) {
    if (isNumeric(address)) {
      try {
        return InetAddress.getByName(address).getAddress();
      } catch (UnknownHostException e) {
        throw new InvalidValue("range", "'" + text + "'", "ADDRESS or ADDRESS/BITS");
      }
    }
    throw new InvalidValue("range", "'" + text + "'", "ADDRESS or ADDRESS/BITS");
  }

  /**
   * Whether an address is in the range.
   *
   * @param address 4 or 16 octets; only those of the range's own family can be in it
   */
  boolean contains(byte[] address) {
    if (address.length != first.length) {
      return false;
    }
    int whole = length / 8;
    int rest = length % 8;
    return Arrays.equals(first, 0, whole, address, 0, whole)
        && (rest == 0 || ((first[whole] ^ address[whole]) & 0xff) >> (8 - rest) == 0);
  }
}
