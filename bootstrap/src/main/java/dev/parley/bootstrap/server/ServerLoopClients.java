package dev.parley.bootstrap.server;

import dev.parley.adapters.llm.openai.ProviderClients;
import io.micronaut.context.BeanContext;
import io.micronaut.http.client.HttpClient;
import io.micronaut.http.client.HttpClientConfiguration;
import io.micronaut.http.client.HttpClientRegistry;
import io.micronaut.http.client.RawHttpClient;
import jakarta.inject.Singleton;

/**
 * Clients whose connections are served by the same event loops as the server's, so that what comes
 * in on one goes out and back on the same thread.
 */
@Singleton
final class ServerLoopClients implements ProviderClients {
  private final HttpClientRegistry<? extends HttpClient> clients;
  private final BeanContext context;

  ServerLoopClients(HttpClientRegistry<? extends HttpClient> clients, BeanContext context) {
    this.clients = clients;
    this.context = context;
  }

  @Override
  public RawHttpClient client(HttpClientConfiguration configuration) {
    configuration.setAddressResolverGroupName(OffLoopNames.NAME);
    return (RawHttpClient) clients.resolveClient(null, null, configuration, context);
  }
}
