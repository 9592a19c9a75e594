package dev.parley.domain.digest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class FieldDigestProperties {

  /** The expected hash is that of the bytes written out by hand. */
  @Example
  void hashesTheDocumentedForm() {
    assertThat(
            hex(
                new FieldDigest("a")
                    .text(null)
                    .text("é")
                    .number(-2)
                    .bytes(new byte[] {7})
                    .map(Map.of("k", "v"))))
        .isEqualTo("910e039b02a80fb0ade2b908916c71417c3e66f79dbaac2a7db4451d97d5e8f6");
  }

  @Property(tries = 500)
  void tellsDifferentListsOfTextsApart(
      @ForAll("texts") List<String> one, @ForAll("texts") List<String> other) {
    assertThat(hashOf(one).equals(hashOf(other))).isEqualTo(one.equals(other));
  }

  @Property(tries = 200)
  void hashesAMapWhateverItsOrder(@ForAll Map<String, String> map) {
    Map<String, String> reversed = new LinkedHashMap<>();
    new TreeMap<>(map).descendingMap().forEach(reversed::put);

    assertThat(hex(new FieldDigest("m").map(reversed)))
        .isEqualTo(hex(new FieldDigest("m").map(map)));
  }

  @Property(tries = 200)
  void tellsKindsApart(@ForAll("short") String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);

    assertThat(
            List.of(
                hex(new FieldDigest("k").text(text)),
                hex(new FieldDigest("k").bytes(bytes)),
                hex(new FieldDigest("k").text(null).text(text)),
                hex(new FieldDigest("k").map(Map.of(text, text))),
                hex(new FieldDigest("k").text(text).text(text)),
                hex(new FieldDigest("k").number(bytes.length)),
                hex(new FieldDigest("l").text(text))))
        .doesNotHaveDuplicates();
  }

  @Provide
  Arbitrary<List<String>> texts() {
    return Arbitraries.strings().withChars("ab\0").ofMaxLength(2).list().ofMaxSize(3);
  }

  @Provide("short")
  Arbitrary<String> shortTexts() {
    return Arbitraries.strings().withChars("ab\0é").ofMaxLength(8);
  }

  private static String hashOf(List<String> texts) {
    FieldDigest digest = new FieldDigest("t");
    texts.forEach(digest::text);
    return hex(digest);
  }

  private static String hex(FieldDigest digest) {
    return HexFormat.of().formatHex(digest.hash());
  }
}
