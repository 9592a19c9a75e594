package dev.parley.adapters.vector.parsing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of documents that are parsed. */
enum Format {
  PDF("application/pdf"),
  /** Office Open XML: Word, PowerPoint and Excel since 2007, with macros or without. */
  OOXML(
      "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "application/vnd.openxmlformats-officedocument.wordprocessingml.template",
      "application/vnd.ms-word.document.macroenabled.12",
      "application/vnd.ms-word.template.macroenabled.12",
      "application/vnd.openxmlformats-officedocument.presentationml.presentation",
      "application/vnd.openxmlformats-officedocument.presentationml.slideshow",
      "application/vnd.openxmlformats-officedocument.presentationml.template",
      "application/vnd.ms-powerpoint.presentation.macroenabled.12",
      "application/vnd.ms-powerpoint.slideshow.macroenabled.12",
      "application/vnd.ms-powerpoint.template.macroenabled.12",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "application/vnd.openxmlformats-officedocument.spreadsheetml.template",
      "application/vnd.ms-excel.sheet.macroenabled.12",
      "application/vnd.ms-excel.template.macroenabled.12",
      "application/vnd.ms-excel.sheet.binary.macroenabled.12",
      "application/x-tika-ooxml"),
  /** Word, PowerPoint and Excel up to 2003, and whatever of Office is encrypted. */
  OLE(
      "application/msword",
      "application/vnd.ms-excel",
      "application/vnd.ms-powerpoint",
      "application/x-tika-msoffice",
      "application/x-tika-ooxml-protected",
      "application/x-tika-ole-drm-encrypted"),
  OPEN_DOCUMENT(
      "application/vnd.oasis.opendocument.text",
      "application/vnd.oasis.opendocument.text-template",
      "application/vnd.oasis.opendocument.spreadsheet",
      "application/vnd.oasis.opendocument.spreadsheet-template",
      "application/vnd.oasis.opendocument.presentation",
      "application/vnd.oasis.opendocument.presentation-template"),
  RTF("application/rtf"),
  HTML("text/html", "application/xhtml+xml"),
  EPUB("application/epub+zip"),
  MAIL("message/rfc822"),
  OUTLOOK("application/vnd.ms-outlook");

  private static final Map<String, Format> BY_TYPE =
      Stream.of(values())
          .flatMap(format -> format.types.stream().map(type -> Map.entry(type, format)))
          .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));

  @SuppressWarnings("ImmutableEnumChecker") // An unmodifiable list of strings.
  private final List<String> types;

  Format(String... types) {
    this.types = List.of(types);
  }

  static Optional<Format> of(String mediaType) {
    return Optional.ofNullable(BY_TYPE.get(mediaType.toLowerCase(Locale.ROOT)));
  }
}
