package dev.parley.domain.guardrail.pii;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;

/** Texts to look for personal data in: prose, what is found, what nearly is, and noise. */
final class PiiTexts {
  static final String KEY_BLOCK =
      "-----BEGIN " + "PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0\n-----END " + "PRIVATE KEY-----";
  static final String TOKEN = "sk-" + "proj-" + "a1B2c3".repeat(8);
  static final String LONG_TOKEN = "glpat-" + "a1B2c3".repeat(80);

  /** One of each kind, each alone in its text. */
  static final List<String> FIXTURES =
      List.of(
          "Write to jane.doe@example.com today.",
          "用户：张伟@例子.广告。",
          "Call +49 (0)30 1234567 x12 or (555) 123-4567 ext. 8!",
          "手机 138 0013 8000，谢谢",
          "Pay with 4111 1111 1111 1111 until 12/26.",
          "My IBAN is DE89 3704 0044 0532 0130 00, thanks.",
          "SSN 123-45-6789 or 078051120.",
          "Hosts 10.0.0.1, 2001:db8::1 and ::ffff:1.2.3.4 answer.",
          "Passport C01X00T47, L898902C36UTO7408122F1204159ZE184226B<<<<<10 read.",
          "Licence D123-4567-8901 and MORGA657054SM9IJ.",
          "To bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq or"
              + " 0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed.",
          "Born on March 12th, 1980 or 12.03.1980.",
          "See postgres://me:secret@db.example/x?token=abcdef123 there.",
          "Use " + TOKEN + " or " + LONG_TOKEN + ".",
          "Key:\n" + KEY_BLOCK + "\nkeep it.",
          "Typed <EMAIL_1> and <PHONE_7> and <x> 😀 by hand.");

  private static final List<String> PARTS =
      List.of(
          " ",
          ", ",
          ". ",
          "\n",
          "(",
          ")",
          "-",
          "+",
          ":",
          "::",
          "@",
          "/",
          "<",
          ">",
          "=",
          "_",
          "'",
          "call ",
          "card ",
          "born ",
          "passport ",
          "license ",
          "ssn ",
          "order ",
          "version ",
          "the ",
          "well-known",
          "naïve",
          "我们",
          "电话",
          "😀",
          "\ud83d",
          "\udc00",
          "١٢٣",
          "０１２",
          "jane@example.com",
          "4111 1111 1111 1111",
          "4111",
          "555-123-4567",
          "+1 555",
          "0123",
          "10.0.0.1",
          "2001:db8::1",
          "GB59IFUE40226315499137",
          "GB59",
          "123-45-6789",
          "12/03/1980",
          "March 12, 1980",
          "D1234567",
          TOKEN,
          LONG_TOKEN,
          KEY_BLOCK,
          "-----BEGIN ",
          "PRIVATE KEY-----",
          "-----END ",
          "-----",
          "https://a:b@c.example",
          "?token=abcdef12",
          "<EMAIL_1>",
          "<EMAIL_",
          "1>",
          "<LITERAL_1>",
          "office",
          "x12",
          "ext. 5",
          "eyJ",
          "0x",
          "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa");

  private PiiTexts() {}

  static Arbitrary<String> texts() {
    Arbitrary<String> parts =
        Arbitraries.frequencyOf(
            Tuple.of(8, Arbitraries.of(PARTS)),
            Tuple.of(1, Arbitraries.strings().ofMaxLength(6)),
            Tuple.of(1, Arbitraries.of(FIXTURES)));
    return parts.list().ofMaxSize(24).map(list -> String.join("", list).replace("\0", ""));
  }

  /** The text cut at random places. */
  static List<String> cut(String text, RandomGenerator random) {
    List<String> pieces = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      int end = Math.min(text.length(), at + random.nextInt(1, 9));
      pieces.add(text.substring(at, end));
      at = end;
    }
    return pieces;
  }
}
