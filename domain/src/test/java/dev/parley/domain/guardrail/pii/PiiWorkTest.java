package dev.parley.domain.guardrail.pii;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Does work that grows with the text and no faster, counted in characters read. */
@Tag("slow")
class PiiWorkTest {
  private static final int MEBIBYTE = 1 << 20;
  private static final int PARTS = 16;

  /** Reading every character some hundred times is what the worst text may cause. */
  private static final int MAX_STEPS_PER_CHARACTER = 600;

  static List<String> adversaries() {
    return List.of(
        // E-mail: local parts and domains without end.
        "a",
        "a.",
        "a@",
        "a@b.",
        "@a.b",
        "a+",
        "张a",
        "a@a.aa ",
        // Phone, card, social security number, date: digits and separators without end.
        "1",
        "1 ",
        "1-",
        "12 ",
        "(1",
        "(1)",
        "+1",
        "1.",
        "4111 ",
        "4111-1111 ",
        "123-45-",
        "0 ",
        "call 1",
        "card 4 1 1 ",
        "born 1.1.",
        "born 1 ",
        "ssn 12345678",
        "555-123-4567 x",
        // Bank account.
        "GB59",
        "GB59 ",
        "GB59 IFUE ",
        "DE1",
        // Addresses of the internet.
        "1::",
        ":",
        "a:",
        "1:2:",
        "255.",
        "::1%",
        // Passport and licence.
        "P<",
        "<",
        "passport A1 ",
        "license 1-",
        "L898902C36UTO",
        "A9999",
        // Crypto.
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb ",
        "bc1q",
        "0x5a",
        "0x" + "ab".repeat(20) + " ",
        // Secrets.
        "://",
        "://a:",
        "a://b:c",
        "?token=",
        "?key=a&",
        "sk-",
        "sk-a1",
        "eyJ",
        "eyJaaaaa.",
        "aws /",
        "secret aB3/",
        "-",
        "-----BEGIN ",
        "-----BEGIN A ",
        "-----BEGIN " + "PRIVATE KEY----------END ",
        // Placeholders, and signs of nothing.
        "<EMAIL_",
        "<A",
        "<EMAIL_1>",
        " ",
        "\n",
        "é",
        "电",
        "\ud83d\ude00",
        "\ud83d");
  }

  @ParameterizedTest
  @MethodSource("adversaries")
  void readsInLinearTime(String unit) {
    long part = steps(unit, MEBIBYTE / PARTS, EnumSet.allOf(PiiKind.class));
    long whole = steps(unit, MEBIBYTE, EnumSet.allOf(PiiKind.class));

    assertThat(whole).isLessThanOrEqualTo(PARTS * part + MEBIBYTE);
    assertThat(whole).isLessThan((long) MAX_STEPS_PER_CHARACTER * MEBIBYTE);
  }

  private static long steps(String unit, int length, Set<PiiKind> kinds) {
    String text = unit.repeat(length / unit.length() + 1).substring(0, length);
    Scan scan = new Scan(kinds, PiiScanner.DEFAULT_REACH);
    Ignoring sink = new Ignoring();
    scan.accept(text, sink);
    scan.finish(sink);
    assertThat(sink.told).isEqualTo(length);
    return scan.steps();
  }

  /** Counts the characters it is told of. */
  private static final class Ignoring implements Scan.Sink {
    private long told;
    private long openedAt;

    @Override
    public void pass(String text) {
      told += text.length();
    }

    @Override
    public void found(PiiKind kind, long start, String value) {
      told += value.length();
    }

    @Override
    public void opened(PiiKind kind, long start) {
      openedAt = start;
    }

    @Override
    public void closed(long end) {
      told += end - openedAt;
    }

    @Override
    public void placeholder(String text) {
      told += text.length();
    }
  }
}
