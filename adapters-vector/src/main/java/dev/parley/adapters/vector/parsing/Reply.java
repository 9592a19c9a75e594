package dev.parley.adapters.vector.parsing;

import dev.parley.domain.knowledge.DocumentError;
import dev.parley.domain.knowledge.ExtractedText;
import dev.parley.domain.knowledge.ExtractedText.Markup;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** What a parsing process answers. Whoever reads an answer trusts nothing about it. */
public sealed interface Reply {
  /** The longest name of a media type (RFC 6838 section 4.2), and as much again. */
  int MAX_TYPE_LENGTH = 512;

  /** More pages than any document has that somebody will read. */
  int MAX_PAGES = 1_000_000;

  /** Sent before a reply that will take longer than others, for a good reason. */
  int MORE_TIME = 0x50_52_4D_54;

  /** The file's type, by its content; empty if that is not known. */
  String mediaType();

  /** The file can be opened. */
  record Accepted(String mediaType) implements Reply {}

  /** The file says this. */
  record Read(String mediaType, ExtractedText text) implements Reply {}

  /** The file cannot be used. */
  record Failed(String mediaType, DocumentError error) implements Reply {}

  /**
   * A reply as it is sent.
   *
   * @param spent whether the process should not be asked anything more
   */
  record Sent(Reply reply, boolean spent) {
    private static final int MARK = 0x50_52_50_31;

    /** Writes the reply and flushes it. */
    void write(DataOutputStream out) throws IOException {
      out.writeInt(MARK);
      out.writeBoolean(spent);
      Wire.writeText(out, reply.mediaType());
      switch (reply) {
        case Accepted accepted -> out.writeByte(0);
        case Read read -> {
          out.writeByte(1);
          out.writeByte(Wire.place(Markup.values(), read.text().markup()));
          Wire.writeText(out, read.text().text());
          List<Integer> starts = read.text().pageStarts();
          out.writeInt(starts.size());
          for (int start : starts) {
            out.writeInt(start);
          }
        }
        case Failed failed -> {
          out.writeByte(2);
          out.writeByte(Wire.place(DocumentError.values(), failed.error()));
        }
      }
      out.flush();
    }

    /**
     * Reads a reply.
     *
     * @param moreTime is run if more time is asked for
     * @throws IOException also where the bytes are none
     */
    public static Sent read(DataInputStream in, int maxCharacters, Runnable moreTime)
        throws IOException {
      int mark = in.readInt();
      if (mark == MORE_TIME) {
        moreTime.run();
        mark = in.readInt();
      }
      Wire.requireMark(mark, MARK);
      boolean spent = in.readBoolean();
      String mediaType = Wire.readText(in, MAX_TYPE_LENGTH);
      return new Sent(
          switch (in.readByte()) {
            case 0 -> new Accepted(mediaType);
            case 1 -> new Read(mediaType, readExtracted(in, maxCharacters));
            case 2 -> new Failed(mediaType, Wire.constant(DocumentError.values(), in.readByte()));
            default -> throw new IOException("a reply of no kind");
          },
          spent);
    }

    private static ExtractedText readExtracted(DataInputStream in, int maxCharacters)
        throws IOException {
      Markup markup = Wire.constant(Markup.values(), in.readByte());
      String text = Wire.readText(in, Wire.MAX_BYTES_PER_CHARACTER * (long) maxCharacters);
      int count = in.readInt();
      if (count < 1 || count > MAX_PAGES) {
        throw new IOException("pages: " + count + " (expected: 1.." + MAX_PAGES + ")");
      }
      List<Integer> starts = new ArrayList<>(count);
      for (int page = 0; page < count; page++) {
        starts.add(in.readInt());
      }
      try {
        return new ExtractedText(text, starts, markup);
      } catch (IllegalArgumentException e) {
        throw new IOException(e);
      }
    }
  }
}
