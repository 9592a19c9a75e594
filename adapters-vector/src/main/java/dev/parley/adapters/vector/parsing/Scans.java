package dev.parley.adapters.vector.parsing;

import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.tika.exception.WriteLimitReachedException;
import org.xml.sax.SAXException;

/** What is done about documents whose pages are pictures. */
final class Scans {
  private final Optional<TextRecognition> recognition;
  private final Hurry hurry;

  /** Says that a document takes longer than others, and may. */
  @FunctionalInterface
  interface Hurry {
    void isOff() throws IOException;
  }

  /** Scans are read where the machine can do that. */
  Scans(Optional<TextRecognition> recognition, Hurry hurry) {
    this.recognition = recognition;
    this.hurry = hurry;
  }

  /** Scans are not read. */
  static Scans unread() {
    return new Scans(Optional.empty(), () -> {});
  }

  /** The text of a document's pages; blank if there is none or nobody can tell. */
  ExtractedText read(PDDocument document, int pages, int maxCharacters)
      throws IOException, SAXException {
    StringBuilder text = new StringBuilder();
    List<Integer> starts = new ArrayList<>(pages);
    if (recognition.isPresent()) {
      hurry.isOff();
    }
    for (int page = 0; page < pages; page++) {
      starts.add(text.length());
      if (recognition.isPresent()) {
        String read = Characters.cleaned(recognition.get().read(document, page)).strip();
        text.append(read).append(read.isEmpty() ? "" : "\n\n");
        if (text.length() > maxCharacters) {
          throw new WriteLimitReachedException(maxCharacters);
        }
      }
    }
    return new ExtractedText(text.toString(), starts, Markup.PLAIN);
  }
}
