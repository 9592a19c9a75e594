package dev.parley.domain.guardrail.pii;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/**
 * Addresses of crypto currencies, by their checksums: Base58Check (Bitcoin, Litecoin, Dogecoin,
 * Dash, Tron), Bech32 and Bech32m (BIP 173, BIP 350), and Ethereum's mixed case (EIP-55; in one
 * case it has no checksum and its shape is enough).
 */
final class CryptoAddresses {
  private static final String BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final String BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
  private static final int[] BECH32_GENERATOR = {
    0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
  };
  private static final int BECH32M = 0x2bc830a3;
  private static final int BASE58_BYTES = 25;
  private static final int MIN_BASE58 = 25;
  private static final int MAX_BASE58 = 35;
  private static final int MAX_BECH32 = 90;
  private static final int ETHEREUM = 42;

  private CryptoAddresses() {}

  /** Whether the run of letters and digits is an address. */
  static boolean isAddress(Window window, int at, int runEnd) {
    int length = runEnd - at;
    return switch (window.at(at)) {
      case '0' -> length == ETHEREUM && isEthereum(window, at);
      case 'b', 'B', 't', 'l' -> length <= MAX_BECH32 && isBech32(window, at, length);
      case '1', '2', '3', 'm', 'n', 'L', 'M', 'D', 'A', '9', 'X', 'T' ->
          length >= MIN_BASE58 && length <= MAX_BASE58 && isBase58(window, at, length);
      default -> false;
    };
  }

  private static boolean isEthereum(Window window, int at) {
    if (window.at(at + 1) != 'x') {
      return false;
    }
    byte[] lower = new byte[ETHEREUM - 2];
    boolean hasUpper = false;
    boolean hasLower = false;
    for (int i = 0; i < lower.length; i++) {
      char c = window.at(at + 2 + i);
      if (!Chars.isHex(c)) {
        return false;
      }
      hasUpper |= Chars.isUpper(c);
      hasLower |= Chars.isLower(c);
      lower[i] = (byte) Chars.lower(c);
    }
    if (!hasUpper || !hasLower) {
      return true;
    }
    byte[] digest = Keccak256.digest(lower);
    for (int i = 0; i < lower.length; i++) {
      int nibble = i % 2 == 0 ? (digest[i / 2] >> 4) & 0xf : digest[i / 2] & 0xf;
      char c = window.at(at + 2 + i);
      if (!Chars.isDigit(c) && Chars.isUpper(c) != nibble >= 8) {
        return false;
      }
    }
    return true;
  }

  private static boolean isBase58(Window window, int at, int length) {
    int[] bytes = new int[BASE58_BYTES];
    for (int i = 0; i < length; i++) {
      int carry = BASE58.indexOf(window.at(at + i));
      if (carry < 0) {
        return false;
      }
      for (int b = BASE58_BYTES - 1; b >= 0; b--) {
        carry += 58 * bytes[b];
        bytes[b] = carry & 0xff;
        carry >>= 8;
      }
      if (carry != 0) {
        return false;
      }
    }
    byte[] payload = new byte[BASE58_BYTES - 4];
    byte[] check = new byte[4];
    for (int i = 0; i < BASE58_BYTES; i++) {
      if (i < payload.length) {
        payload[i] = (byte) bytes[i];
      } else {
        check[i - payload.length] = (byte) bytes[i];
      }
    }
    return Arrays.equals(Arrays.copyOf(sha256(sha256(payload)), 4), check);
  }

  private static boolean isBech32(Window window, int at, int length) {
    int hrp = window.reads(at, "bcrt1") ? 4 : window.reads(at, "ltc1") ? 3 : 2;
    boolean known = hrp != 2 || window.reads(at, "bc1") || window.reads(at, "tb1");
    int data = length - hrp - 1;
    if (!known || data < 14) {
      return false;
    }
    boolean hasUpper = false;
    boolean hasLower = false;
    int check = 1;
    for (int i = 0; i < hrp; i++) {
      check = step(check) ^ (Chars.lower(window.at(at + i)) >> 5);
    }
    check = step(check);
    for (int i = 0; i < length; i++) {
      char c = window.at(at + i);
      hasUpper |= Chars.isUpper(c);
      hasLower |= Chars.isLower(c);
      if (i < hrp) {
        check = step(check) ^ (Chars.lower(c) & 31);
      } else if (i > hrp) {
        int value = BECH32.indexOf(Chars.lower(c));
        if (value < 0) {
          return false;
        }
        check = step(check) ^ value;
      }
    }
    return !(hasUpper && hasLower) && (check == 1 || check == BECH32M);
  }

  private static int step(int check) {
    int top = check >>> 25;
    int next = (check & 0x1ffffff) << 5;
    for (int i = 0; i < BECH32_GENERATOR.length; i++) {
      if ((top >>> i & 1) != 0) {
        next ^= BECH32_GENERATOR[i];
      }
    }
    return next;
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
