package dev.parley.adapters.rest.conversation;

import dev.parley.domain.attachment.Attachment;
import dev.parley.domain.conversation.Author;
import dev.parley.domain.conversation.Conversation;
import dev.parley.domain.conversation.Message;
import dev.parley.domain.conversation.MessageId;
import dev.parley.domain.knowledge.Citation;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A conversation as Markdown (CommonMark with footnotes): a title, a heading for each message, its
 * words, the names of its files, and what it cites. What people or models wrote reads as they wrote
 * it and can be nothing but text: no heading, list, link, image, HTML or footnote comes of it.
 */
final class MarkdownTranscript {
  /**
   * What CommonMark reads as markup anywhere in a line, and footnotes, tables and strikethrough.
   */
  private static final String MARKUP = "\\`*_[]<>&#|~!$^{}";

  /** What it reads as markup at the beginning of a line alone. */
  private static final Pattern BLOCK = Pattern.compile("^(?:[-+=:]|\\d{1,9}(?=[.)]))");

  private static final Pattern LINE_END = Pattern.compile("\\R");
  private static final char HARD_SPACE = '\u00a0';

  private final StringBuilder out = new StringBuilder();
  private final StringBuilder notes = new StringBuilder();

  private MarkdownTranscript() {}

  /**
   * Writes a transcript.
   *
   * @param messages of one branch, oldest first
   * @param files of each message that has some
   */
  static String of(
      Conversation conversation, List<Message> messages, Map<MessageId, List<Attachment>> files) {
    MarkdownTranscript transcript = new MarkdownTranscript();
    transcript.out.append("# ").append(inline(conversation.title())).append("\n");
    int number = 0;
    for (Message message : messages) {
      number++;
      transcript.add(message, number, files.getOrDefault(message.id(), List.of()));
    }
    if (!transcript.notes.isEmpty()) {
      transcript.out.append('\n').append(transcript.notes);
    }
    return transcript.out.toString();
  }

  private void add(Message message, int number, List<Attachment> files) {
    out.append("\n## ").append(role(message.author())).append(" · ").append(message.createdAt());
    if (message.model() != null) {
      out.append(" · ").append(inline(message.model().value()));
    }
    out.append("\n\n").append(text(message, number)).append('\n');
    if (!files.isEmpty()) {
      out.append(
          files.stream()
              .map(file -> inline(file.filename()))
              .collect(Collectors.joining(", ", "\nAttached: ", "\n")));
    }
    for (Citation citation : message.citations()) {
      notes
          .append("[^")
          .append(number)
          .append('-')
          .append(citation.index())
          .append("]: ")
          .append(inline(citation.title()))
          .append(", page ")
          .append(citation.page())
          .append(": “")
          .append(inline(citation.quote()))
          .append("”\n");
    }
  }

  private static String role(Author author) {
    return switch (author) {
      case USER -> "User";
      case ASSISTANT -> "Assistant";
      case SYSTEM -> "System";
    };
  }

  /** The message's words, with a footnote for each marker of a citation that it has. */
  private static String text(Message message, int number) {
    String text = block(message.content());
    Set<Integer> cited =
        message.citations().stream().map(Citation::index).collect(Collectors.toSet());
    for (int index : cited) {
      text = text.replace("\\[" + index + "\\]", "[^" + number + "-" + index + "]");
    }
    return text;
  }

  /** A text of several lines, each of which ends where it ended. */
  static String block(String text) {
    return LINE_END
        .splitAsStream(text)
        .map(MarkdownTranscript::line)
        .collect(Collectors.joining("\n"))
        .replaceAll("(?<=[^\\n])\\n(?=[^\\n])", "\\\\\n");
  }

  /** A text in a place where there can be but one line. */
  static String inline(String text) {
    return escaped(LINE_END.matcher(text).replaceAll(" ").strip());
  }

  private static String line(String line) {
    if (line.isBlank()) {
      return "";
    }
    int indent = 0;
    while (line.charAt(indent) == ' ' || line.charAt(indent) == '\t') {
      indent++;
    }
    // A hard space keeps a line where it stands and begins no block of code.
    String before = line.substring(0, indent).replace("\t", "    ").replace(' ', HARD_SPACE);
    String rest = escaped(line.substring(indent).stripTrailing());
    return before + BLOCK.matcher(rest).replaceFirst(MarkdownTranscript::escapedBlock);
  }

  private static String escapedBlock(MatchResult start) {
    String mark = start.group();
    return Character.isDigit(mark.charAt(0)) ? mark + "\\\\" : "\\\\" + mark;
  }

  private static String escaped(String text) {
    StringBuilder escaped = new StringBuilder(text.length() + 16);
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (MARKUP.indexOf(c) >= 0) {
        escaped.append('\\');
      }
      escaped.append(c);
    }
    return escaped.toString();
  }
}
