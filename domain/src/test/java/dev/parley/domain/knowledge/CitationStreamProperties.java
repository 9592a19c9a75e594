package dev.parley.domain.knowledge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.domain.knowledge.CitationStream.Part;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class CitationStreamProperties {
  private static final String SEED = "26";
  private static final int PASSAGES = 12;

  @Provide
  Arbitrary<String> answers() {
    Arbitrary<String> pieces =
        Arbitraries.frequencyOf(
            Tuple.of(4, Texts.sentences()),
            Tuple.of(
                6,
                Arbitraries.of(
                    "[1]",
                    "[2]",
                    "[12]",
                    "[13]",
                    "[0]",
                    "[999]",
                    "[1000]",
                    "[]",
                    "[a]",
                    "[1",
                    "[[1]]",
                    "[[0]99]",
                    "[1[0]",
                    "[1][2]",
                    "[ 1]",
                    "]",
                    "[",
                    "\n",
                    " ",
                    "`",
                    "```\n",
                    "a[1] = 2;")),
            Tuple.of(2, Arbitraries.strings().withChars("[]0123456789 .`\n").ofMaxLength(12)));
    return pieces.list().ofMaxSize(30).map(list -> String.join("", list));
  }

  @Provide
  Arbitrary<List<Integer>> cuts() {
    return Arbitraries.integers().between(1, 9).list().ofMinSize(1).ofMaxSize(20);
  }

  @Property(seed = SEED)
  void saysTheSameHoweverTheAnswerIsCut(
      @ForAll("answers") String answer, @ForAll("cuts") List<Integer> cuts) {
    List<Part> whole = read(answer, List.of(Math.max(1, answer.length())));
    List<Part> cut = read(answer, cuts);

    assertThat(text(cut)).isEqualTo(text(whole));
    assertThat(citations(cut)).isEqualTo(citations(whole));
  }

  @Property(seed = SEED)
  void holdsBackLessThanOneMarker(@ForAll("answers") String answer) {
    CitationStream stream = new CitationStream(Passages.passages(PASSAGES));
    int sent = 0;
    int taken = 0;
    for (int i = 0; i < answer.length(); i++) {
      int pending = i - taken - sent;
      int before = sent;
      for (Part part : stream.accept(answer.substring(i, i + 1))) {
        sent += part instanceof Part.Text piece ? piece.text().length() : 0;
      }
      boolean markerTakenOut = sent == before && answer.charAt(i) == ']';
      taken += markerTakenOut ? pending + 1 : 0;
      assertThat(i + 1 - taken - sent).isLessThan(CitationStream.MAX_MARKER_LENGTH);
    }
  }

  @Property(seed = SEED)
  void sendsTheMarkerRightBeforeItsCitation(
      @ForAll("answers") String answer, @ForAll("cuts") List<Integer> cuts) {
    StringBuilder sent = new StringBuilder();
    for (Part part : read(answer, cuts)) {
      switch (part) {
        case Part.Text piece -> sent.append(piece.text());
        case Part.Cited cited ->
            assertThat(sent.toString()).endsWith("[" + cited.citation().index() + "]");
      }
    }
  }

  @Property(seed = SEED)
  void citesEachPassageOnceAndQuotesItsVeryWords(@ForAll("answers") String answer) {
    List<Passage> passages = Passages.passages(PASSAGES);
    List<Citation> citations = citations(read(answer, List.of(3)));

    assertThat(citations).extracting(Citation::index).doesNotHaveDuplicates();
    for (Citation citation : citations) {
      ChunkDraft source = passages.get(citation.index() - 1).chunk().content();
      assertThat(citation.chunk()).isEqualTo(passages.get(citation.index() - 1).chunk().id());
      assertThat(citation.quote())
          .isEqualTo(citation.span().shiftedBy(-source.span().start()).of(source.text()))
          .isNotBlank();
    }
  }

  /** Not even one that is left over when another is taken out of it. */
  @Property(seed = SEED)
  void sendsNoMarkerThatNamesNothing(
      @ForAll("answers") String answer, @ForAll("cuts") List<Integer> cuts) {
    Matcher markers =
        Pattern.compile("\\[(\\d{1,3})]").matcher(text(read(answer.replace('`', ' '), cuts)));

    assertThat(markers.results())
        .extracting(marker -> Integer.parseInt(marker.group(1)))
        .allMatch(index -> index >= 1 && index <= PASSAGES);
  }

  @Property(seed = SEED)
  void changesNothingElse(@ForAll("answers") String answer) {
    String sent = text(read(answer, List.of(4)));

    assertThat(sent.replaceAll("[\\[\\]0-9]", "")).isEqualTo(answer.replaceAll("[\\[\\]0-9]", ""));
  }

  @Property(seed = SEED)
  void changesNothingWithoutPassages(@ForAll("answers") String answer) {
    CitationStream stream = new CitationStream(List.of());

    assertThat(stream.accept(answer))
        .isEqualTo(answer.isEmpty() ? List.of() : List.of(new Part.Text(answer)));
    assertThat(stream.finish()).isEmpty();
  }

  private static List<Part> read(String answer, List<Integer> cuts) {
    CitationStream stream = new CitationStream(Passages.passages(PASSAGES));
    List<Part> parts = new ArrayList<>();
    int position = 0;
    for (int i = 0; position < answer.length(); i++) {
      int end = Math.min(answer.length(), position + cuts.get(i % cuts.size()));
      parts.addAll(stream.accept(answer.substring(position, end)));
      position = end;
    }
    parts.addAll(stream.finish());
    assertThat(parts).noneMatch(part -> part instanceof Part.Text piece && piece.text().isEmpty());
    return parts;
  }

  private static String text(List<Part> parts) {
    StringBuilder text = new StringBuilder();
    for (Part part : parts) {
      text.append(part instanceof Part.Text piece ? piece.text() : "");
    }
    return text.toString();
  }

  private static List<Citation> citations(List<Part> parts) {
    return parts.stream()
        .filter(Part.Cited.class::isInstance)
        .map(part -> ((Part.Cited) part).citation())
        .toList();
  }
}
