package dev.parley.domain.guardrail.pii;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Numbers in the formats in which the world writes them, with random digits. */
class NumberFormatsProperties {
  private static final String SEED = "33";

  /** {@code #} is any digit, {@code %} one that is not 0. Found wherever they stand. */
  private static final List<String> PHONES =
      List.of(
          "+1-%##-###-####",
          "001-%##-###-####",
          "(%##)%##-####",
          "%##-%##-####",
          "%##.%##.####",
          "+1-%##-###-####x###",
          "001-%##-###-####x#####",
          "(%##)%##-####x####",
          "%##-%##-####x##",
          "1-%##-%##-####",
          "+44(0)%### ######",
          "(0%##) %######",
          "0%### ######",
          "+44 %##%######",
          "0%#########",
          "(0%###) ######",
          "+49(0)%### ######",
          "+49 (0) %### #####",
          "0%###/######",
          "+33 (0)% ## ## ## ##",
          "+33 % ## ## ## ##",
          "0% ## ## ## ##",
          "0%########",
          "+34 %## ### ###",
          "+34%########",
          "+39 %## #######",
          "+31(0)%# #######",
          "(0%#) #######",
          "0%##-######",
          "+46 (0)% ### ## ##",
          "0%##-## ## ##",
          "0%-### ## ##",
          "+47 %# ## ## ##",
          "%# ## ## ##",
          "+45 %# ## ## ##",
          "+358 %# #######",
          "+48 %## ### ###",
          "+420 %## ### ###",
          "+7 %## ### ####",
          "8 (%##) ###-##-##",
          "8 %## ### ####",
          "+7 (%##) ###-####",
          "+90(%##)#######",
          "+90 (%##) ### ## ##",
          "0(%##)#######",
          "0%## ### ## ##",
          "(0%##) ## ## ##",
          "0%##-#######",
          "0%-####-####",
          "0%#-####-####",
          "+81 %#-####-####",
          "0%#-###-####",
          "+86 1%# #### ####",
          "(0%) #### ####",
          "(0%)####-####",
          "0%## ### ###",
          "+61 % #### ####",
          "+91 %#### #####",
          "+91%#########",
          "+55 %# #### ####",
          "+55 (0%#) ####-####",
          "(%#) 9####-####",
          "+62 (%##) ### ####",
          "(0%##) ###-####",
          "+380 %# ###-##-##",
          "+972-%-###-####",
          "0%-#######");

  /** Found where a word says what they are. */
  private static final List<String> NAMED_PHONES =
      List.of(
          "%#########",
          "%########",
          "%#######",
          "%## ### ###",
          "%### ####",
          "%#### #####",
          "%##-####",
          "1%#########",
          "%## ## ###",
          "%#-#######",
          "%### ## ## ##",
          "%##########");

  private static final List<String> SAYINGS =
      List.of(
          "My phone number is @",
          "Call me at @, please",
          "you can reach me on @",
          "Tel: @",
          "Meine Handynummer lautet @",
          "Mon téléphone : @",
          "mi móvil es @",
          "Мой телефон @");

  private static final List<String> FRAMES =
      List.of("@", "so: @.", "Jane Doe\n12 Main Street\n@ office", "(@)", "\"@\"", "or @, or none");

  private static final List<String> NONE =
      List.of(
          "20##-0%-1%",
          "1%.0%.20##",
          "0%/1%/19##",
          "20##-0%-1% 1#:3#:##",
          "%,###,###.##",
          "%.###.###",
          "%## ### ###",
          "$%##.##",
          "€ %## ### ###",
          "v%.%.%",
          "order %#########",
          "Invoice no. 0%########",
          "%##-%",
          "0.#########",
          "%.##########",
          "%########",
          "20##-20##",
          "%#:##",
          "%##%",
          "%####-####");

  private static String digits(String format, Random random) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < format.length(); i++) {
      char c = format.charAt(i);
      switch (c) {
        case '#' -> text.append(random.nextInt(10));
        case '%' -> text.append(random.nextInt(2, 9));
        default -> text.append(c);
      }
    }
    return text.toString();
  }

  private static void found(PiiKind kind, String frame, String value) {
    String text = frame.replace("@", value);
    int start = frame.indexOf('@');
    assertThat(new PiiScanner().scan(text))
        .as("%s", text)
        .containsExactly(new PiiFinding(kind, start, start + value.length()));
  }

  @Property(seed = SEED, tries = 20)
  void findsPhonesOfTheWorld(@ForAll long seed) {
    Random random = new Random(seed);
    for (String format : PHONES) {
      String value = digits(format, random);
      if (!value.startsWith("19") && !value.startsWith("20")) {
        found(PiiKind.PHONE, FRAMES.get(random.nextInt(FRAMES.size())), value);
      }
    }
  }

  @Property(seed = SEED, tries = 20)
  void findsPhonesThatAreCalledSo(@ForAll long seed) {
    Random random = new Random(seed);
    for (String format : NAMED_PHONES) {
      found(PiiKind.PHONE, SAYINGS.get(random.nextInt(SAYINGS.size())), digits(format, random));
    }
  }

  @Property(seed = SEED, tries = 50)
  void leavesOtherNumbers(@ForAll long seed) {
    Random random = new Random(seed);
    for (String format : NONE) {
      String value = digits(format, random);
      assertThat(new PiiScanner().scan(value)).as("%s", value).isEmpty();
    }
  }

  @Provide
  Arbitrary<String> cards() {
    Arbitrary<String> prefixes =
        Arbitraries.of(
            "4###", "51##", "55##", "2221", "2720", "34##", "37##", "6011", "65##", "3528");
    return Arbitraries.longs()
        .flatMap(seed -> prefixes.map(prefix -> card(digits(prefix, new Random(seed)), seed)));
  }

  private static String card(String prefix, long seed) {
    Random random = new Random(seed);
    int length = prefix.startsWith("34") || prefix.startsWith("37") ? 15 : 16;
    StringBuilder card = new StringBuilder(prefix);
    while (card.length() < length - 1) {
      card.append(random.nextInt(10));
    }
    int sum = 0;
    for (int i = card.length() - 1, place = 1; i >= 0; i--, place++) {
      int digit = (card.charAt(i) - '0') * (place % 2 + 1);
      sum += digit / 10 + digit % 10;
    }
    return card.append((10 - sum % 10) % 10).toString();
  }

  @Property(seed = SEED, tries = 300)
  void findsCardsWithTheirCheckDigitAndNoOthers(@ForAll("cards") String card, @ForAll long seed) {
    found(PiiKind.CREDIT_CARD, "Is @ valid?", card);
    if (card.length() == 16) {
      found(PiiKind.CREDIT_CARD, "Is @ valid?", card.replaceAll("(\\d{4})(?=\\d)", "$1 "));
      found(PiiKind.CREDIT_CARD, "Is @ valid?", card.replaceAll("(\\d{4})(?=\\d)", "$1-"));
    }
    int at = Math.floorMod(seed, card.length());
    char other = (char) ('0' + (card.charAt(at) - '0' + 1) % 10);
    String wrong = card.substring(0, at) + other + card.substring(at + 1);
    assertThat(new PiiScanner().scan("Is " + wrong + " valid?")).isEmpty();
  }

  @Example
  void findsBankAccountsOfManyCountries() {
    Random random = new Random(7);
    for (String format :
        List.of(
            "AT################",
            "BE############",
            "CH#################",
            "CY########AAAAAAAAAAAAAAAA",
            "CZ####################",
            "DE##################",
            "DK##############",
            "ES####################",
            "FI##############",
            "FR##########AAAAAAAAAAA##",
            "GBAAAA##############",
            "IEAAAA##############",
            "ITA##########AAAAAAAAAAAA",
            "LU###AAAAAAAAAAAAA",
            "MTAAAA#####AAAAAAAAAAAAAAAAAA",
            "NLAAAA##########",
            "NO###########",
            "PL########################",
            "PT#####################",
            "SE####################",
            "TR######AAAAAAAAAAAAAAAA",
            "SA##AAAAAAAAAAAAAAAAAA")) {
      String iban = iban(format, random);
      found(PiiKind.IBAN, "IBAN: @.", iban);
      found(PiiKind.IBAN, "pay to @ today", iban.replaceAll("(.{4})(?=.)", "$1 "));
      int last = iban.length() - 1;
      char wrong = (char) ('0' + (iban.charAt(last) - '0' + 1) % 10);
      assertThat(new PiiScanner().scan("IBAN: " + iban.substring(0, last) + wrong))
          .as("%s", iban)
          .noneMatch(finding -> finding.kind() == PiiKind.IBAN);
    }
  }

  private static String iban(String format, Random random) {
    StringBuilder account = new StringBuilder();
    for (int i = 2; i < format.length(); i++) {
      char c = format.charAt(i);
      account.append(
          c == '#' ? (char) ('0' + random.nextInt(10)) : (char) ('A' + random.nextInt(26)));
    }
    account.setCharAt(account.length() - 1, '7');
    StringBuilder number = new StringBuilder();
    (account + format.substring(0, 2) + "00")
        .chars()
        .forEach(c -> number.append(Character.digit(c, 36)));
    int check = 98 - new BigInteger(number.toString()).mod(BigInteger.valueOf(97)).intValue();
    return format.substring(0, 2) + check / 10 + check % 10 + account;
  }

  @Property(seed = SEED, tries = 200)
  void findsSocialSecurityNumbers(@ForAll long seed) {
    Random random = new Random(seed);
    int area = random.nextInt(1, 900);
    if (area == 666) {
      return;
    }
    String value =
        String.format("%03d-%02d-%04d", area, random.nextInt(1, 100), random.nextInt(1, 10_000));
    found(PiiKind.US_SSN, "It is @.", value);
    found(PiiKind.US_SSN, "My SSN is @.", value.replace("-", ""));
  }
}
