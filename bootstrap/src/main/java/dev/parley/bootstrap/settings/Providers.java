package dev.parley.bootstrap.settings;

import dev.parley.bootstrap.settings.ServerSettings.ModelProvider;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out which providers of models the environment configures. */
final class Providers {
  private static final URI GROQ = URI.create("https://api.groq.com/openai/v1");

  private Providers() {}

  static List<ModelProvider> in(Map<String, String> environment) {
    List<ModelProvider> providers = new ArrayList<>();
    if (Setting.OPENAI_API_KEY.isSet(environment) || Setting.OPENAI_BASE_URL.isSet(environment)) {
      providers.add(
          new ModelProvider(
              "openai",
              address(environment, Setting.OPENAI_BASE_URL),
              Setting.OPENAI_API_KEY.in(environment),
              ServerSettings.list(environment, Setting.OPENAI_MODELS)));
    }
    if (Setting.GROQ_API_KEY.isSet(environment)) {
      providers.add(
          new ModelProvider(
              "groq",
              GROQ,
              Setting.GROQ_API_KEY.in(environment),
              ServerSettings.list(environment, Setting.GROQ_MODELS)));
    }
    if (Setting.OLLAMA_BASE_URL.isSet(environment)) {
      providers.add(
          new ModelProvider(
              "ollama",
              openAiRoute(address(environment, Setting.OLLAMA_BASE_URL)),
              Optional.empty(),
              ServerSettings.list(environment, Setting.OLLAMA_MODELS)));
    }
    return providers;
  }

  static URI address(Map<String, String> environment, Setting key) {
    String value = key.in(environment).orElseThrow();
    try {
      URI uri = new URI(value.endsWith("/") ? value.substring(0, value.length() - 1) : value);
      boolean web = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
      if (web && uri.getHost() != null && uri.getUserInfo() == null) {
        return uri;
      }
    } catch (URISyntaxException e) {
      throw new InvalidSetting(key, "not an address", "http(s)://HOST[:PORT][/PATH]");
    }
    throw new InvalidSetting(key, "'" + value + "'", "http(s)://HOST[:PORT][/PATH]");
  }

  /** Ollama serves OpenAI's API below {@code /v1}. */
  private static URI openAiRoute(URI base) {
    return base.getPath().endsWith("/v1") ? base : URI.create(base + "/v1");
  }
}
