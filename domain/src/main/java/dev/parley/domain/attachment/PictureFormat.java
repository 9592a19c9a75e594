package dev.parley.domain.attachment;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The formats of pictures that models take, known by their first bytes: a name can say anything.
 * Nothing is decoded; only the size is read, from where each format says it.
 */
public enum PictureFormat {
  /** ISO/IEC 15948: a signature, then the header chunk. */
  PNG("image/png") {
    @Override
    boolean begins(byte[] bytes) {
      return has(bytes, 0, 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n');
    }

    @Override
    public Optional<PictureSize> size(byte[] bytes) {
      return hasText(bytes, 12, "IHDR")
          ? sized(bigEndian(bytes, 16, 4), bigEndian(bytes, 20, 4))
          : Optional.empty();
    }
  },
  /** ITU-T T.81, annex B: segments, of which one begins the frame. */
  JPEG("image/jpeg") {
    @Override
    boolean begins(byte[] bytes) {
      return has(bytes, 0, 0xff, 0xd8, 0xff);
    }

    @Override
    public Optional<PictureSize> size(byte[] bytes) {
      int at = 2;
      while (at + 9 < bytes.length && (bytes[at] & 0xff) == 0xff) {
        int marker = bytes[at + 1] & 0xff;
        if (marker == 0xff) {
          at++;
        } else if (isFrame(marker)) {
          return sized(bigEndian(bytes, at + 7, 2), bigEndian(bytes, at + 5, 2));
        } else if (marker == 0x01 || (marker >= 0xd0 && marker <= 0xd7)) {
          at += 2;
        } else if (marker == 0xd9 || marker == 0xda) {
          return Optional.empty();
        } else {
          at += 2 + Math.max(2, (int) bigEndian(bytes, at + 2, 2));
        }
      }
      return Optional.empty();
    }

    // Tables, extensions and arithmetic conditioning have numbers among those of frames.
    private static boolean isFrame(int marker) {
      return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc;
    }
  },
  /** RFC 9649: in one of three kinds, each with the size in a place of its own. */
  WEBP("image/webp") {
    @Override
    boolean begins(byte[] bytes) {
      return hasText(bytes, 0, "RIFF") && hasText(bytes, 8, "WEBP");
    }

    @Override
    public Optional<PictureSize> size(byte[] bytes) {
      if (hasText(bytes, 12, "VP8X") && bytes.length >= 30) {
        return sized(littleEndian(bytes, 24, 3) + 1, littleEndian(bytes, 27, 3) + 1);
      }
      if (hasText(bytes, 12, "VP8L") && has(bytes, 20, 0x2f) && bytes.length >= 25) {
        long packed = littleEndian(bytes, 21, 4);
        return sized((packed & 0x3fff) + 1, (packed >> 14 & 0x3fff) + 1);
      }
      if (hasText(bytes, 12, "VP8 ") && has(bytes, 23, 0x9d, 0x01, 0x2a)) {
        return sized(littleEndian(bytes, 26, 2) & 0x3fff, littleEndian(bytes, 28, 2) & 0x3fff);
      }
      return Optional.empty();
    }
  },
  /** GIF89a, section 18: the logical screen. */
  GIF("image/gif") {
    @Override
    boolean begins(byte[] bytes) {
      return hasText(bytes, 0, "GIF87a") || hasText(bytes, 0, "GIF89a");
    }

    @Override
    public Optional<PictureSize> size(byte[] bytes) {
      return sized(littleEndian(bytes, 6, 2), littleEndian(bytes, 8, 2));
    }
  };

  private final String mediaType;

  PictureFormat(String mediaType) {
    this.mediaType = mediaType;
  }

  /** The format of a file; empty if it is none of these pictures. */
  public static Optional<PictureFormat> of(byte[] bytes) {
    return Arrays.stream(values()).filter(format -> format.begins(bytes)).findFirst();
  }

  public String mediaType() {
    return mediaType;
  }

  /** How large a picture of this format is; empty if its beginning is damaged. */
  public abstract Optional<PictureSize> size(byte[] bytes);

  abstract boolean begins(byte[] bytes);

  private static Optional<PictureSize> sized(long width, long height) {
    boolean sound =
        width >= 1 && height >= 1 && width <= Integer.MAX_VALUE && height <= Integer.MAX_VALUE;
    return sound ? Optional.of(new PictureSize((int) width, (int) height)) : Optional.empty();
  }

  private static boolean hasText(byte[] bytes, int at, String text) {
    byte[] wanted = text.getBytes(StandardCharsets.US_ASCII);
    return at + wanted.length <= bytes.length
        && Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length);
  }

  private static boolean has(byte[] bytes, int at, int... wanted) {
    for (int i = 0; i < wanted.length; i++) {
      if (at + i >= bytes.length || (bytes[at + i] & 0xff) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  /** 0 where the bytes end before: no side of a picture has that length. */
  private static long bigEndian(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = 0; i < count && at + count <= bytes.length; i++) {
      value = (value << 8) | (bytes[at + i] & 0xff);
    }
    return value;
  }

  private static long littleEndian(byte[] bytes, int at, int count) {
    long value = 0;
    for (int i = count - 1; i >= 0 && at + count <= bytes.length; i--) {
      value = (value << 8) | (bytes[at + i] & 0xff);
    }
    return value;
  }
}
