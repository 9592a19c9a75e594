package dev.parley.bootstrap.settings;

import dev.parley.adapters.llm.embedding.EmbeddingProtocol;
import dev.parley.adapters.llm.embedding.LocalModel;
import dev.parley.adapters.llm.embedding.ProviderModelSettings;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What embeds documents and questions. */
public sealed interface EmbeddingChoice {
  /** The longest vectors that both indexes take. */
  int MOST_NUMBERS = 4_000;

  /** A model that comes with Parley. */
  record InProcess(LocalModel model) implements EmbeddingChoice {
    public InProcess {
      Objects.requireNonNull(model);
    }
  }

  /**
   * A provider's model.
   *
   * @param apart whether it has an address of its own, at which there is no provider of answers
   */
  record Provided(ProviderModelSettings settings, boolean apart) implements EmbeddingChoice {
    public Provided {
      Objects.requireNonNull(settings);
    }
  }

  /** The choice that the environment makes. */
  static EmbeddingChoice in(Map<String, String> environment) {
    return named(Setting.EMBEDDING_MODEL.in(environment).orElseThrow(), environment);
  }

  /**
   * A model by its name, with the rest from the environment.
   *
   * @throws InvalidSetting if there is no such model, or not all is said that is needed
   */
  static EmbeddingChoice named(String name, Map<String, String> environment) {
    Optional<LocalModel> local = LocalModel.named(name);
    if (local.isPresent()) {
      return new InProcess(local.get());
    }
    for (EmbeddingProtocol protocol : EmbeddingProtocol.values()) {
      String prefix = protocol.provider() + "/";
      if (name.toLowerCase(Locale.ROOT).startsWith(prefix) && name.length() > prefix.length()) {
        return provided(protocol, name.substring(prefix.length()), environment);
      }
    }
    throw new InvalidSetting(
        Setting.EMBEDDING_MODEL,
        "'" + name + "'",
        LocalModel.names()
            + Arrays.stream(EmbeddingProtocol.values())
                .map(protocol -> " or " + protocol.provider() + "/MODEL")
                .collect(Collectors.joining()));
  }

  private static EmbeddingChoice provided(
      EmbeddingProtocol protocol, String name, Map<String, String> environment) {
    boolean apart = Setting.EMBEDDING_BASE_URL.isSet(environment);
    return new Provided(
        new ProviderModelSettings(
            protocol,
            name,
            apart
                ? Providers.address(environment, Setting.EMBEDDING_BASE_URL)
                : shared(protocol, environment),
            key(protocol, apart, environment).orElse(null),
            dimension(protocol, environment),
            ServerSettings.number(environment, Setting.EMBEDDING_MAX_TOKENS, 64, 1_000_000)),
        apart);
  }

  /** The address of the provider that also answers. */
  private static URI shared(EmbeddingProtocol protocol, Map<String, String> environment) {
    return switch (protocol) {
      case OPENAI -> {
        if (!Setting.OPENAI_API_KEY.isSet(environment)
            && !Setting.OPENAI_BASE_URL.isSet(environment)) {
          throw new InvalidSetting(
              Setting.EMBEDDING_MODEL,
              "a model of openai",
              "OPENAI_API_KEY, OPENAI_BASE_URL or EMBEDDING_BASE_URL as well");
        }
        yield Providers.address(environment, Setting.OPENAI_BASE_URL);
      }
      case OLLAMA -> {
        if (!Setting.OLLAMA_BASE_URL.isSet(environment)) {
          throw new InvalidSetting(
              Setting.EMBEDDING_MODEL,
              "a model of ollama",
              "OLLAMA_BASE_URL or EMBEDDING_BASE_URL as well");
        }
        yield withoutOpenAiRoute(Providers.address(environment, Setting.OLLAMA_BASE_URL));
      }
    };
  }

  /** Ollama's own routes stand beside those that are compatible with OpenAI. */
  private static URI withoutOpenAiRoute(URI address) {
    String text = address.toString();
    return text.endsWith("/v1") ? URI.create(text.substring(0, text.length() - 3)) : address;
  }

  /** A key goes to the address that it was given for, and to no other. */
  private static Optional<String> key(
      EmbeddingProtocol protocol, boolean apart, Map<String, String> environment) {
    Optional<String> own = Setting.EMBEDDING_API_KEY.in(environment);
    if (own.isPresent() || apart) {
      return own;
    }
    return switch (protocol) {
      case OPENAI -> Setting.OPENAI_API_KEY.in(environment);
      case OLLAMA -> Optional.empty();
    };
  }

  private static @Nullable Integer dimension(
      EmbeddingProtocol protocol, Map<String, String> environment) {
    if (!Setting.EMBEDDING_DIMENSION.isSet(environment)) {
      return null;
    }
    if (protocol != EmbeddingProtocol.OPENAI) {
      throw new InvalidSetting(
          Setting.EMBEDDING_DIMENSION,
          Setting.EMBEDDING_DIMENSION.in(environment).orElseThrow(),
          "none: models of " + protocol.provider() + " cannot be asked for a length");
    }
    return ServerSettings.number(environment, Setting.EMBEDDING_DIMENSION, 1, MOST_NUMBERS);
  }
}
