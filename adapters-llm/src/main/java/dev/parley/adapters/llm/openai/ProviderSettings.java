package dev.parley.adapters.llm.openai;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a provider is and how it is spoken to.
 *
 * @param name how its models are told from others' of the same name, such as {@code openai}
 * @param baseUrl what {@code /chat/completions} is appended to; without a slash at its end
 * @param apiKey sent to this address and no other; null: none is sent
 * @param models the provider's own names of the models it has; empty: it is asked
 * @param outputLimit the word it has for the most tokens wanted
 * @param assumedWindow context window of models of which nothing is known, in tokens
 * @param assumedOutput most output tokens of such models
 * @param readTimeout how long it may say nothing, before the first token and between tokens
 */
public record ProviderSettings(
    String name,
    URI baseUrl,
    @Nullable String apiKey,
    List<String> models,
    OutputLimit outputLimit,
    int assumedWindow,
    int assumedOutput,
    Duration readTimeout) {

  /** Where the older word for the most tokens wanted is refused or deprecated. */
  private static final Set<String> COMPLETION_TOKEN_HOSTS =
      Set.of("api.openai.com", "api.groq.com");

  /**
   * Long enough for a model that thinks first, and for one that has to be loaded from a disk before
   * it says anything.
   */
  private static final Duration READ_TIMEOUT = Duration.ofMinutes(2);

  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,31}");

  /** The word for the most tokens wanted. */
  public enum OutputLimit {
    /** {@code max_tokens}: what every compatible server knows. */
    MAX_TOKENS,
    /** {@code max_completion_tokens}: what OpenAI's newer models insist on. */
    MAX_COMPLETION_TOKENS
  }

  public ProviderSettings {
    Objects.requireNonNull(outputLimit);
    models = List.copyOf(models);
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "provider: '" + name + "' (expected: lower-case letters, digits and hyphens)");
    }
    baseUrl = requireBaseUrl(name, baseUrl);
    if (apiKey != null
        && (apiKey.isEmpty() || apiKey.chars().anyMatch(c -> c <= ' ' || c >= 0x7f))) {
      throw new IllegalArgumentException(
          "provider "
              + name
              + ": a key of "
              + apiKey.length()
              + " characters (expected: one or more visible ASCII characters, no white space)");
    }
    if (readTimeout.isNegative() || readTimeout.isZero()) {
      throw new IllegalArgumentException(
          "provider " + name + ": read timeout of " + readTimeout + " (expected: more than 0)");
    }
    if (assumedOutput < 1 || assumedWindow <= assumedOutput) {
      throw new IllegalArgumentException(
          "provider "
              + name
              + ": output of "
              + assumedOutput
              + " tokens in a window of "
              + assumedWindow
              + " (expected: 1 or more, and less than the window)");
    }
  }

  /**
   * A provider with what is known to hold for it.
   *
   * @param baseUrl for Ollama with the {@code /v1} that its compatible routes stand below
   * @param apiKey null: none is sent
   * @param models empty: the provider is asked
   */
  public static ProviderSettings of(
      String name, URI baseUrl, @Nullable String apiKey, List<String> models) {
    // Ollama has the same small window for every model unless its operator widens it, and drops
    // without a word what does not fit.
    boolean narrow = name.equals("ollama");
    String host = baseUrl.getHost() == null ? "" : baseUrl.getHost().toLowerCase(Locale.ROOT);
    return new ProviderSettings(
        name,
        baseUrl,
        apiKey,
        models,
        COMPLETION_TOKEN_HOSTS.contains(host)
            ? OutputLimit.MAX_COMPLETION_TOKENS
            : OutputLimit.MAX_TOKENS,
        narrow ? 4_096 : 32_768,
        narrow ? 1_024 : 4_096,
        READ_TIMEOUT);
  }

  /** The same provider with another patience. */
  public ProviderSettings withReadTimeout(Duration timeout) {
    return new ProviderSettings(
        name, baseUrl, apiKey, models, outputLimit, assumedWindow, assumedOutput, timeout);
  }

  private static URI requireBaseUrl(String name, URI baseUrl) {
    String scheme = baseUrl.getScheme() == null ? "" : baseUrl.getScheme().toLowerCase(Locale.ROOT);
    if (!(scheme.equals("http") || scheme.equals("https"))
        || baseUrl.getHost() == null
        || baseUrl.getUserInfo() != null
        || baseUrl.getQuery() != null
        || baseUrl.getFragment() != null) {
      throw new IllegalArgumentException(
          "provider "
              + name
              + ": base URL with scheme '"
              + scheme
              + "' (expected: http or https, a host and a path, no user, query or fragment)");
    }
    return URI.create(withoutSlash(baseUrl.toString()));
  }

  private static String withoutSlash(String address) {
    return address.endsWith("/")
        ? withoutSlash(address.substring(0, address.length() - 1))
        : address;
  }

  /** Without the key, so that it cannot end up in a log. */
  @Override
  public String toString() {
    return "ProviderSettings[name="
        + name
        + ", baseUrl="
        + baseUrl
        + ", apiKey="
        + (apiKey == null ? "none" : "set")
        + ", models="
        + models
        + "]";
  }
}
