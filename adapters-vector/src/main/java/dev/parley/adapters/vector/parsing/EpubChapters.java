package dev.parley.adapters.vector.parsing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.html.JSoupParser;
import org.xml.sax.ContentHandler;
import org.xml.sax.SAXException;

/**
 * The chapters of a book, a page each. They should be well-formed XML, but many are not, and a
 * parser of HTML takes them all; it resolves no entities either.
 */
final class EpubChapters implements Parser {
  private static final long serialVersionUID = 1;

  private static final Pattern CHAPTER = Pattern.compile("\\.(x?html?|xml)\\b");

  private final JSoupParser html;

  EpubChapters(JSoupParser html) {
    this.html = html;
  }

  /** Whether only fonts and pictures are encrypted; that is how publishers protect fonts. */
  static boolean isReadable(EncryptedDocumentException encrypted) {
    return encrypted.getMessage() != null && !CHAPTER.matcher(encrypted.getMessage()).find();
  }

  @Override
  public Set<MediaType> getSupportedTypes(ParseContext context) {
    return Set.of();
  }

  @Override
  public void parse(
      InputStream chapter, ContentHandler handler, Metadata metadata, ParseContext context)
      throws IOException, SAXException, TikaException {
    context.get(MarkdownText.class).startPage();
    html.parse(new BufferedInputStream(chapter), handler, new Metadata(), context);
  }
}
