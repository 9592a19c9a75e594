package dev.parley.adapters.llm.token;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.token.EstimatingTokenCounter;
import dev.parley.domain.token.TokenCounter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Holds the domain's estimate against the vocabularies it is calibrated to. */
class EstimateProperties {
  private static final String SEED = "26";
  private static final TokenCounter ESTIMATE = new EstimatingTokenCounter();
  private static final TokenCounter CL100K = BpeTokenCounter.cl100k();
  private static final TokenCounter O200K = BpeTokenCounter.o200k();

  private static final String ENGLISH =
      "The pump starts at four bar and stops again when the valve has closed. If it hums without "
          + "moving any water, look for air in the pipe first: it is the reason nine times out of "
          + "ten. Our warranty covers the motor for seven years, but not the seals. ";

  private static final List<String> PROSE =
      List.of(
          ENGLISH,
          "Die Pumpe läuft bei vier Bar an und hält, sobald das Ventil geschlossen ist. Brummt sie, "
              + "ohne Wasser zu fördern, so prüfen Sie zuerst die Leitung auf eingeschlossene Luft. ",
          "La pompe démarre à quatre bars et s’arrête dès que la vanne est fermée. Si elle ronronne "
              + "sans débiter, cherchez d’abord de l’air dans la conduite. ",
          "La bomba arranca a cuatro bares y se detiene cuando la válvula se ha cerrado. Si zumba "
              + "sin mover agua, busque primero aire en la tubería. ",
          "A bomba arranca com quatro bar e para quando a válvula fecha. Não está coberta a vedação. ",
          "La pompa parte a quattro bar e si ferma quando la valvola si è chiusa. Se ronza senza "
              + "muovere l’acqua, controllate prima la tubazione. ",
          "De pomp start bij vier bar en stopt zodra de klep gesloten is. De garantie geldt zeven "
              + "jaar voor de motor. ",
          "Pompa włącza się przy czterech barach i zatrzymuje po zamknięciu zaworu. Gwarancja na "
              + "silnik trwa siedem lat. ",
          "Čerpadlo se spouští při čtyřech barech a zastaví se, jakmile se ventil uzavře. ",
          "Pumppu käynnistyy neljän baarin paineessa ja pysähtyy, kun venttiili on sulkeutunut. ",
          "Pompa dört barda çalışmaya başlar ve vana kapandığında yeniden durur. ",
          "Máy bơm khởi động ở bốn bar và dừng lại khi van đã đóng. Hãy kiểm tra đường ống trước. ",
          "Насос включается при четырёх барах и останавливается, когда клапан закрыт. ",
          "Η αντλία ξεκινά στα τέσσερα μπαρ και σταματά όταν κλείσει η βαλβίδα. ",
          "تبدأ المضخة العمل عند أربعة بار وتتوقف عندما يغلق الصمام. ",
          "המשאבה מתחילה לפעול בארבעה בר ונעצרת כאשר השסתום נסגר. ",
          "पंप चार बार पर चालू होता है और वाल्व बंद होने पर रुक जाता है। ",
          "ปั๊มเริ่มทำงานที่สี่บาร์และหยุดเมื่อวาล์วปิดแล้ว ",
          "水泵在四巴时启动，阀门关闭后停止。如果只有响声而没有出水，请先检查管道里的空气。",
          "ポンプは四バールで始動し、弁が閉じると止まります。まず配管の空気を確認してください。",
          "펌프는 네 바에서 작동을 시작하고 밸브가 닫히면 멈춥니다. 먼저 배관의 공기를 확인하십시오. ");

  private static final List<String> PROGRAMS =
      List.of(
          """
          for (int i = 0; i < rows.length; i++) {
            if (rows[i] == null || rows[i].isBlank()) {
              continue;
            }
            totals.merge(rows[i].strip(), 1L, Long::sum);
          }
          """,
          """
          def mean(values: list[float]) -> float:
              \"\"\"The arithmetic mean; 0.0 of nothing.\"\"\"
              return sum(values) / len(values) if values else 0.0

          """,
          "SELECT t.id, count(*) AS n FROM orders o JOIN tenants t ON t.id = o.tenant_id "
              + "WHERE o.created_at >= now() - interval '7 days' GROUP BY t.id;\n",
          "{\"id\":\"a1\",\"size\":1024,\"tags\":[\"pump\",\"valve\"],\"open\":false,\"at\":null},",
          "<row id=\"7\"><name>Valve</name><price currency=\"EUR\">12.50</price></row>\n",
          "| part | price | stock |\n|------|------:|------:|\n| seal | 3.20 | 118 |\n\n- [ ] order\n",
          "2026-03-01T12:00:07.113Z WARN [pool-3] retry=2 delay=250ms host=db-1.internal:5432\n",
          "https://example.org/a/b?q=pump%20valve&page=3#top\n");

  private static int actual(CharSequence text) {
    return Math.max(CL100K.count(text), O200K.count(text));
  }

  private static String page(String text) {
    return text.repeat(Math.ceilDiv(EstimatingTokenCounter.PAGE, text.length()));
  }

  private static void assertUsual(String page) {
    assertThat(page.length()).isGreaterThanOrEqualTo(EstimatingTokenCounter.PAGE);
    assertThat((double) actual(page))
        .as(page)
        .isLessThanOrEqualTo(ESTIMATE.count(page) * EstimatingTokenCounter.USUAL_FACTOR);
  }

  @Provide
  Arbitrary<String> written() {
    return Arbitraries.of(Stream.of(PROSE, PROGRAMS).flatMap(List::stream).toList())
        .list()
        .ofMinSize(1)
        .ofMaxSize(4)
        .map(texts -> page(String.join("", texts)));
  }

  @Provide
  Arbitrary<String> encoded() {
    return Combinators.combine(
            Arbitraries.randomValue(Random::nextLong), Arbitraries.integers().between(0, 9))
        .as((seed, kind) -> encoded(new Random(seed), kind));
  }

  private static String encoded(Random random, int kind) {
    byte[] bytes = new byte[EstimatingTokenCounter.PAGE];
    random.nextBytes(bytes);
    return switch (kind) {
      case 0 -> Base64.getEncoder().encodeToString(bytes);
      case 1 -> Base64.getMimeEncoder().encodeToString(bytes);
      case 2 -> HexFormat.of().formatHex(bytes);
      case 3 -> HexFormat.of().withUpperCase().formatHex(bytes);
      case 4 ->
          IntStream.range(0, 40)
              .mapToObj(i -> new UUID(random.nextLong(), random.nextLong()).toString())
              .collect(Collectors.joining(","));
      case 5 -> new String(bytes, StandardCharsets.ISO_8859_1);
      case 6 -> characters(random, '0', '9');
      case 7 -> characters(random, ' ', '~');
      case 8 -> characters(random, 'a', 'z');
      default -> characters(random, 0x1F600, 0x1F64F);
    };
  }

  private static String characters(Random random, int first, int last) {
    return random
        .ints(EstimatingTokenCounter.PAGE, first, last + 1)
        .mapToObj(Character::toString)
        .collect(Collectors.joining());
  }

  @Provide
  Arbitrary<String> anything() {
    Arbitrary<String> unicode =
        Arbitraries.integers()
            .between(0, Character.MAX_CODE_POINT)
            .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
            .map(Character::toString);
    Arbitrary<String> runs =
        Combinators.combine(
                Arbitraries.oneOf(unicode, Arbitraries.strings().ascii().ofLength(1)),
                Arbitraries.integers().between(1, 70))
            .as(String::repeat);
    return Arbitraries.oneOf(
            unicode,
            runs,
            Arbitraries.strings().ascii().ofMaxLength(12),
            Arbitraries.strings().all().ofMaxLength(12).map(EstimateProperties::whole),
            Arbitraries.strings().withChars(" \t\r\n").ofMaxLength(12))
        .list()
        .ofMaxSize(12)
        .map(list -> String.join("", list));
  }

  /** Halves of characters become question marks on the way to a provider. */
  private static String whole(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  @Property(seed = SEED, tries = 300)
  void keepsItsBoundOnPagesThatPeopleAndProgramsWrite(@ForAll("written") String page) {
    assertUsual(page);
  }

  @Example
  void keepsItsBoundOnEachKindOfPage() {
    PROSE.forEach(text -> assertUsual(page(text)));
    PROGRAMS.forEach(text -> assertUsual(page(text)));
  }

  @Property(seed = SEED, tries = 200)
  void keepsItsBoundOnEncodedBytesAndRandomCharacters(@ForAll("encoded") String page) {
    assertUsual(page);
  }

  @Property(seed = SEED)
  void keepsItsWorstBoundOnAnything(@ForAll("anything") String text) {
    assertThat((double) actual(text))
        .isLessThanOrEqualTo(ESTIMATE.count(text) * EstimatingTokenCounter.WORST_FACTOR);
  }

  @Example
  void keepsItsWorstBoundOnEachCharacter() {
    for (int c = 0; c <= Character.MAX_CODE_POINT; c += c < 0x30000 ? 1 : 997) {
      if (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE) {
        String text = Character.toString(c);
        assertThat((double) actual(text))
            .isLessThanOrEqualTo(ESTIMATE.count(text) * EstimatingTokenCounter.WORST_FACTOR);
      }
    }
  }

  /** Climbs from random text to ever worse estimates, with the vocabularies in hand. */
  @Property(seed = SEED, tries = 12)
  void keepsItsWorstBoundAgainstASearch(@ForAll long seed, @ForAll boolean lettersAlone) {
    Random random = new Random(seed);
    int lowest = lettersAlone ? 'a' : ' ';
    int highest = lettersAlone ? 'z' : '~';
    char[] text = new char[8 + random.nextInt(40)];
    for (int i = 0; i < text.length; i++) {
      text[i] = (char) random.nextInt(lowest, highest + 1);
    }
    double worst = 0;
    for (int step = 0; step < 1_500; step++) {
      char[] next = text.clone();
      for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
        next[random.nextInt(next.length)] = (char) random.nextInt(lowest, highest + 1);
      }
      String tried = new String(next);
      double factor = (double) actual(tried) / ESTIMATE.count(tried);
      if (factor >= worst) {
        worst = factor;
        text = next;
      }
    }
    assertThat(worst)
        .as(new String(text))
        .isGreaterThan(1)
        .isLessThanOrEqualTo(EstimatingTokenCounter.WORST_FACTOR);
  }

  @Example
  void doesNotCountEnglishForMuchMoreThanItIs() {
    String page = page(ENGLISH);

    assertThat((double) ESTIMATE.count(page) / actual(page)).isBetween(1.0, 1.35);
  }
}
