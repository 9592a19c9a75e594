package dev.parley.domain.guardrail.pii;

/**
 * Keccak-256 as Ethereum uses it: the function that became SHA-3 (FIPS 202), with the padding it
 * had before. For messages shorter than a block of 136 bytes.
 */
final class Keccak256 {
  private static final int RATE = 136;
  private static final int ROUNDS = 24;
  private static final int[] ROTATIONS = {
    1, 3, 6, 10, 15, 21, 28, 36, 45, 55, 2, 14, 27, 41, 56, 8, 25, 43, 62, 18, 39, 61, 20, 44
  };
  private static final int[] LANES = {
    10, 7, 11, 17, 18, 3, 5, 16, 8, 21, 24, 4, 15, 23, 19, 13, 12, 2, 20, 14, 22, 9, 6, 1
  };

  private Keccak256() {}

  /** The 32 bytes of the digest. */
  static byte[] digest(byte[] message) {
    if (message.length >= RATE) {
      throw new IllegalArgumentException(
          "message: " + message.length + " bytes (expected: fewer than " + RATE + ")");
    }
    long[] state = new long[25];
    for (int i = 0; i < message.length; i++) {
      state[i / 8] ^= (message[i] & 0xffL) << (8 * (i % 8));
    }
    state[message.length / 8] ^= 1L << (8 * (message.length % 8));
    state[RATE / 8 - 1] ^= Long.MIN_VALUE;
    permute(state);
    byte[] digest = new byte[32];
    for (int i = 0; i < digest.length; i++) {
      digest[i] = (byte) (state[i / 8] >>> (8 * (i % 8)));
    }
    return digest;
  }

  private static void permute(long[] state) {
    long[] column = new long[5];
    int register = 1;
    for (int round = 0; round < ROUNDS; round++) {
      for (int x = 0; x < 5; x++) {
        column[x] = state[x] ^ state[x + 5] ^ state[x + 10] ^ state[x + 15] ^ state[x + 20];
      }
      for (int x = 0; x < 5; x++) {
        long mixed = column[(x + 4) % 5] ^ Long.rotateLeft(column[(x + 1) % 5], 1);
        for (int y = 0; y < 25; y += 5) {
          state[y + x] ^= mixed;
        }
      }
      long carried = state[1];
      for (int i = 0; i < LANES.length; i++) {
        long kept = state[LANES[i]];
        state[LANES[i]] = Long.rotateLeft(carried, ROTATIONS[i]);
        carried = kept;
      }
      for (int y = 0; y < 25; y += 5) {
        System.arraycopy(state, y, column, 0, 5);
        for (int x = 0; x < 5; x++) {
          state[y + x] = column[x] ^ (~column[(x + 1) % 5] & column[(x + 2) % 5]);
        }
      }
      for (int bit = 0; bit < 7; bit++) {
        if ((register & 1) != 0) {
          state[0] ^= 1L << ((1 << bit) - 1);
        }
        register = (register & 0x80) != 0 ? (register << 1) ^ 0x171 : register << 1;
      }
    }
  }
}
