package dev.parley.adapters.llm.openai;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import org.jspecify.annotations.Nullable;

/**
 * Has one model of langchain4j's call through a client of each caller's: a model takes longer to
 * make than a request does to send, since it looks through the whole class path. For models that
 * call on the thread that asks them. Safe for use by many threads.
 */
final class CallersClient implements HttpClient {
  private static final ThreadLocal<@Nullable BlockingHttpClient> CURRENT = new ThreadLocal<>();

  /** Has all that is called on this thread meanwhile go through the client. */
  static void through(BlockingHttpClient client, Runnable calls) {
    CURRENT.set(client);
    try {
      calls.run();
    } finally {
      CURRENT.remove();
    }
  }

  private static BlockingHttpClient current() {
    BlockingHttpClient client = CURRENT.get();
    if (client == null) {
      throw new IllegalStateException("called on another thread than the one that asked");
    }
    return client;
  }

  @Override
  public SuccessfulHttpResponse execute(HttpRequest request) {
    return current().execute(request);
  }

  @Override
  public void execute(
      HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
    current().execute(request, parser, listener);
  }
}
