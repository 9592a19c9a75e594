package dev.parley.benchmarks.provider;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** Whole responses with their heads, as text. */
final class Responses {
  private static final int DIMENSIONS = 384;
  private static final String FLOATS =
      String.join(",", Collections.nCopies(DIMENSIONS, "0.05103104"));
  private static final String BASE64 = base64();

  private Responses() {}

  static String json(String status, String body) {
    return "HTTP/1.1 "
        + status
        + "\r\ncontent-type: application/json\r\ncontent-length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  static String models(List<String> names) {
    return json(
        "200 OK",
        names.stream()
            .map(
                name ->
                    "{\"id\":"
                        + Answers.quoted(name)
                        + ",\"object\":\"model\",\"created\":1767225600,\"owned_by\":\"parley\"}")
            .collect(Collectors.joining(",", "{\"object\":\"list\",\"data\":[", "]}")));
  }

  /** One vector of unit length for each input, all the same. */
  static String embeddings(Call call) {
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < call.inputs(); i++) {
      data.append(i == 0 ? "" : ",")
          .append("{\"object\":\"embedding\",\"index\":")
          .append(i)
          .append(",\"embedding\":")
          .append(call.asBase64() ? "\"" + BASE64 + "\"" : "[" + FLOATS + "]")
          .append('}');
    }
    return json(
        "200 OK",
        "{\"object\":\"list\",\"model\":"
            + Answers.quoted(call.model())
            + ",\"data\":["
            + data
            + "],\"usage\":{\"prompt_tokens\":"
            + 8 * call.inputs()
            + ",\"total_tokens\":"
            + 8 * call.inputs()
            + "}}");
  }

  static String error(String status, String message) {
    return json(
        status,
        "{\"error\":{\"message\":"
            + Answers.quoted(message)
            + ",\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}}");
  }

  private static String base64() {
    ByteBuffer vector =
        ByteBuffer.allocate(DIMENSIONS * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    while (vector.hasRemaining()) {
      vector.putFloat(0.05103104f);
    }
    return Base64.getEncoder().encodeToString(vector.array());
  }
}
