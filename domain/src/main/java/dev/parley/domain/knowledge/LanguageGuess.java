package dev.parley.domain.knowledge;

import java.lang.Character.UnicodeScript;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Tells a text's language by its script and, where several languages share one, by the words that
 * every text of a language is full of. A word that several languages have counts as much less for
 * each. Made for documents: of a few words it says nothing.
 */
final class LanguageGuess {
  /** How much of a text is looked at, from its beginning and its middle, in characters. */
  private static final int SAMPLE = 12_000;

  /** Fewer letters tell nothing of a script that one language alone has. */
  private static final int FEWEST_LETTERS = 12;

  /** Fewer words tell nothing of a script that several languages share. */
  private static final int FEWEST_WORDS = 8;

  /** What share of the words must be a language's own. Of prose it is a quarter and more. */
  private static final double LEAST_SHARE = 0.08;

  /** How many times more than the next language's. */
  private static final double LEAST_LEAD = 1.25;

  /** What share of the letters of Japanese are its own; the others it shares with Chinese. */
  private static final double LEAST_KANA = 0.05;

  private static final Pattern WORD = Pattern.compile("[\\p{L}\\p{M}]+(?:['’][\\p{L}\\p{M}]+)?");

  /** Scripts of one language, as far as we can tell. */
  private static final Map<UnicodeScript, String> OWN =
      Map.ofEntries(
          Map.entry(UnicodeScript.GREEK, "el"),
          Map.entry(UnicodeScript.HEBREW, "he"),
          Map.entry(UnicodeScript.HANGUL, "ko"),
          Map.entry(UnicodeScript.HAN, "zh"),
          Map.entry(UnicodeScript.THAI, "th"),
          Map.entry(UnicodeScript.ARMENIAN, "hy"),
          Map.entry(UnicodeScript.GEORGIAN, "ka"),
          Map.entry(UnicodeScript.BENGALI, "bn"),
          Map.entry(UnicodeScript.TAMIL, "ta"),
          Map.entry(UnicodeScript.TELUGU, "te"),
          Map.entry(UnicodeScript.KHMER, "km"),
          Map.entry(UnicodeScript.LAO, "lo"));

  /** Frequent words of languages that share a script. */
  private static final Map<String, String> FREQUENT =
      Map.ofEntries(
          Map.entry(
              "en",
              "the of and to in is that it was for on are as with his they at be this have from or"
                  + " had by not but what all were when your can there which their if will each"
                  + " about how has been would who its our you an he she"),
          Map.entry(
              "de",
              "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch"
                  + " es an werden aus er hat dass sie nach wird bei einer um am sind noch wie einem"
                  + " über einen so zum war haben nur oder aber vor zur bis mehr durch man sein"),
          Map.entry(
              "fr",
              "de la le et les des en un du une que est pour qui dans par plus pas au sur ne se ce il"
                  + " sont la avec ou son aux d'un cette d'une ont ses mais comme on tout nous sa fait"
                  + " été aussi leur bien peut ces elle vous je n'est c'est qu'il à"),
          Map.entry(
              "es",
              "de la que el en y a los del se las por un para con no una su al lo como más pero sus le"
                  + " ya o este sí porque esta entre cuando muy sin sobre también me hasta hay donde"
                  + " quien desde todo nos durante es son ha fue"),
          Map.entry(
              "it",
              "di e il la che in un a per è una sono con non del si da al le dei come i nel alla più"
                  + " della ha anche lo ma gli dal o questo se delle ed ai nella dalla sul essere era"
                  + " questa suo ci loro degli molto tra può cui l'acqua dell"),
          Map.entry(
              "pt",
              "de a o que e do da em um para com não uma os no se na por mais as dos como mas ao ele"
                  + " das à seu sua ou quando muito nos já está eu também só pelo pela até isso ela"
                  + " entre depois sem mesmo aos são foi é"),
          Map.entry(
              "ca",
              "de la i el que a en un per una amb les els és no del al se com més o però ha aquest"
                  + " aquesta són també dels quan seva seu entre fins molt sobre pel hi ho ser està on"
                  + " perquè"),
          Map.entry(
              "ro",
              "de și în a la cu o pe care nu un din se că este mai pentru sunt o ce dar prin au fost"
                  + " sau ca lui după iar această acest între fi ei avea foarte când ale al cel"),
          Map.entry(
              "nl",
              "de en van het een in is dat op te met voor zijn niet aan er om ook als die door naar bij"
                  + " maar dan uit wordt nog deze over worden tot kan ze hij hebben meer wat werd heeft"
                  + " of geen was moet je ik"),
          Map.entry(
              "sv",
              "och i att det som en på är av för med till den har de inte om ett han men var jag sig"
                  + " från vi så kan när nu ska efter eller där vid mot hade hon mycket ut än också"
                  + " detta denna alla"),
          Map.entry(
              "da",
              "og i at det er en bliver noget kun til af på for med den der de som ikke har et om han men var jeg sig fra"
                  + " vi så kan når nu skal efter eller ved også af hun meget ud end blev være hvor"
                  + " disse denne mange"),
          Map.entry(
              "no",
              "og i det er på en til av for med som den de at ikke har et om han men var jeg seg fra vi"
                  + " så kan når nå skal etter eller der ved også hun mye ut enn ble være hvor disse"
                  + " denne mange hva å blir noe bare"),
          Map.entry(
              "fi",
              "ja on ei se että hän oli ovat joka mutta myös kun niin kuin tai sen ole jos ollut hänen"
                  + " voi sekä mukaan jonka vain mitä tämä olla kanssa jo vielä ne nyt sitä tämän"
                  + " jälkeen"),
          Map.entry(
              "et",
              "ja on ei et see ta oli kui aga ka mis ning oma kes siis või ole selle nii olid mida välja"
                  + " tema veel pärast kuid juba võib pole üle seda"),
          Map.entry(
              "hu",
              "a az és hogy nem is egy ez meg de volt van csak ha már mint el még azt ki vagy mert fel"
                  + " minden amely lesz kell lehet sem után így nagyon ezt pedig ami akkor"),
          Map.entry(
              "pl",
              "w i na z się do nie to że jest o jak po za od przez co ale dla oraz są tym był tak które"
                  + " która który może ich go jego być ma już jako lub przy tego"),
          Map.entry(
              "cs",
              "a v se na je že s z do o i to za k ve pro ale jsou po jako by který která které jeho byl"
                  + " nebo od při podle také jsem až tak jen však není může bylo mezi"),
          Map.entry(
              "sk",
              "a v sa na je že s z do o i to za k vo pre ale sú po ako by ktorý ktorá ktoré jeho bol"
                  + " alebo od pri podľa aj som až tak len však nie môže bolo medzi"),
          Map.entry(
              "hr",
              "i u je se na da su za od s a o koji koja koje ne kao iz ili te do što bi po biti sve više"
                  + " samo može nije već ali kako prema između"),
          Map.entry(
              "lt",
              "ir kad yra į iš su tai o ne kaip bet buvo jis per už apie nuo taip ar dėl prie gali savo"
                  + " tik jau po"),
          Map.entry(
              "lv",
              "un ir ka ar no par uz kas tas bet arī kā nav pie lai vai pēc tika līdz šis bija tiek"
                  + " viņš savu"),
          Map.entry(
              "tr",
              "ve bir bu da de için ile çok olarak daha o ne gibi var olan kadar ama en sonra değil her"
                  + " olduğu ancak ya ise göre veya tarafından"),
          Map.entry(
              "id",
              "yang dan di dengan untuk dari pada ini dalam tidak itu adalah ke akan oleh sebagai juga"
                  + " atau dapat telah karena ada tersebut bahwa mereka lebih"),
          Map.entry(
              "vi",
              "và của là có các trong được cho không một với những người này khi để đã từ đến về như"
                  + " cũng ra nhiều"),
          Map.entry(
              "ru",
              "и в не на я что он с а как это по но к из у за от для же о так вы его все было или ещё"
                  + " бы только при если когда уже их может быть который также до"),
          Map.entry(
              "uk",
              "і в не на що з та до як це за по від для у про але його й або був було є також які який"
                  + " яка вона він так якщо під час між ще може при"),
          Map.entry(
              "bg",
              "на и да в се от за с е не са по че като си ще до което това или има който които към при"
                  + " след само може бе като беше те"),
          Map.entry(
              "sr",
              "и у је се на да су за од са а о који која које не као из или те до што би по бити све"
                  + " више само може није већ али"),
          Map.entry(
              "ar",
              "في من على إلى أن التي الذي عن مع هذا هذه ما لا كان كما بين أو قد وقد كل بعد ذلك لم هو هي"
                  + " و ثم حتى عند"),
          Map.entry(
              "fa",
              "و در به از که این را با است برای آن یک خود تا کرد بر هم نیز شده شد می ما اما یا هر باید"
                  + " شود های دارد"),
          Map.entry(
              "ur",
              "کے کی میں ہے اور سے کا کو اس کہ نے پر ہیں یہ بھی ایک نہیں تھا وہ ہو گیا جو کر تو لئے"
                  + " ان"),
          Map.entry(
              "hi",
              "के है में की से को और का हैं पर यह भी एक ने कि नहीं इस लिए जो हो तो कर था गया अपने साथ"
                  + " या वह ही"),
          Map.entry(
              "mr",
              "आणि आहे या व हे ते की तर मध्ये होते नाही त्या एक आहेत होता केले यांनी हा ही असे त्यांच्या"),
          Map.entry(
              "ne",
              "र छ को मा लाई पनि भने हो छन् गरेको यो त्यो गर्न भएको थियो एक ले का हुन्छ तथा गर्ने"));

  private static final Map<String, UnicodeScript> SCRIPTS = scripts();

  /** For each word what it counts for each language that has it. */
  private static final Map<String, Map<String, Double>> WEIGHTS = weights();

  private LanguageGuess() {}

  private static Map<String, UnicodeScript> scripts() {
    Map<String, UnicodeScript> scripts = new HashMap<>();
    FREQUENT.forEach(
        (language, words) -> scripts.put(language, UnicodeScript.of(words.codePointAt(0))));
    return scripts;
  }

  private static Map<String, Map<String, Double>> weights() {
    Map<String, List<String>> speakers = new HashMap<>();
    FREQUENT.forEach(
        (language, words) -> {
          for (String word : Set.copyOf(List.of(words.split(" ")).stream().distinct().toList())) {
            speakers.computeIfAbsent(word, any -> new ArrayList<>()).add(language);
          }
        });
    Map<String, Map<String, Double>> weights = new HashMap<>();
    speakers.forEach(
        (word, languages) -> {
          Map<String, Double> each = new HashMap<>();
          languages.forEach(language -> each.put(language, 1.0 / languages.size()));
          weights.put(word, each);
        });
    return weights;
  }

  static Optional<String> of(String text) {
    String sample = sample(text);
    Map<UnicodeScript, Integer> letters = letters(sample);
    int all = letters.values().stream().mapToInt(Integer::intValue).sum();
    if (all < FEWEST_LETTERS) {
      return Optional.empty();
    }
    int kana =
        letters.getOrDefault(UnicodeScript.HIRAGANA, 0)
            + letters.getOrDefault(UnicodeScript.KATAKANA, 0);
    int japanese = kana + letters.getOrDefault(UnicodeScript.HAN, 0);
    if (japanese > all / 2 && kana > LEAST_KANA * japanese) {
      return Optional.of("ja");
    }
    UnicodeScript most = Collections.max(letters.entrySet(), Map.Entry.comparingByValue()).getKey();
    if (letters.getOrDefault(most, 0) <= all / 2) {
      return Optional.empty();
    }
    String own = OWN.get(most);
    return own == null ? byWords(sample, most) : Optional.of(own);
  }

  private static String sample(String text) {
    if (text.length() <= 2 * SAMPLE) {
      return text;
    }
    int middle = text.length() / 2;
    return text.substring(0, SAMPLE) + " " + text.substring(middle, middle + SAMPLE);
  }

  private static Map<UnicodeScript, Integer> letters(String text) {
    Map<UnicodeScript, Integer> letters = new EnumMap<>(UnicodeScript.class);
    text.codePoints()
        .filter(Character::isLetter)
        .mapToObj(UnicodeScript::of)
        .filter(script -> script != UnicodeScript.COMMON && script != UnicodeScript.INHERITED)
        .forEach(script -> letters.merge(script, 1, Integer::sum));
    return letters;
  }

  private static Optional<String> byWords(String text, UnicodeScript script) {
    Map<String, Double> scores = new HashMap<>();
    int words = 0;
    Matcher word = WORD.matcher(text.toLowerCase(Locale.ROOT));
    while (word.find()) {
      words++;
      WEIGHTS
          .getOrDefault(word.group().replace('’', '\''), Map.of())
          .forEach(
              (language, weight) -> {
                if (SCRIPTS.get(language) == script) {
                  scores.merge(language, weight, Double::sum);
                }
              });
    }
    List<Map.Entry<String, Double>> ranked = new ArrayList<>(scores.entrySet());
    ranked.sort(Map.Entry.<String, Double>comparingByValue().reversed());
    if (words < FEWEST_WORDS || ranked.isEmpty()) {
      return Optional.empty();
    }
    double best = ranked.getFirst().getValue();
    double next = ranked.size() > 1 ? ranked.get(1).getValue() : 0;
    return best >= LEAST_SHARE * words && best >= LEAST_LEAD * next
        ? Optional.of(ranked.getFirst().getKey())
        : Optional.empty();
  }
}
