package dev.parley.adapters.vector.pgvector;

import dev.parley.adapters.vector.words.PassageWords;
import dev.parley.domain.tenant.TenantId;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * The words of a passage in the form in which they are stored. A word is the number that its
 * characters hash to: two in some four thousand millions share one, and are taken for alike. It has
 * another number with each tenant, so that what an index finds by it is one tenant's already.
 *
 * @param words ascending
 * @param counts how often each is there, as unsigned bytes; more than 255 count as that
 * @param length all words, each as often as it is there
 */
record WordBag(int[] words, byte[] counts, int length) {
  private static final int MOST = 255;

  /** Bytes of a word. */
  private static final int ENTRY = Integer.BYTES + 1;

  static WordBag of(TenantId tenant, String text) {
    Map<Integer, Integer> bag = new TreeMap<>();
    int length = 0;
    for (Map.Entry<String, Integer> word : PassageWords.all(text).entrySet()) {
      bag.merge(number(tenant, word.getKey()), word.getValue(), Integer::sum);
      length += word.getValue();
    }
    int[] words = new int[bag.size()];
    byte[] counts = new byte[bag.size()];
    int at = 0;
    for (Map.Entry<Integer, Integer> word : bag.entrySet()) {
      words[at] = word.getKey();
      counts[at++] = (byte) Math.min(word.getValue(), MOST);
    }
    return new WordBag(words, counts, length);
  }

  /**
   * FNV-1a of the characters (Fowler, Noll, Vo) from a beginning of the tenant's, mixed once more
   * so that short words spread.
   */
  static int number(TenantId tenant, String word) {
    int hash = 0x811c9dc5 ^ tenant.value().hashCode();
    for (int i = 0; i < word.length(); i++) {
      hash = (hash ^ word.charAt(i)) * 0x01000193;
    }
    hash ^= hash >>> 16;
    hash *= 0x85ebca6b;
    return hash ^ (hash >>> 13);
  }

  /** Each word in four bytes, the most significant first, and how often it is there in a fifth. */
  byte[] bytes() {
    ByteBuffer bytes = ByteBuffer.allocate(words.length * ENTRY);
    for (int i = 0; i < words.length; i++) {
      bytes.putInt(words[i]).put(counts[i]);
    }
    return bytes.array();
  }

  /** The bag of which {@link #bytes} were kept. */
  static WordBag read(byte[] bytes, int length) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    int[] words = new int[bytes.length / ENTRY];
    byte[] counts = new byte[words.length];
    for (int i = 0; i < words.length; i++) {
      words[i] = buffer.getInt();
      counts[i] = buffer.get();
    }
    return new WordBag(words, counts, length);
  }

  /** How often a word is there. */
  int count(int word) {
    int at = Arrays.binarySearch(words, word);
    return at < 0 ? 0 : Byte.toUnsignedInt(counts[at]);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof WordBag that
        && length == that.length
        && Arrays.equals(words, that.words)
        && Arrays.equals(counts, that.counts);
  }

  @Override
  public int hashCode() {
    return 31 * Arrays.hashCode(words) + length;
  }

  @Override
  public String toString() {
    return words.length + " words, " + length + " in all";
  }
}
