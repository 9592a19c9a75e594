package dev.parley.adapters.llm.openai;

import io.micronaut.http.client.HttpClientConfiguration;
import io.micronaut.http.client.RawHttpClient;
import io.micronaut.http.client.exceptions.HttpClientException;

/** Makes clients for requests that are answered whole, where no thread waits for the answer. */
@FunctionalInterface
public interface ProviderClients {
  /**
   * A client of its own for one provider; whoever takes it closes it.
   *
   * @throws HttpClientException if there can be none of this configuration
   */
  RawHttpClient client(HttpClientConfiguration configuration);
}
