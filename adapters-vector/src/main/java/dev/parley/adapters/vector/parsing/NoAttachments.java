package dev.parley.adapters.vector.parsing;

import java.io.InputStream;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.metadata.Metadata;
import org.xml.sax.ContentHandler;

/** Leaves out the pictures, fonts, macros and documents that are in a document. */
final class NoAttachments implements EmbeddedDocumentExtractor {
  @Override
  public boolean shouldParseEmbedded(Metadata metadata) {
    return false;
  }

  @Override
  public void parseEmbedded(
      InputStream content, ContentHandler handler, Metadata metadata, boolean outputHtml) {}
}
