package dev.parley.adapters.vector.parsing;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;

/**
 * What a parsing process is asked, and how it is told.
 *
 * @param filename a hint between text formats; never used as a path
 * @param mediaType as an inspection said; empty to have it detected
 * @param maxCharacters the most characters of text that the document may have
 * @param limit of time; the process ends itself some time after it, should nobody else end it
 * @param moreTime what may be asked for beyond the limit, once it is known what takes so long
 */
public record Request(
    Task task,
    String filename,
    String mediaType,
    int maxCharacters,
    Duration limit,
    Duration moreTime,
    byte[] content) {
  private static final int MARK = 0x50_52_51_31;

  /** What is wanted. */
  public enum Task {
    /** Which type it is, and whether it can be opened. */
    INSPECT,
    /** Its text. */
    READ
  }

  public Request {
    Objects.requireNonNull(task);
    Objects.requireNonNull(filename);
    Objects.requireNonNull(mediaType);
    Objects.requireNonNull(limit);
    Objects.requireNonNull(moreTime);
    Objects.requireNonNull(content);
  }

  /** Writes the request and flushes it. */
  public void write(DataOutputStream out) throws IOException {
    out.writeInt(MARK);
    out.writeByte(Wire.place(Task.values(), task));
    Wire.writeText(out, filename);
    Wire.writeText(out, mediaType);
    out.writeInt(maxCharacters);
    out.writeLong(limit.toMillis());
    out.writeLong(moreTime.toMillis());
    out.writeInt(content.length);
    out.write(content);
    out.flush();
  }

  /** Reads the next request; {@link EOFException} if there is none any more. */
  static Request read(DataInputStream in) throws IOException {
    Wire.requireMark(in.readInt(), MARK);
    Task task = Wire.constant(Task.values(), in.readByte());
    String filename = Wire.readText(in, Integer.MAX_VALUE);
    String mediaType = Wire.readText(in, Integer.MAX_VALUE);
    int maxCharacters = in.readInt();
    Duration limit = Duration.ofMillis(in.readLong());
    Duration moreTime = Duration.ofMillis(in.readLong());
    byte[] content = new byte[in.readInt()];
    in.readFully(content);
    return new Request(task, filename, mediaType, maxCharacters, limit, moreTime, content);
  }
}
