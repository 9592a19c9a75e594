package dev.parley.adapters.llm.token;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Counts exactly, with a byte-pair vocabulary. Marks that a chat format reserves, such as {@code
 * <|endoftext|>}, are counted as the text that they are.
 *
 * <p>The vocabulary is read when first needed, kept as long as the process lives, and shared by
 * all. A text longer than {@link #MAX_LENGTH} is estimated: half a million characters chosen to be
 * slow take seconds to merge.
 */
final class BpeTokenCounter implements TokenCounter {
  /** The longest text counted exactly, in UTF-16 characters. */
  public static final int MAX_LENGTH = 1 << 16;

  private final Supplier<Encoding> encoding;
  private final TokenCounter beyond;

  BpeTokenCounter(Supplier<Encoding> encoding, TokenCounter beyond) {
    this.encoding = Objects.requireNonNull(encoding);
    this.beyond = Objects.requireNonNull(beyond);
  }

  /** As GPT-3.5, GPT-4 and OpenAI's embeddings count. */
  public static BpeTokenCounter cl100k() {
    return new BpeTokenCounter(() -> Cl100k.ENCODING, new EstimatingTokenCounter());
  }

  /** As GPT-4o and what came after it count. */
  public static BpeTokenCounter o200k() {
    return new BpeTokenCounter(() -> O200k.ENCODING, new EstimatingTokenCounter());
  }

  /** The vocabulary itself. */
  static Encoding cl100kEncoding() {
    return Cl100k.ENCODING;
  }

  @Override
  public int count(CharSequence text) {
    return text.length() > MAX_LENGTH
        ? beyond.count(text)
        : encoding.get().countTokensOrdinary(text.toString());
  }

  private static final class Cl100k {
    static final Encoding ENCODING =
        Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.CL100K_BASE);
  }

  private static final class O200k {
    static final Encoding ENCODING =
        Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
  }
}
