package dev.parley.bootstrap.settings;

import dev.parley.adapters.llm.rerank.RerankProtocol;
import dev.parley.adapters.llm.rerank.RerankerSettings;
import dev.parley.application.knowledge.Reranking;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What reranks passages, for whoever wants it.
 *
 * @param reranker who is asked
 * @param candidates how many passages it judges
 * @param characters how much of each it is shown
 */
public record RerankSettings(RerankerSettings reranker, int candidates, int characters) {
  public RerankSettings {
    Objects.requireNonNull(reranker);
  }

  /** Empty where no model is named. */
  static Optional<RerankSettings> in(Map<String, String> environment) {
    int candidates =
        ServerSettings.number(environment, Setting.RERANK_CANDIDATES, 2, Reranking.MOST_CANDIDATES);
    int characters =
        ServerSettings.number(environment, Setting.RERANK_MAX_CHARACTERS, 100, 1_000_000);
    int patience = ServerSettings.number(environment, Setting.RERANK_TIMEOUT_MS, 50, 60_000);
    RerankProtocol protocol = protocol(environment);
    Optional<String> model = Setting.RERANK_MODEL.in(environment);
    if (model.isEmpty()) {
      return Optional.empty();
    }
    if (!Setting.RERANK_BASE_URL.isSet(environment)) {
      throw new InvalidSetting(
          Setting.RERANK_BASE_URL,
          "absent",
          "http(s)://HOST[:PORT][/PATH], as RERANK_MODEL is set");
    }
    return Optional.of(
        new RerankSettings(
            new RerankerSettings(
                protocol,
                model.get(),
                Providers.address(environment, Setting.RERANK_BASE_URL),
                Setting.RERANK_API_KEY.in(environment).orElse(null),
                Duration.ofMillis(patience)),
            candidates,
            characters));
  }

  private static RerankProtocol protocol(Map<String, String> environment) {
    ServerSettings.requireOneOf(environment, Setting.RERANK_PROTOCOL, "cohere", "tei");
    return RerankProtocol.valueOf(
        Setting.RERANK_PROTOCOL.in(environment).orElseThrow().toUpperCase(Locale.ROOT));
  }
}
