package dev.parley.adapters.vector.parsing;

import dev.parley.domain.knowledge.ExtractedText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.apache.poi.openxml4j.util.ZipSecureFile;
import org.apache.tika.detect.CompositeEncodingDetector;
import org.apache.tika.detect.Detector;
import org.apache.tika.detect.EncodingDetector;
import org.apache.tika.exception.EncryptedDocumentException;
import org.apache.tika.exception.TikaException;
import org.apache.tika.extractor.EmbeddedDocumentExtractor;
import org.apache.tika.io.TikaInputStream;
import org.apache.tika.metadata.Message;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.metadata.TikaCoreProperties;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.parser.CompositeParser;
import org.apache.tika.parser.ParseContext;
import org.apache.tika.parser.Parser;
import org.apache.tika.parser.epub.EpubParser;
import org.apache.tika.parser.html.HtmlEncodingDetector;
import org.apache.tika.parser.html.HtmlMapper;
import org.apache.tika.parser.html.IdentityHtmlMapper;
import org.apache.tika.parser.html.JSoupParser;
import org.apache.tika.parser.mail.RFC822Parser;
import org.apache.tika.parser.microsoft.OfficeParser;
import org.apache.tika.parser.microsoft.OfficeParserConfig;
import org.apache.tika.parser.microsoft.ooxml.OOXMLParser;
import org.apache.tika.parser.microsoft.rtf.RTFParser;
import org.apache.tika.parser.odf.OpenDocumentParser;
import org.apache.tika.parser.txt.Icu4jEncodingDetector;
import org.apache.tika.parser.txt.TXTParser;
import org.apache.tika.parser.txt.UniversalEncodingDetector;
import org.jspecify.annotations.Nullable;
import org.xml.sax.SAXException;

/**
 * Reads all formats but PDF through Tika's parsers. These are named here one by one: what is on the
 * class path besides is not asked.
 */
final class TikaReader {
  /** A part of an office file may be so much larger than its share of the file. */
  private static final double MIN_INFLATE_RATIO = 0.001;

  /** No part of an office file is larger when it is unpacked. */
  private static final long MAX_PART_BYTES = 512L << 20;

  /** Presentations have parts by the thousand. */
  private static final long MAX_PARTS = 50_000;

  /** What is noted where a part of an archive ends too early. */
  private static final Pattern CUT_OFF = Pattern.compile("EOFException|ZipException");

  private final Detector detector;
  private final DocumentReader documents;
  private final Map<Format, Parser> parsers = new EnumMap<>(Format.class);

  /** For the bodies of mails, which parsers look for here. */
  private final Parser bodies;

  private final OfficeParserConfig office = new OfficeParserConfig();

  TikaReader(Detector detector, DocumentReader documents) {
    this.detector = detector;
    this.documents = documents;
    ZipSecureFile.setMinInflateRatio(MIN_INFLATE_RATIO);
    ZipSecureFile.setMaxEntrySize(MAX_PART_BYTES);
    ZipSecureFile.setMaxFileCount(MAX_PARTS);
    EncodingDetector charsets =
        new CompositeEncodingDetector(
            List.of(
                new HtmlEncodingDetector(),
                new UniversalEncodingDetector(),
                new Icu4jEncodingDetector()));
    JSoupParser html = new JSoupParser(charsets);
    EpubParser epub = new EpubParser();
    epub.setContentParser(new EpubChapters(html));
    RTFParser rtf = new RTFParser();
    parsers.put(Format.OOXML, new OOXMLParser());
    parsers.put(Format.OLE, new OfficeParser());
    parsers.put(Format.OUTLOOK, new OfficeParser());
    parsers.put(Format.OPEN_DOCUMENT, new OpenDocumentParser());
    parsers.put(Format.RTF, rtf);
    parsers.put(Format.HTML, html);
    parsers.put(Format.EPUB, epub);
    parsers.put(Format.MAIL, new RFC822Parser());
    bodies =
        new CompositeParser(
            MediaTypeRegistry.getDefaultRegistry(), html, rtf, new TXTParser(charsets));
    office.setUseSAXDocxExtractor(true);
    office.setIncludeSlideMasterContent(false);
    office.setIncludeHeadersAndFooters(true);
    office.setConcatenatePhoneticRuns(false);
  }

  /**
   * Reads a document.
   *
   * @param metadata takes what the document says of itself
   * @param depth how many documents it is in
   */
  ExtractedText read(byte[] content, Format format, Metadata metadata, int maxCharacters, int depth)
      throws IOException, SAXException, TikaException {
    MarkdownText text = new MarkdownText(maxCharacters, !isHtml(format));
    Parser parser = parser(format, content);
    try (TikaInputStream file = TikaInputStream.get(content)) {
      file.getPath();
      parser.parse(file, text, metadata, context(format, text, depth));
    } catch (EncryptedDocumentException encrypted) {
      if (format != Format.EPUB || !EpubChapters.isReadable(encrypted)) {
        throw encrypted;
      }
    }
    switch (format) {
      case MAIL, OUTLOOK -> text.prepend(mailHeader(metadata));
      case HTML -> text.prepend(title(metadata, text));
      default -> {
        // All of it is in the text.
      }
    }
    ExtractedText extracted = text.extracted();
    requireUndamaged(metadata, extracted.text().isBlank());
    return extracted;
  }

  /** Excel protects workbooks with a password that everybody knows: then they are no archives. */
  private Parser parser(Format format, byte[] content) {
    boolean packed = format != Format.OOXML || (content.length > 0 && content[0] == 'P');
    return Objects.requireNonNull(parsers.get(packed ? format : Format.OLE));
  }

  private static boolean isHtml(Format format) {
    return format == Format.HTML || format == Format.EPUB || format == Format.MAIL;
  }

  private ParseContext context(Format format, MarkdownText text, int depth) {
    ParseContext context = new ParseContext();
    context.set(Detector.class, detector);
    context.set(Parser.class, bodies);
    context.set(OfficeParserConfig.class, office);
    context.set(HtmlMapper.class, IdentityHtmlMapper.INSTANCE);
    context.set(Locale.class, Locale.ROOT);
    context.set(MarkdownText.class, text);
    boolean mail = format == Format.MAIL || format == Format.OUTLOOK;
    context.set(
        EmbeddedDocumentExtractor.class,
        mail ? new Attachments(documents, text, depth) : new NoAttachments());
    return context;
  }

  /**
   * Some parsers note what stops them and end as if there had been nothing more to read.
   *
   * @param blank whether they had read nothing until then
   */
  private static void requireUndamaged(Metadata metadata, boolean blank) throws TikaException {
    for (String warning : metadata.getValues(TikaCoreProperties.TIKA_META_EXCEPTION_WARNING)) {
      if (blank || CUT_OFF.matcher(warning).find()) {
        throw new TikaException(warning);
      }
    }
  }

  private static String mailHeader(Metadata metadata) {
    List<String> lines = new ArrayList<>();
    add(lines, "From", String.join(", ", metadata.getValues(Message.MESSAGE_FROM)));
    add(lines, "To", String.join(", ", metadata.getValues(Message.MESSAGE_TO)));
    add(lines, "Cc", String.join(", ", metadata.getValues(Message.MESSAGE_CC)));
    add(lines, "Date", metadata.get(TikaCoreProperties.CREATED));
    String subject = metadata.get(TikaCoreProperties.SUBJECT);
    return heading(subject) + (lines.isEmpty() ? "" : String.join("\n", lines) + "\n\n");
  }

  private static void add(List<String> lines, String name, @Nullable String value) {
    if (value != null && !value.isBlank()) {
      lines.add(name + ": " + Lines.joined(Characters.cleaned(value)));
    }
  }

  /** A page's title, unless a heading says the same. */
  private static String title(Metadata metadata, MarkdownText text) {
    String heading = heading(metadata.get(TikaCoreProperties.TITLE));
    return text.extracted().text().contains(heading) ? "" : heading;
  }

  private static String heading(@Nullable String title) {
    String cleaned = title == null ? "" : Lines.joined(Characters.cleaned(title));
    return cleaned.isEmpty() ? "" : "# " + cleaned + "\n\n";
  }
}
