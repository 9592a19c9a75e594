package dev.parley.domain.knowledge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.domain.validation.InvalidValue;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LanguageTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "en | The warranty of the pump is seven years, and it begins when the pump was first used.",
        "de | Die Gewährleistung für die Pumpe beträgt sieben Jahre und beginnt mit dem ersten Einsatz.",
        "fr | La garantie de la pompe est de sept ans et elle commence avec la première mise en service.",
        "es | La garantía de la bomba es de siete años y comienza cuando se usa por primera vez.",
        "it | La garanzia della pompa è di sette anni e comincia con la prima messa in funzione del motore.",
        "pt | A garantia da bomba é de sete anos e começa quando ela é usada pela primeira vez.",
        "ca | La garantia de la bomba és de set anys i comença quan s'utilitza per primera vegada amb aigua.",
        "ro | Garanția pentru pompă este de șapte ani și începe cu prima punere în funcțiune a motorului.",
        "nl | De garantie op de pomp is zeven jaar en begint wanneer het apparaat voor het eerst wordt gebruikt.",
        "sv | Garantin för pumpen är sju år och börjar när den används för första gången av kunden.",
        "da | Garantien på pumpen er syv år og begynder når den bliver brugt af kunden for første gang.",
        "no | Garantien på pumpen er sju år og begynner når den blir brukt av kunden for første gang.",
        "fi | Pumpun takuu on seitsemän vuotta ja se alkaa, kun pumppu on otettu käyttöön, mutta ei aiemmin.",
        "et | Pumba garantii on seitse aastat ja see algab siis, kui pump on kasutusele võetud, aga mitte varem.",
        "hu | A szivattyú garanciája hét év, és akkor kezdődik, amikor először használják, de nem előbb.",
        "pl | Gwarancja na pompę trwa siedem lat i zaczyna się od dnia, w którym pompa jest po raz pierwszy użyta.",
        "cs | Záruka na čerpadlo je sedm let a začíná dnem, kdy se čerpadlo poprvé použije, ale jen pro kupujícího.",
        "sk | Záruka na čerpadlo je sedem rokov a začína sa dňom, keď sa čerpadlo prvý raz použije, ale len pre kupujúceho.",
        "hr | Jamstvo za pumpu traje sedam godina i počinje kada se pumpa prvi put koristi, ali ne prije nego što je kupljena.",
        "lt | Siurblio garantija yra septyneri metai ir prasideda nuo tada, kai siurblys buvo pirmą kartą panaudotas, bet ne anksčiau.",
        "lv | Sūkņa garantija ir septiņi gadi, un tā sākas tad, kad sūknis tiek lietots pirmo reizi, bet ne pirms tam, kas arī ir svarīgi.",
        "tr | Pompanın garantisi yedi yıldır ve ilk kez kullanıldığı gün başlar, ancak daha önce değil, bu çok önemli bir konu.",
        "id | Garansi pompa ini adalah tujuh tahun dan dimulai ketika pompa digunakan untuk pertama kali oleh pembeli.",
        "vi | Thời hạn bảo hành của máy bơm là bảy năm và được tính từ khi máy được sử dụng lần đầu.",
        "ru | Гарантия на насос составляет семь лет и начинается с того дня, когда он был впервые использован.",
        "uk | Гарантія на насос становить сім років і починається з того дня, коли його вперше використано, але не раніше.",
        "bg | Гаранцията на помпата е седем години и започва да тече от деня, в който тя се използва за първи път.",
        "sr | Гаранција за пумпу је седам година и почиње када се она први пут користи, али не пре него што је купљена.",
        "el | Η εγγύηση της αντλίας είναι επτά χρόνια και αρχίζει με την πρώτη χρήση.",
        "he | האחריות על המשאבה היא שבע שנים ומתחילה בשימוש הראשון.",
        "ar | مدة الضمان على المضخة هي سبع سنوات من تاريخ الشراء في هذا البلد أو في بلد آخر مع الفاتورة.",
        "fa | ضمانت این پمپ هفت سال است و از روزی که برای اولین بار استفاده شد آغاز می شود.",
        "ur | پمپ کی ضمانت سات سال کی ہے اور یہ اس دن سے شروع ہوتی ہے جب اس کو پہلی بار استعمال کیا گیا ہے۔",
        "hi | पंप की वारंटी सात साल की है और यह उस दिन से शुरू होती है जब इसे पहली बार उपयोग में लाया गया था।",
        "ja | ポンプの保証期間は七年で、初めて使用した日から始まります。",
        "zh | 水泵的保修期为七年，从首次使用之日开始计算。",
        "ko | 펌프의 보증 기간은 칠 년이며 처음 사용한 날부터 시작됩니다.",
        "th | การรับประกันปั๊มมีระยะเวลาเจ็ดปีนับจากวันที่ใช้ครั้งแรก",
      })
  void tellsTheLanguageOfASentence(String code, String text) {
    assertThat(Language.of(text)).hasValue(new Language(code));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "pump",
        "1 2 3 4 5 6 7 8 9 10",
        "Pump P-100 DN50 PN16 IP68 230V 50Hz 4kW Grundfos KSB Wilo Ebara",
        "int x = foo(bar); return x + y * zeta / qux; const char* buf = malloc(size);",
        "qapla' nuqneH tlhIngan maH majQa' wo' batlh Daqawlu'taH Qapla' jIyaj vaj",
      })
  void saysNothingWhereItCannotTell(String text) {
    assertThat(Language.of(text)).isEmpty();
  }

  @Test
  void takesTheLanguageThatMostIsWrittenIn() {
    String german = "Der Vertrag gilt für die Dauer von zwei Jahren und ist nicht kündbar. ";
    String english = "Terms of service apply. ";

    assertThat(Language.of(english + german.repeat(20))).hasValue(new Language("de"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "e", "eng", "EN", "e1", "en-GB"})
  void isTwoSmallLetters(String code) {
    assertThatExceptionOfType(InvalidValue.class).isThrownBy(() -> new Language(code));
  }

  @Property
  void looksAtAnyText(@ForAll String text) {
    assertThat(Language.of(text))
        .satisfiesAnyOf(
            found -> assertThat(found).isEmpty(),
            found -> assertThat(found.orElseThrow().code()).hasSize(2));
  }
}
