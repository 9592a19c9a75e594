package dev.parley.adapters.vector.parsing;

import dev.parley.domain.knowledge.ExtractedText;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/**
 * Puts the text of a mail's attachments behind the mail's own, on pages of their own. One that
 * cannot be read is named, so that nobody takes the mail for whole; pictures are left out.
 */
final class Attachments implements EmbeddedDocumentExtractor {
  private static final int MAX_DEPTH = 4;
  private static final int MAX_COUNT = 100;
  private static final int MAX_BYTES = 64 << 20;

  private final DocumentReader documents;
  private final MarkdownText text;
  private final int depth;
  private int count;

  /**
   * @param depth how many documents the mail itself is in
   */
  Attachments(DocumentReader documents, MarkdownText text, int depth) {
    this.documents = documents;
    this.text = text;
    this.depth = depth;
  }

  @Override
  public boolean shouldParseEmbedded(Metadata metadata) {
    String type = metadata.get(Metadata.CONTENT_TYPE);
    return type == null || !(type.startsWith("image/") || type.startsWith("audio/"));
  }

  @Override
  public void parseEmbedded(
      InputStream content, ContentHandler handler, Metadata metadata, boolean outputHtml)
      throws SAXException, IOException {
    count++;
    String filename = filename(metadata);
    Optional<ExtractedText> attachment = Optional.empty();
    if (depth < MAX_DEPTH && count <= MAX_COUNT) {
      byte[] bytes = content.readNBytes(MAX_BYTES + 1);
      if (bytes.length <= MAX_BYTES) {
        attachment = documents.readAttachment(bytes, filename, text.remaining(), depth + 1);
      }
    }
    if (attachment.isPresent()) {
      text.append("# " + filename, attachment.get());
    } else if (count <= MAX_COUNT) {
      text.append("Attachment that is not read: " + filename);
    }
  }

  private static String filename(Metadata metadata) {
    String name = metadata.get(TikaCoreProperties.RESOURCE_NAME_KEY);
    String cleaned = name == null ? "" : Lines.joined(Characters.cleaned(name));
    return cleaned.isEmpty() ? "Attachment" : cleaned;
  }
}
