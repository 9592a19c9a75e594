package dev.parley.domain.guardrail.pii;

import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which telling words went before, and how far back: what makes nine digits a social security
 * number. Each word is looked up once, when the scan passes it.
 */
final class Context {
  /** What a word says of what follows it. */
  enum Sign {
    PHONE,
    NUMBER,
    CARD,
    SSN,
    BIRTH,
    PASSPORT,
    LICENSE,
    SECRET,
    /** Something else is counted or named here. */
    OTHER_NUMBER,
    VERSION
  }

  private static final int MAX_WORD = 24;
  private static final long NEVER = Long.MIN_VALUE / 2;
  private static final WordTable<Sign> WORDS =
      new WordTable<Sign>()
          .add(
              Sign.PHONE,
              "phone phones telephone tel call calls called calling cell cellphone mobile fax reach"
                  + " dial sms whatsapp text contact hotline phonenumber mobilenumber telefon handy"
                  + " mobil mobilnummer telefonnummer rufnummer handynummer anrufen téléphone"
                  + " telephone portable appelez teléfono telefono móvil movil celular llame"
                  + " telefone telemóvel ligue cellulare chiama telefoon bel mobiel gsm puhelin"
                  + " puhelinnumero телефон тел звоните мобильный τηλέφωνο nummeret")
          .add(
              Sign.NUMBER,
              "number numbers no num nr nummer numéro numero número номер numer numeron")
          .add(
              Sign.CARD,
              "card cards credit debit visa mastercard amex maestro discover cc cardnumber karte"
                  + " kreditkarte kartennummer carte tarjeta crédito cartão cartao carta kaart"
                  + " creditcard kort kortti karta карта карты картой pan")
          .add(Sign.SSN, "ssn social ssns socialsecuritynumber")
          .add(
              Sign.BIRTH,
              "born birth birthday birthdate dob bday dateofbirth geboren geburtsdatum geburtstag"
                  + " geb né née naissance anniversaire nacido nacida nacimiento cumpleaños"
                  + " nascido nascida nascimento aniversário nato nata nascita compleanno"
                  + " geboortedatum född fødselsdato syntynyt urodzony urodzona urodzenia narozen"
                  + " narozena родился родилась рождения")
          .add(
              Sign.PASSPORT,
              "passport passports passportnumber reisepass passnummer passeport pasaporte passaporte"
                  + " passaporto paspoort paszport pass passi паспорт паспорта")
          .add(
              Sign.LICENSE,
              "license licence licenses driver drivers driving dl dln driverlicense driverslicense"
                  + " führerschein führerscheinnummer fahrerlaubnis permis conducir licencia"
                  + " conducción cnh patente rijbewijs körkort")
          .add(Sign.SECRET, "secret aws secretkey secretaccesskey accountkey sharedaccesskey azure")
          .add(
              Sign.OTHER_NUMBER,
              "order orders invoice ticket tracking ref reference isbn issn ean upc sku serial"
                  + " account transaction case id part item build commit bestellung bestellnummer"
                  + " rechnung rechnungsnummer commande facture pedido factura fattura zip postcode"
                  + " plz price total amount population")
          .add(Sign.VERSION, "version versions ver v release firmware build");

  private final Map<Sign, Long> last = new EnumMap<>(Sign.class);
  private long here;

  /** From now on distances are from here. */
  void at(long position) {
    here = position;
  }

  /** Whether such a word ended at most so many characters ago. */
  boolean near(Sign sign, int distance) {
    return here - last(sign) <= distance;
  }

  /** Whether the one word went by after the other. */
  boolean closer(Sign sign, Sign than) {
    return last(sign) > last(than);
  }

  private long last(Sign sign) {
    return last.getOrDefault(sign, NEVER);
  }

  /** A word passes. */
  void word(Window window, int from, int to) {
    if (to - from > MAX_WORD) {
      return;
    }
    for (Sign sign : WORDS.find(window, from, to)) {
      last.put(sign, window.position(to));
    }
  }

  /** A character of a script without spaces passes; two make a word there. */
  void glued(char before, char c, long end) {
    @Nullable Sign sign =
        switch (before) {
          case '电', '電' -> c == '话' || c == '話' ? Sign.PHONE : null;
          case '手' -> c == '机' || c == '機' ? Sign.PHONE : null;
          case '携' -> c == '帯' ? Sign.PHONE : null;
          case '전' -> c == '화' ? Sign.PHONE : null;
          case '号' -> c == '码' ? Sign.NUMBER : null;
          case '番' -> c == '号' ? Sign.NUMBER : null;
          case '用' -> c == '卡' ? Sign.CARD : null;
          case '行' -> c == '卡' ? Sign.CARD : null;
          case '出' -> c == '生' ? Sign.BIRTH : null;
          case '生' -> c == '日' || c == '年' ? Sign.BIRTH : null;
          case '护', '護' -> c == '照' ? Sign.PASSPORT : null;
          case '驾', '駕' -> c == '照' || c == '驶' ? Sign.LICENSE : null;
          default -> null;
        };
    if (sign != null) {
      last.put(sign, end);
    }
  }
}
