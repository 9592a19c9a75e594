package dev.parley.adapters.vector.parsing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.tika.detect.CompositeDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.detect.microsoft.POIFSContainerDetector;
import org.apache.tika.detect.microsoft.ooxml.OPCPackageDetector;
import org.apache.tika.detect.zip.DefaultZipContainerDetector;
import org.apache.tika.detect.zip.OpenDocumentDetector;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypes;

/** Tells what a file is by what is in it: a name can say anything. */
final class Detection {
  /** Programs for printers: written in characters, but not to be read. */
  private static final Set<String> NOT_PROSE = Set.of("application/postscript");

  static final String PDF = "application/pdf";

  /** A file that is an archive, as most formats of offices are, and cannot be opened as one. */
  static final String BROKEN_ARCHIVE = "application/zip";

  private static final int MAX_BEFORE_HEADER = 1_024;

  private static final MimeTypes TYPES = MimeTypes.getDefaultMimeTypes();

  private final Detector detector =
      new CompositeDetector(
          TYPES.getMediaTypeRegistry(),
          List.of(
              new DefaultZipContainerDetector(
                  List.of(new OPCPackageDetector(), new OpenDocumentDetector())),
              new POIFSContainerDetector(),
              TYPES));

  /** What Tika's parsers ask where they come across a file within a file. */
  Detector detector() {
    return detector;
  }

  /**
   * The type of a file that can be read, or should be.
   *
   * @param filename tells formats apart that are all text
   * @return empty if it is of no such type
   */
  Optional<String> type(TikaInputStream file, byte[] content, String filename) throws IOException {
    MediaType detected = detector.detect(file, new Metadata()).getBaseType();
    String type = detected.toString();
    if (Format.of(type).isPresent() && !isMarkdown(type, filename)) {
      return Optional.of(type);
    }
    if (detected.equals(MediaType.APPLICATION_ZIP) && file.getOpenContainer() == null) {
      return Optional.of(BROKEN_ARCHIVE);
    }
    Optional<String> text =
        NOT_PROSE.contains(type) ? Optional.empty() : PlainText.type(content, filename);
    return text.isEmpty() && hasPdfHeader(content) ? Optional.of(PDF) : text;
  }

  /** Readers of PDF forgive what stands before the header (ISO 32000-1 annex H.3.4.1). */
  private static boolean hasPdfHeader(byte[] content) {
    int length = Math.min(content.length, MAX_BEFORE_HEADER);
    return new String(content, 0, length, StandardCharsets.ISO_8859_1).contains("%PDF-");
  }

  /** Markdown may begin with HTML. */
  private static boolean isMarkdown(String type, String filename) {
    return type.equals("text/html") && PlainText.typeBySuffix(filename).equals("text/markdown");
  }
}
