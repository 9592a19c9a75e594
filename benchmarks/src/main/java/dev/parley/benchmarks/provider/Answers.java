package dev.parley.benchmarks.provider;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The answers of models in bytes that go to the socket as they are, head and chunk sizes included.
 * Made once for each model and script. Safe for use by many threads.
 */
final class Answers {
  /** More models than anyone measures; a caller who invents names must not fill the memory. */
  private static final int MOST_KEPT = 256;

  private static final String STREAM_HEAD =
      String.join(
          "\r\n",
          "HTTP/1.1 200 OK",
          "content-type: text/event-stream",
          "cache-control: no-cache",
          "transfer-encoding: chunked",
          "",
          "");

  private final ConcurrentHashMap<Key, Stream> streams = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Key, ByteBuf> documents = new ConcurrentHashMap<>();

  private record Key(String model, Script script) {}

  /**
   * An answer in pieces.
   *
   * @param head the head of the response and the first event, which has no text
   * @param tokens one event for each word of the vocabulary
   * @param last the event of the last token
   * @param body all tokens' events at once
   * @param end the event that ends the text
   * @param usage the event that tells of usage
   * @param done what ends the stream
   */
  record Stream(
      ByteBuf head,
      ByteBuf[] tokens,
      ByteBuf last,
      ByteBuf body,
      ByteBuf end,
      ByteBuf usage,
      ByteBuf done) {}

  Stream stream(String model, Script script) {
    if (streams.size() >= MOST_KEPT) {
      streams.clear();
    }
    return streams.computeIfAbsent(new Key(model, script), Answers::encodeStream);
  }

  /** The answer as one JSON document, for a script without echo. */
  ByteBuf document(String model, Script script) {
    if (documents.size() >= MOST_KEPT) {
      documents.clear();
    }
    return documents.computeIfAbsent(
        new Key(model, script), key -> shared(documentOf(key.model(), key.script(), "")));
  }

  /** The same with the question before it. */
  ByteBuf document(String model, Script script, String question) {
    return buffer(documentOf(model, script, question));
  }

  /** The event of one token whose text is not in the vocabulary. */
  static ByteBuf event(String model, String text) {
    return buffer(chunk(event(model, "{\"content\":" + quoted(text) + "}", "null")));
  }

  private static Stream encodeStream(Key key) {
    String model = key.model();
    int tokens = key.script().tokens();
    ByteBuf[] words = new ByteBuf[Vocabulary.size()];
    for (int i = 0; i < words.length; i++) {
      words[i] = shared(word(model, Vocabulary.token(i)));
    }
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < tokens; i++) {
      body.append(
          event(model, "{\"content\":" + quoted(Vocabulary.token(i, tokens)) + "}", "null"));
    }
    return new Stream(
        shared(
            STREAM_HEAD + chunk(event(model, "{\"role\":\"assistant\",\"content\":\"\"}", "null"))),
        words,
        shared(word(model, Vocabulary.last())),
        shared(chunk(body.toString())),
        shared(chunk(event(model, "{}", "\"stop\""))),
        shared(
            chunk(
                "data: {"
                    + common("chat.completion.chunk", model)
                    + ",\"choices\":[],\"usage\":"
                    + usage(tokens)
                    + "}\n\n")),
        shared(chunk("data: [DONE]\n\n") + "0\r\n\r\n"));
  }

  private static String word(String model, String text) {
    return chunk(event(model, "{\"content\":" + quoted(text) + "}", "null"));
  }

  private static String event(String model, String delta, String reason) {
    return "data: {"
        + common("chat.completion.chunk", model)
        + ",\"choices\":[{\"index\":0,\"delta\":"
        + delta
        + ",\"finish_reason\":"
        + reason
        + "}]}\n\n";
  }

  private static String documentOf(String model, Script script, String question) {
    return Responses.json(
        "200 OK",
        "{"
            + common("chat.completion", model)
            + ",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":"
            + quoted(question + script.text())
            + "},\"finish_reason\":\"stop\"}],\"usage\":"
            + usage(script.tokens())
            + "}");
  }

  private static String common(String object, String model) {
    return "\"id\":\"chatcmpl-scripted\",\"object\":\""
        + object
        + "\",\"created\":1767225600,\"model\":"
        + quoted(model);
  }

  private static String usage(int tokens) {
    return "{\"prompt_tokens\":16,\"completion_tokens\":"
        + tokens
        + ",\"total_tokens\":"
        + (16 + tokens)
        + "}";
  }

  static String quoted(String text) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
  }

  /** One chunk of a chunked body. */
  private static String chunk(String text) {
    int length = text.getBytes(StandardCharsets.UTF_8).length;
    return Integer.toHexString(length) + "\r\n" + text + "\r\n";
  }

  private static ByteBuf buffer(String text) {
    return Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8));
  }

  /** Outside the heap, where the socket takes it from; freed with the object, never released. */
  static ByteBuf shared(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer outside = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    return Unpooled.unreleasableBuffer(Unpooled.wrappedBuffer(outside).asReadOnly());
  }
}
