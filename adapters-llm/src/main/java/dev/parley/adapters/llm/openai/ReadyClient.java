package dev.parley.adapters.llm.openai;

import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpClientBuilder;
import java.time.Duration;

/**
 * A client that is there already, as langchain4j asks for one.
 *
 * @param patience the client's own; what langchain4j sets in its place is not heeded
 */
record ReadyClient(HttpClient client, Duration patience) implements HttpClientBuilder {
  @Override
  public Duration connectTimeout() {
    return patience;
  }

  @Override
  public HttpClientBuilder connectTimeout(Duration timeout) {
    return this;
  }

  @Override
  public Duration readTimeout() {
    return patience;
  }

  @Override
  public HttpClientBuilder readTimeout(Duration timeout) {
    return this;
  }

  @Override
  public HttpClient build() {
    return client;
  }
}
