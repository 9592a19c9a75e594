package dev.parley.adapters.llm.openai;

import io.micronaut.http.client.HttpClientConfiguration;
import io.micronaut.http.client.RawHttpClient;

/** Clients with event loops of their own. */
public enum OwnClients implements ProviderClients {
  INSTANCE;

  @Override
  public RawHttpClient client(HttpClientConfiguration configuration) {
    return RawHttpClient.create(null, configuration);
  }
}
