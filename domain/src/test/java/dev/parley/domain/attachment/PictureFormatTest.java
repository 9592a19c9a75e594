package dev.parley.domain.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PictureFormatTest {
  private static final PictureSize SIZE = new PictureSize(33, 21);

  private static byte[] picture(PictureFormat format) throws IOException {
    if (format == PictureFormat.WEBP) {
      return Base64.getDecoder().decode("UklGRh4AAABXRUJQVlA4TBEAAAAvIAAFAAdQjyIXpf+BiOh/AAA=");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BufferedImage image =
        new BufferedImage(SIZE.width(), SIZE.height(), BufferedImage.TYPE_INT_RGB);
    assertThat(ImageIO.write(image, format.name(), bytes)).isTrue();
    return bytes.toByteArray();
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void isKnownByItsBytesAndSaysItsSize(PictureFormat format) throws IOException {
    byte[] bytes = picture(format);

    assertThat(PictureFormat.of(bytes)).contains(format);
    assertThat(format.size(bytes)).contains(SIZE);
  }

  /** Made by libwebp: lossy, lossless, and extended with transparency. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "UklGRkIAAABXRUJQVlA4IDYAAAAwAwCdASohABUAP83m7XA/uDIrJWgD8DmJZwDKAA8KmggAAP7Qx8Tf5HYQ"
            + "3Wm804A1DwiAAAA=",
        "UklGRh4AAABXRUJQVlA4TBEAAAAvIAAFAAdQjyIXpf+BiOh/AAA=",
        "UklGRnwAAABXRUJQVlA4WAoAAAAYAAAAIAAAFAAAQUxQSAoAAAABB1CyiAhERP8DVlA4IDYAAAAwAwCdASoh"
            + "ABUAP83m7XA/uDIrJWgD8DmJZwDKAA8KmggAAP7Qx8Tf5HYQ3Wm804A1DwiAAABFWElGDgAAAElJKgAIAAAA"
            + "AAAAAAAA"
      })
  void readsAllKindsOfWebP(String base64) {
    byte[] bytes = Base64.getDecoder().decode(base64);

    assertThat(PictureFormat.of(bytes)).contains(PictureFormat.WEBP);
    assertThat(PictureFormat.WEBP.size(bytes)).contains(SIZE);
  }

  @ParameterizedTest
  @EnumSource(PictureFormat.class)
  void hasNoSizeWhereTheBytesEndBeforeIt(PictureFormat format) throws IOException {
    byte[] bytes = picture(format);
    int cut = 0;
    for (int length = 0; length < bytes.length; length++) {
      byte[] beginning = Arrays.copyOf(bytes, length);
      Optional<PictureFormat> found = PictureFormat.of(beginning);
      // Cut where it may be, it is damaged or says the size that it has; nothing else.
      if (found.isPresent() && found.get().size(beginning).isEmpty()) {
        cut++;
      } else if (found.isPresent()) {
        assertThat(found.get().size(beginning)).contains(SIZE);
      }
    }

    assertThat(cut).isPositive();
  }

  @Test
  void readsAJpegPastSegmentsThatSayOtherThings() throws IOException {
    byte[] plain = picture(PictureFormat.JPEG);
    byte[] comment = {(byte) 0xff, (byte) 0xfe, 0, 6, (byte) 0xff, (byte) 0xc0, 0, 1, (byte) 0xff};
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write(plain, 0, 2);
    bytes.writeBytes(comment);
    bytes.write(plain, 2, plain.length - 2);

    assertThat(PictureFormat.JPEG.size(bytes.toByteArray())).contains(SIZE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "GIF8",
        "GIF89",
        "%PDF-1.7",
        "RIFF....WAVEfmt ",
        "BM......",
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "\u00ff\u00d8",
        "picture.png"
      })
  void isNoneForOtherBytes(String latin1) {
    assertThat(PictureFormat.of(latin1.getBytes(StandardCharsets.ISO_8859_1))).isEmpty();
  }

  @Test
  void endsForAJpegOfNothingButSegments() {
    byte[] bytes = new byte[1 << 20];
    Arrays.fill(bytes, (byte) 0xff);
    bytes[1] = (byte) 0xd8;
    assertThat(PictureFormat.JPEG.size(bytes)).isEmpty();

    Arrays.fill(bytes, 2, bytes.length, (byte) 0);
    bytes[2] = (byte) 0xff;
    bytes[3] = (byte) 0xe0;
    assertThat(PictureFormat.JPEG.size(bytes)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "1, 1, 255",
    "512, 512, 255",
    "513, 512, 425",
    "1024, 1024, 765",
    "2048, 4096, 1105",
    "768, 2048, 1445",
    "100000, 1, 765",
    "2147483647, 2147483647, 765"
  })
  void costsWhatItsTilesDo(int width, int height, int tokens) {
    assertThat(new PictureSize(width, height).tokens()).isEqualTo(tokens);
    assertThat(new PictureSize(height, width).tokens()).isEqualTo(tokens);
  }
}
