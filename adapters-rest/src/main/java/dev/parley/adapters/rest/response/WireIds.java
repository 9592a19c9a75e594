package dev.parley.adapters.rest.response;

import dev.parley.application.response.ResponseId;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Ids as callers see them. An item's tells which response it is kept with, so that no index of
 * items is needed.
 */
final class WireIds {
  private static final Pattern RESPONSE = Pattern.compile("resp_([0-9a-f]{32})");
  private static final Pattern ITEM = Pattern.compile("[a-z]{2,8}_([0-9a-f]{32})[0-9a-f]{8}");
  private static final int HALF = 16;
  private static final int HEX = 16;

  private WireIds() {}

  static String of(ResponseId id) {
    return "resp_" + hex(id);
  }

  /** The id of the item with a number, as a response of that id counts them. */
  static String ofItem(String prefix, ResponseId id, int number) {
    return prefix + "_" + hex(id) + HexFormat.of().toHexDigits(number);
  }

  private static String hex(ResponseId id) {
    return id.value().toString().replace("-", "");
  }

  /** A response's id; empty if it is none of ours. */
  static Optional<ResponseId> read(String text) {
    return id(RESPONSE.matcher(text));
  }

  /** The response that an item is kept with; empty if the item's id is none of ours. */
  static Optional<ResponseId> responseOfItem(String text) {
    return id(ITEM.matcher(text));
  }

  private static Optional<ResponseId> id(Matcher matcher) {
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String hex = matcher.group(1);
    return Optional.of(
        new ResponseId(
            new UUID(
                Long.parseUnsignedLong(hex.substring(0, HALF), HEX),
                Long.parseUnsignedLong(hex.substring(HALF), HEX))));
  }
}
