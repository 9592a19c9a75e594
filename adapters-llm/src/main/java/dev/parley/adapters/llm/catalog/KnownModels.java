package dev.parley.adapters.llm.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.domain.quota.Money;
import dev.parley.domain.routing.TokenPrice;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Facts on well-known models, from {@code known-models.json}: kept by hand, with their date. The
 * order there is the order in which a provider's models are taken for its default.
 */
final class KnownModels {
  private static final String TABLE = "known-models.json";

  /** OpenAI names a model's state of a day by that day. */
  private static final Pattern DAY = Pattern.compile("-\\d{4}-\\d{2}-\\d{2}$");

  private final Map<String, Map<String, Facts>> byProvider;
  private final Map<String, Map<String, TokenPrice>> embedders;

  private KnownModels(
      Map<String, Map<String, Facts>> byProvider, Map<String, Map<String, TokenPrice>> embedders) {
    this.byProvider = byProvider;
    this.embedders = embedders;
  }

  /**
   * What is known of a model.
   *
   * @param window prompt and completion together, in tokens
   * @param output the longest completion it is able to, in tokens
   */
  record Facts(int window, int output, TokenPrice price, Set<String> capabilities) {
    Facts {
      capabilities = Set.copyOf(capabilities);
    }
  }

  static KnownModels read() {
    try (InputStream table = KnownModels.class.getResourceAsStream(TABLE)) {
      JsonNode root = new ObjectMapper().readTree(table);
      Map<String, Map<String, Facts>> all = new HashMap<>();
      root.required("providers")
          .properties()
          .forEach(provider -> all.put(provider.getKey(), models(provider.getValue())));
      Map<String, Map<String, TokenPrice>> embedders = new HashMap<>();
      root.required("embedders")
          .properties()
          .forEach(provider -> embedders.put(provider.getKey(), prices(provider.getValue())));
      return new KnownModels(all, embedders);
    } catch (IOException e) {
      throw new UncheckedIOException(TABLE + " cannot be read", e);
    }
  }

  private static Map<String, Facts> models(JsonNode rows) {
    Map<String, Facts> models = new LinkedHashMap<>();
    for (JsonNode row : rows) {
      Set<String> capabilities = new HashSet<>(Set.of("chat", "streaming"));
      row.required("capabilities").forEach(word -> capabilities.add(word.asText()));
      models.put(
          row.required("name").asText(),
          new Facts(
              row.required("window").asInt(),
              row.required("output").asInt(),
              price(row),
              capabilities));
    }
    return models;
  }

  private static Map<String, TokenPrice> prices(JsonNode rows) {
    Map<String, TokenPrice> prices = new LinkedHashMap<>();
    for (JsonNode row : rows) {
      prices.put(
          row.required("name").asText(),
          new TokenPrice(new Money(row.required("input_price").asLong()), Money.ZERO));
    }
    return prices;
  }

  /** A provider's well-known models that embed, with their prices. */
  Map<String, TokenPrice> embedders(String provider) {
    return Collections.unmodifiableMap(embedders.getOrDefault(provider, Map.of()));
  }

  private static TokenPrice price(JsonNode row) {
    long input = row.required("input_price").asLong();
    return new TokenPrice(
        new Money(input),
        new Money(row.path("cached_input_price").asLong(input)),
        new Money(row.required("output_price").asLong()));
  }

  Optional<Facts> of(String provider, String model) {
    Map<String, Facts> models = byProvider.getOrDefault(provider, Map.of());
    Facts exact = models.get(model);
    return Optional.ofNullable(
        exact != null ? exact : models.get(DAY.matcher(model).replaceFirst("")));
  }

  /** A provider's well-known models, the best for a default first. */
  List<String> names(String provider) {
    return new ArrayList<>(byProvider.getOrDefault(provider, Map.of()).keySet());
  }
}
