package dev.parley.adapters.rest.ws;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Puts messages together that came in several frames (RFC 6455 section 5.4), up to what one may
 * have. Used by the connection's own thread.
 */
final class Fragments {
  private final ByteArrayOutputStream begun = new ByteArrayOutputStream();

  /** What a frame leads to. */
  sealed interface Message {
    /** The next frame of the message is awaited. */
    record Unfinished() implements Message {}

    record Text(String text, int bytes) implements Message {}

    /** What no socket may send. */
    record Unfit(CloseCode code) implements Message {}
  }

  /** Takes a frame; it is the caller's to release. */
  Message add(WebSocketFrame frame) {
    if (frame instanceof BinaryWebSocketFrame) {
      return new Message.Unfit(CloseCode.NOT_TEXT);
    }
    ByteBuf content = frame.content();
    if (begun.size() + content.readableBytes() > SocketLimits.FRAME_BYTES) {
      begun.reset();
      return new Message.Unfit(CloseCode.TOO_LARGE);
    }
    byte[] bytes = new byte[content.readableBytes()];
    content.getBytes(content.readerIndex(), bytes);
    begun.writeBytes(bytes);
    if (!frame.isFinalFragment()) {
      return new Message.Unfinished();
    }
    byte[] whole = begun.toByteArray();
    begun.reset();
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(whole)).toString();
      return new Message.Text(text, whole.length);
    } catch (CharacterCodingException malformed) {
      return new Message.Unfit(CloseCode.NOT_UTF8);
    }
  }
}
