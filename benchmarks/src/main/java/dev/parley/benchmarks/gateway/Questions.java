package dev.parley.benchmarks.gateway;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The same question over and over, but for a marker by which its answer is told from all others:
 * the provider repeats what it is asked. For one thread.
 */
final class Questions {
  static final int MARKER_LENGTH = 16;

  /** A question of common length, so that reading it costs something. */
  private static final String QUESTION =
      "Our boats go out before the sun is up, and some come home later than the tide allows."
          + " Which of the quays should they make for when the wind has turned to the north,"
          + " and who is to be told of it? Please answer in a few words, as for a sailor."
          + " This is question ";

  private static final String MARKER = "0".repeat(MARKER_LENGTH);

  private final byte[] request;
  private final int markerAt;
  private final byte[] marker = new byte[MARKER_LENGTH];

  private Questions(String request) {
    this.request = request.getBytes(StandardCharsets.US_ASCII);
    this.markerAt = request.indexOf(MARKER);
  }

  /**
   * @param port of the server on this machine
   * @param headers that it needs besides the usual ones
   */
  static Questions to(int port, String model, boolean stream, Map<String, String> headers) {
    String body =
        """
        {"model":"%s","messages":[\
        {"role":"system","content":"You help the harbour master. Be brief."},\
        {"role":"user","content":"%s%s"}],"temperature":0.2,"max_tokens":256%s}"""
            .formatted(model, QUESTION, MARKER, stream ? ",\"stream\":true" : "");
    StringBuilder head =
        new StringBuilder("POST /v1/chat/completions HTTP/1.1\r\nHost: 127.0.0.1:")
            .append(port)
            .append("\r\nContent-Type: application/json\r\nAccept: ")
            .append(stream ? "text/event-stream" : "application/json")
            .append("\r\nContent-Length: ")
            .append(body.length())
            .append("\r\n");
    headers.forEach((name, value) -> head.append(name + ": " + value + "\r\n"));
    return new Questions(head + "\r\n" + body);
  }

  /** The text of a question, which its answer begins with. */
  static String text(long number) {
    return QUESTION
        + new String(marker(number, new byte[MARKER_LENGTH]), StandardCharsets.US_ASCII);
  }

  /** The marker of a question; good until the next call. */
  byte[] marker(long number) {
    return marker(number, marker);
  }

  private static byte[] marker(long number, byte[] digits) {
    long left = number;
    for (int i = digits.length - 1; i >= 0; i--) {
      digits[i] = (byte) Character.forDigit((int) (left & 0xf), 16);
      left >>>= 4;
    }
    return digits;
  }

  /** The request for a question; good until the next call. */
  ByteBuffer request(long number) {
    System.arraycopy(marker(number), 0, request, markerAt, MARKER_LENGTH);
    return ByteBuffer.wrap(request);
  }

  int requestLength() {
    return request.length;
  }
}
