package dev.parley.adapters.llm.embedding;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.WritableByteChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * A message of Protocol Buffers, read no deeper than its own fields, which is what editing one
 * needs. The library for them is not used: it reaches for {@code sun.misc.Unsafe}, of which Java
 * warns everyone who starts the server.
 *
 * @see <a href="https://protobuf.dev/programming-guides/encoding/">encoding</a>
 */
final class WireMessage {
  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int LENGTH_DELIMITED = 2;
  private static final int FIXED_32 = 5;

  private final List<Field> fields;

  private WireMessage(List<Field> fields) {
    this.fields = fields;
  }

  /**
   * A field.
   *
   * @param whole with its tag
   * @param content without its tag and length
   */
  private record Field(int number, ByteBuffer whole, ByteBuffer content) {}

  /**
   * Reads a message; the bytes are not copied.
   *
   * @throws IllegalArgumentException if it is none
   */
  static WireMessage read(ByteBuffer bytes) {
    ByteBuffer in = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
    List<Field> fields = new ArrayList<>();
    try {
      while (in.hasRemaining()) {
        int begin = in.position();
        long tag = varint(in);
        int contentBegin = in.position();
        switch ((int) (tag & 7)) {
          case VARINT -> varint(in);
          case FIXED_64 -> in.position(in.position() + Long.BYTES);
          case FIXED_32 -> in.position(in.position() + Integer.BYTES);
          case LENGTH_DELIMITED -> {
            int length = Math.toIntExact(varint(in));
            contentBegin = in.position();
            in.position(contentBegin + length);
          }
          default -> throw malformed(begin);
        }
        fields.add(
            new Field(
                Math.toIntExact(tag >>> 3),
                in.slice(begin, in.position() - begin),
                in.slice(contentBegin, in.position() - contentBegin)));
      }
    } catch (BufferUnderflowException | IllegalArgumentException | ArithmeticException e) {
      throw malformed(in.position());
    }
    return new WireMessage(fields);
  }

  private static IllegalArgumentException malformed(int position) {
    return new IllegalArgumentException(
        "no message of Protocol Buffers at byte " + position + " (expected: a field)");
  }

  private static long varint(ByteBuffer in) {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = in.get();
      value |= (next & 0x7FL) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new ArithmeticException("a number of more than 64 bits");
  }

  /** The contents of all fields of a number. */
  List<ByteBuffer> contents(int number) {
    return fields.stream()
        .filter(field -> field.number() == number)
        .map(field -> field.content().duplicate())
        .toList();
  }

  /** All fields of a number, as texts. */
  List<String> texts(int number) {
    return contents(number).stream().map(content -> UTF_8.decode(content).toString()).toList();
  }

  /** The field of a number, as a text; empty if there is none. */
  String text(int number) {
    List<String> texts = texts(number);
    return texts.isEmpty() ? "" : texts.getFirst();
  }

  /** Writes a message, field after field. What it takes over is not copied. */
  static final class Writer {
    private final List<ByteBuffer> pieces = new ArrayList<>();
    private int size;

    /** Takes over, as they are, the fields whose number is wanted. */
    Writer copy(WireMessage from, IntPredicate wanted) {
      for (Field field : from.fields) {
        if (wanted.test(field.number())) {
          put(field.whole());
        }
      }
      return this;
    }

    Writer number(int number, long value) {
      varint(((long) number << 3) | VARINT);
      varint(value);
      return this;
    }

    Writer decimal(int number, float value) {
      varint(((long) number << 3) | FIXED_32);
      put(ByteBuffer.allocate(Float.BYTES).order(ByteOrder.LITTLE_ENDIAN).putFloat(value).flip());
      return this;
    }

    Writer text(int number, String text) {
      return message(number, UTF_8.encode(text));
    }

    Writer message(int number, ByteBuffer content) {
      delimited(number, content.remaining());
      put(content);
      return this;
    }

    Writer message(int number, Writer message) {
      delimited(number, message.size);
      return append(message);
    }

    /** Goes on with the fields of another. */
    Writer append(Writer other) {
      pieces.addAll(other.pieces);
      size += other.size;
      return this;
    }

    void writeTo(WritableByteChannel channel) throws IOException {
      for (ByteBuffer piece : pieces) {
        ByteBuffer rest = piece.duplicate();
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
      }
    }

    private void delimited(int number, int length) {
      varint(((long) number << 3) | LENGTH_DELIMITED);
      varint(length);
    }

    private void put(ByteBuffer bytes) {
      pieces.add(bytes.duplicate());
      size += bytes.remaining();
    }

    private void varint(long value) {
      ByteBuffer bytes = ByteBuffer.allocate(10);
      long rest = value;
      while ((rest & ~0x7FL) != 0) {
        bytes.put((byte) ((rest & 0x7F) | 0x80));
        rest >>>= 7;
      }
      put(bytes.put((byte) rest).flip());
    }
  }
}
