package dev.parley.domain.knowledge;

import dev.parley.domain.knowledge.ExtractedText.Markup;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Makes texts that look like documents, well formed and not. */
public final class Texts {
  private Texts() {}

  /** Documents of some pages, in either markup. */
  public static Arbitrary<ExtractedText> documents() {
    Arbitrary<List<String>> pages = pages().list().ofMinSize(1).ofMaxSize(4);
    return Combinators.combine(pages, Arbitraries.of(Markup.class)).as(Texts::document);
  }

  public static ExtractedText document(List<String> pages, Markup markup) {
    StringBuilder text = new StringBuilder();
    List<Integer> starts = new ArrayList<>();
    for (String page : pages) {
      starts.add(text.length());
      text.append(page);
    }
    return new ExtractedText(text.toString(), starts, markup);
  }

  public static ExtractedText markdown(String text) {
    return new ExtractedText(text, List.of(0), Markup.MARKDOWN);
  }

  public static ExtractedText plain(String text) {
    return new ExtractedText(text, List.of(0), Markup.PLAIN);
  }

  public static Arbitrary<String> pages() {
    return pieces().list().ofMaxSize(60).map(pieces -> String.join("", pieces));
  }

  /** Sentences as a model or an author writes them. */
  public static Arbitrary<String> sentences() {
    return words()
        .list()
        .ofMinSize(1)
        .ofMaxSize(14)
        .map(words -> "The " + String.join(" ", words) + ". ");
  }

  private static Arbitrary<String> words() {
    return Arbitraries.of(
        "bridge",
        "river",
        "metres",
        "320",
        "opened",
        "1932",
        "Brücke",
        "größer",
        "e.g.",
        "it's",
        "state-of-the-art",
        "supercalifragilisticexpialidocious",
        "мост",
        "大桥",
        "🙂");
  }

  private static Arbitrary<String> pieces() {
    return Arbitraries.frequencyOf(
        Tuple.of(8, sentences()),
        Tuple.of(
            3,
            Arbitraries.of(
                "\n", "\n\n", "\n \t\n", " ", "    ", "\t", "\r\n", "\n\n\n\n", "\u00A0")),
        Tuple.of(
            3,
            Arbitraries.of(
                "\n# Title\n",
                "\n## Part 2 ##\n",
                "\n###### Deep\n",
                "\n#\n",
                "\nSetext\n===\n",
                "\nSetext\n---\n",
                "\n---\n",
                "\n```java\nint[] a = {1};\n\n# no heading\n```\n",
                "\n~~~\nopen",
                "\n| a | b |\n|---|---|\n| 1 | 2 |\n",
                "\n- one\n- two\n",
                "\n1. one\n2. two\n",
                "\n    # code\n",
                "\n{\"a\": [1, {\"größe\": \"x 🙂\"}],\n",
                "{\"id\":1,\"t\":\"a\"}\n",
                "\nclass A {\n  void b() {\n    c();\n  }\n}\n",
                "\ndef f(x):\n    return x\n",
                "\nname,days\nÖsterreich,13\n\"a\nb\",2\n")),
        Tuple.of(
            1,
            Arbitraries.strings().withChars(".!?…。)]\"' \n#`~|=-[a1大\uD83D\uDE42").ofMaxLength(40)),
        Tuple.of(
            1,
            Arbitraries.of("x", "[", "語", " ", "\n", "=", "#")
                .flatMap(c -> Arbitraries.integers().between(1, 600).map(c::repeat))));
  }
}
