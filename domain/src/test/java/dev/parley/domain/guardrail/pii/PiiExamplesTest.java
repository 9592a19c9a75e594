package dev.parley.domain.guardrail.pii;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is found in a text, with its neighbours that are nothing. Braces mark what is meant. */
class PiiExamplesTest {
  private static final String UPPER = "ABCDEFGHIJKLMNOP";

  private static void finds(PiiKind kind, String marked) {
    int start = marked.indexOf('{');
    int end = marked.indexOf('}') - 1;
    String text = marked.replace("{", "").replace("}", "");
    assertThat(new PiiScanner().scan(text))
        .as("%s", text)
        .containsExactly(new PiiFinding(kind, start, end));
  }

  private static void findsNothing(String text) {
    assertThat(new PiiScanner().scan(text)).as("%s", text).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "write to {jane.doe+news@mail.example.co.uk}.",
        "<{a@b.de}>",
        "mailto:{jane_doe@example.com}?subject=x",
        "'{o'neil@example.ie}' and more",
        "{иван@пример.рф}, she said",
        "{müller@bücher.example}",
        "我的邮箱是{bob@example.com}，谢谢",
        "邮箱{bob@example.com}是我的",
        "to:{jane@example.com}\n",
        "{jane＠example．com}",
        "\"x\" {x@xn--bcher-kva.example}!",
        "see {a%b@example.museum}/path"
      })
  void findsEmailAddresses(String text) {
    finds(PiiKind.EMAIL, text);
  }

  @Test
  void boundsEmailAddresses() {
    String local = "a".repeat(64);
    finds(PiiKind.EMAIL, "{" + local + "@example.com}");
    findsNothing("a" + local + "@example.com");
    finds(PiiKind.EMAIL, "{a@" + "b".repeat(63) + ".com}");
    findsNothing("a@" + "b".repeat(64) + ".com");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "@handle",
        "user@localhost",
        "a @ b.com",
        "price @5.00",
        "x@y.1",
        "x@y.z",
        "@example.com",
        "git@",
        "a@-b",
        "foo@.com"
      })
  void leavesWhatIsNoEmailAddress(String text) {
    findsNothing(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{+1-555-123-4567}",
        "{+1 (555) 123-4567} is it",
        "{001-555-123-4567x1234}",
        "{(555) 123-4567}",
        "{(555)123-4567x89}",
        "({555-123-4567})",
        "{555.123.4567} ext",
        "{555 123 4567}, please",
        "{1-555-123-4567 ext. 12}",
        "{+44 20 7946 0958}",
        "{+442079460958}",
        "{+44(0)1632 960123}",
        "{020 7946 0958}",
        "{01632 960123}",
        "{01632960123}",
        "{+49 (0)30 1234567}",
        "{030/1234567}",
        "{(030) 1234567}",
        "{0171-1234567}",
        "{+33 6 12 34 56 78}",
        "{06 12 34 56 78}",
        "{01.23.45.67.89}",
        "{0612345678}",
        "{(0555) 12 34 56}",
        "{0(555) 123 45 67}",
        "{0123-45 67 89}",
        "{08-12 34 56}",
        "{+46 (0)8 123 456 78}",
        "{12 34 56 78} is it",
        "{+47 12 34 56 78}",
        "{91 123 45 67}",
        "{8 (123) 456-78-90}",
        "{8-800-555-35-35}",
        "{+7 123 456 7890}",
        "{03-1234-5678}",
        "{090-1234-5678}",
        "{010-1234-5678}로",
        "{0912-345678}",
        "{+62 (123) 456 7890}",
        "{+919876543210}",
        "{(11) 91234-5678}",
        "{0412 345 678}",
        "{044 668 18 00}",
        "{00 49 30 1234567}",
        "{0049301234567}",
        "{011 44 20 7946 0958}",
        "call {5551234567} now",
        "电话{13812345678}",
        "手机：{138 0013 8000}",
        "tel {123 456 789}",
        "my number is {12345678}",
        "mobil: {9123 4567}",
        "{555-123-4567} 12 times",
        "{９０９－１２３－４５６７}",
        "{٠٥٥ ١٢٣ ٤٥٦٧}",
        "{+1 555 123 4567} 2024",
        "phone={555-1234}",
        "{91-123-45-67} office",
        "{555 1234} (office)",
        "{5551234567} fax"
      })
  void findsPhoneNumbers(String text) {
    finds(PiiKind.PHONE, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "on 2024-01-15",
        "on 01.02.2024",
        "01/02/2024 10:30",
        "2000-04-16 11:34:35",
        "at 10:30",
        "1,234,567.00",
        "1.234.567,00",
        "12 000 000",
        "$ 555 123 4567",
        "€123456789",
        "order 5551234567",
        "order #0612345678",
        "Order number 0612345678",
        "version 10.20.30",
        "v1.2.3.4",
        "3.14159265358979",
        "0.123456789",
        "ISBN 978-3-16-148410-0",
        "ISBN 0-306-40615-2",
        "1700000000000",
        "2019-2021",
        "pages 100-120",
        "12345-6789",
        "PSC 0729, Box 5797",
        "6750 Koskikatu 25 Apt. 864",
        "5551234567",
        "+5",
        "+12",
        "1+1",
        "(2019) 12",
        "100%",
        "4111 1111 1111 1112",
        "abc5551234567",
        "555-123-45678",
        "550e8400-e29b-41d4-a716-446655440000",
        "10-20-30",
        "0123456789012345",
        "1 2 3 4 5 6 7 8 9 10",
        "_0612345678"
      })
  void leavesWhatIsNoPhoneNumber(String text) {
    findsNothing(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{4111 1111 1111 1111}",
        "{4111-1111-1111-1111}",
        "{4111111111111111},",
        "{378282246310005}",
        "{3782 822463 10005}",
        "{5555555555554444}",
        "{2223003122003222}",
        "{6011111111111117}",
        "{3530111333300000}",
        "{30569309025904}",
        "{3056 930902 5904}",
        "{6200000000000005}",
        "{180045984582343}",
        "my card {675984103431}",
        "credit card {060426070011} transactions",
        "card no {4735110554588}",
        "card {4 1 1 1 1 1 1 1 1 1 1 1 1 1 1 1}",
        "{４１１１１１１１１１１１１１１１}",
        "卡号 12 {4111 1111 1111 1111}",
        "{4152488713445952355}",
        "{2200000000000004}"
      })
  void findsCards(String text) {
    finds(PiiKind.CREDIT_CARD, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "4111111111111112",
        "0000000000000000",
        "4735110554588",
        "1234567890123452",
        "x4111111111111111",
        "4111111111111111x",
        "41111111111111111111111111111111",
        "0.4111111111111111",
        "card 1234"
      })
  void leavesWhatIsNoCard(String text) {
    findsNothing(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{GB59IFUE40226315499137}",
        "my iban is {gb42nawi04454264788619}.",
        "{DE89 3704 0044 0532 0130 00} is it",
        "{FR14 2004 1010 0505 0001 3M02 606}",
        "{NO9386011117947}",
        "{MT84MALT011000012345MTLCAST001S}",
        "{GB82-WEST-1234-5698-7654-32}"
      })
  void findsBankAccounts(String text) {
    finds(PiiKind.IBAN, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GB59IFUE40226315499138",
        "GB59IFUE402263154991370",
        "XX59IFUE40226315499137",
        "DE89",
        "xGB59IFUE40226315499137"
      })
  void leavesWhatIsNoBankAccount(String text) {
    findsNothing(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{192.168.0.1}",
        "|{106.31.73.20}|",
        "at {8.8.8.8}:53",
        "{8.8.8.8}.",
        "{255.255.255.255}/24",
        "{6e40:4041:c617:e898:c11:40d2:c669:2eb4}",
        "{2001:db8::1}",
        "[{::1}]",
        "{fe80::1%eth0} up",
        "{::ffff:192.168.0.1}",
        "{64:ff9b::8.8.8.8}",
        "{2001:db8::}",
        "{1::}"
      })
  void findsInternetAddresses(String text) {
    finds(PiiKind.IP_ADDRESS, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "256.1.1.1", "1.2.3", "1.2.3.4.5", "version 1.2.3.4", "v1.2.3.4", "11:34:35", "std::vector",
        "abc::def", "::", "12:34", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1::2::3", ":::1",
        "1.2.3.4a", "00:1a:2b:3c:4d:5e"
      })
  void leavesWhatIsNoInternetAddress(String text) {
    findsNothing(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{123-45-6789}",
        "{123 45 6789}.",
        "SSN {123456789}",
        "social security number: {078051120}",
        "{899-99-9999}"
      })
  void findsSocialSecurityNumbers(String text) {
    finds(PiiKind.US_SSN, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "000-12-3456",
        "666-12-3456",
        "900-12-3456",
        "123-00-4567",
        "123-45-0000",
        "123456789",
        "1-123-45-6789",
        "SSN 000123456",
        "123-45 6789"
      })
  void leavesWhatIsNoSocialSecurityNumber(String text) {
    findsNothing(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa}",
        "{3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy}",
        "{bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq}",
        "{bc1p5cyxnuxmeuwuvkwfem96lqzszd02n6xdcjrs20cac6yqjjwudpxqkedrcr}",
        "{0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed}",
        "{0xfB6916095ca1df60bB79Ce92cE3Ea74c37c5d359}",
        "{0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed}",
        "{TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t}"
      })
  void findsCryptoAddresses(String text) {
    finds(PiiKind.CRYPTO_ADDRESS, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb", "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdp",
        "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beae",
        "0y5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"
      })
  void leavesWhatIsNoCryptoAddress(String text) {
    findsNothing(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "born on {12/03/1980}", "date of birth: {1980-03-12}", "DOB {03/12/80}",
        "geboren am {12. März 1980}", "née le {3 juin 1971}", "nacida el {12 de marzo de 1980}",
        "born {March 12, 1980}", "born {Mar. 12th, 1980}", "born {12th of March 1980}",
        "出生于{1980年3月12日}", "birthdate {19800312}", "Né le {1er juin 1971}"
      })
  void findsDatesOfBirth(String text) {
    finds(PiiKind.DATE_OF_BIRTH, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "12/03/1980",
        "March 12, 1980",
        "born 32/13/1980",
        "born in 1980",
        "born March",
        "born free; nothing at all was said about a day, until 12/03/1980",
        "born 12 apples 1980"
      })
  void leavesOtherDates(String text) {
    findsNothing(text);
  }

  @ParameterizedTest
  @CsvSource({
    "passport number {C01X00T47}",
    "Passport: {123456789}",
    "Reisepass {C01X00T47}.",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<"
  })
  void findsPassports(String text) {
    finds(PiiKind.PASSPORT, text.indexOf('{') < 0 ? "{" + text + "}" : text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C01X00T47",
        "passport control",
        "L898902C36UTO7408122F1204159ZE184226B<<<<<<1",
        "L898902C37UTO7408122F1204159ZE184226B<<<<<10",
        "passport number 12345",
        "passport 1234567890123"
      })
  void leavesWhatIsNoPassport(String text) {
    findsNothing(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "driver's license {D1234567}",
        "driving licence no. {D123-4567-8901}",
        "{MORGA657054SM9IJ}",
        "Führerschein {B072RRE2I55}",
        "license {A123 456}"
      })
  void findsDriverLicenses(String text) {
    finds(PiiKind.DRIVER_LICENSE, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "D1234567",
        "MORGA697054SM9IJ",
        "MORGA657004SM9IJ",
        "Apache license 2.0",
        "driver 12"
      })
  void leavesWhatIsNoDriverLicense(String text) {
    findsNothing(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres://{user:pa55w0rd}@db.example/x",
        "https://{me:a@b:c}@host/",
        "redis://{:secret}@h",
        "https://h/x?access_token={abcdef123456}&y=1",
        "https://h/x?a=1&api_key={zyx987}",
        "?client-secret={s3cr3tvalue}"
      })
  void findsCredentialsInUrls(String text) {
    finds(PiiKind.URL_CREDENTIALS, text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com/a:b",
        "ssh://git@github.example/x",
        "https://h/x?monkey=banana123",
        "key=valuevalue",
        "https://h/?token=abc",
        "://a:b@c",
        "https://user:pw/@x"
      })
  void leavesOtherUrls(String text) {
    findsNothing(text);
  }

  @Test
  void findsKeysOfVendors() {
    String body = "a1B2".repeat(30);
    for (String prefix :
        List.of(
            "sk-",
            "sk-proj-",
            "sk-ant-" + "api03-",
            "sk_live_",
            "rk_live_",
            "ghp_",
            "gho_",
            "github_pat_",
            "glpat-",
            "xoxb-",
            "AIza",
            "SG.",
            "npm_",
            "pypi-",
            "hf_",
            "pk_")) {
      finds(PiiKind.API_KEY, "key: {" + prefix + body + "}.");
    }
    String hex = "0123456789abcdef".repeat(4);
    finds(PiiKind.API_KEY, "{dop_v1_" + hex + "}");
    finds(PiiKind.API_KEY, "{SK" + hex.substring(32) + "},");
    finds(PiiKind.API_KEY, "{AC" + hex.substring(32) + "}");
    finds(PiiKind.API_KEY, "id={AKIA" + "IOSFODNN7EXAMPLE}");
    finds(PiiKind.API_KEY, "{ASIA" + "IOSFODNN7EXAMPLE}");
    finds(
        PiiKind.API_KEY,
        "aws_secret_access_key = {" + "wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY}");
    finds(PiiKind.API_KEY, "AccountKey={" + "aB3".repeat(28) + "aB" + "==}");
    finds(
        PiiKind.API_KEY,
        "Bearer {eyJ" + "hbGciOiJIUzI1" + ".eyJ" + "zdWIiOiIxMjM0" + ".SflKxwRJSMeKKF2QT4}");
  }

  @Test
  void findsLongTokensToTheirEnd() {
    String token =
        "eyJ" + "hbGciOiJIUzI1" + ".eyJ" + "zdWIiOiIx".repeat(100) + ".Sfl" + "KxwRJSMe".repeat(20);
    finds(PiiKind.API_KEY, "Bearer {" + token + "} and on");
    finds(PiiKind.API_KEY, "{" + token + "}");
  }

  @Test
  void leavesWhatOnlyBeginsLikeAKey() {
    findsNothing("sk-learn-is-a-library-for-machines");
    findsNothing("AKIA" + UPPER + "QRS1");
    findsNothing("ghp_short1");
    findsNothing("eyJ1.eyJ2.x");
    findsNothing("SKILLS and ACcents, hf_models, npm_config, pk_1");
    findsNothing("wJalrXUtnFEMI/K7MDENG/bPxRfiCY" + "EXAMPLEKEY");
  }

  @Test
  void findsPrivateKeys() {
    String body = "\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSj\nAgEAAoIBAQ==\n";
    for (String name : List.of("", "RSA ", "EC ", "OPENSSH ", "ENCRYPTED ")) {
      finds(
          PiiKind.PRIVATE_KEY,
          "a {-----BEGIN "
              + name
              + "PRIVATE KEY-----"
              + body
              + "-----END "
              + name
              + "PRIVATE KEY-----} b");
    }
    finds(
        PiiKind.PRIVATE_KEY,
        "{-----BEGIN PGP "
            + "PRIVATE KEY BLOCK-----"
            + body
            + "-----END PGP "
            + "PRIVATE KEY BLOCK-----}");
    finds(PiiKind.PRIVATE_KEY, "cut off: {-----BEGIN " + "PRIVATE KEY-----" + body + "}");
    findsNothing("-----BEGIN PUBLIC KEY-----" + body + "-----END PUBLIC KEY-----");
    findsNothing("-----BEGIN CERTIFICATE-----\n-----BEGIN");
  }

  @Test
  void letsTheFirstAndLongestStand() {
    assertThat(new PiiScanner().scan("https://u:p@x.example and jane@x.example, 10.0.0.1"))
        .extracting(PiiFinding::kind)
        .containsExactly(PiiKind.URL_CREDENTIALS, PiiKind.EMAIL, PiiKind.IP_ADDRESS);
  }
}
