package dev.parley.adapters.llm.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.parley.application.model.ModelGateway.Said;
import dev.parley.domain.conversation.RunFailure.Code;
import java.net.http.HttpHeaders;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Translates what a provider answers into our failures, once. A provider's message may quote the
 * prompt or part of a key, so none of it is kept: only its status and its error word, and that only
 * if it is made of lower-case letters and underscores.
 */
final class ProviderErrors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern SAFE_WORD = Pattern.compile("[a-z]+(?:_[a-z]+){0,7}");
  private static final int MAX_WORD_LENGTH = 48;

  /** How the servers we know of say that a prompt is too long, where their error word does not. */
  private static final Pattern TOO_LONG =
      Pattern.compile(
          "context[ _](?:length|size|window)|maximum context", Pattern.CASE_INSENSITIVE);

  /** Statuses that speak of what the caller sent; the others are between provider and operator. */
  private static final Set<Integer> OF_THE_REQUEST = Set.of(400, 404, 409, 413, 415, 422);

  private static final String NO_MONEY_LEFT = "insufficient_quota";

  private final String provider;

  ProviderErrors(String provider) {
    this.provider = provider;
  }

  /** Whose errors these are. */
  String provider() {
    return provider;
  }

  /** What came back instead of a stream. */
  ProviderFault status(int status, HttpHeaders headers, String body) {
    JsonNode error = errorIn(body);
    String reason = provider + " answered with status " + status + wordIn(error);
    if (status == 401 || status == 403) {
      return ProviderFault.lasting(Code.PROVIDER_UNAUTHORIZED, reason + ".");
    }
    if (status == 429) {
      return rateLimited(reason, error, headers);
    }
    if (status == 408) {
      return ProviderFault.lasting(Code.PROVIDER_TIMEOUT, reason + ".");
    }
    if (status >= 500) {
      return ProviderFault.passing(Code.PROVIDER_UNAVAILABLE, reason + ".");
    }
    if (status >= 400) {
      return saysTooLong(error)
          ? tooLong()
          : ProviderFault.lasting(Code.PROVIDER_REJECTED, reason + ".");
    }
    return ProviderFault.lasting(
        Code.PROVIDER_REJECTED, reason + " (expected: 200; redirects are not followed).");
  }

  /**
   * What the provider says of a request that it refused, without our key; empty where it says
   * nothing of the request.
   *
   * @param key null: there is none
   */
  Optional<Said> said(int status, String body, @Nullable String key) {
    JsonNode error = errorIn(body);
    if (status == 429 && saysNoMoneyLeft(error)) {
      // Not its words, which are for the operator, but what clients decide on.
      return Optional.of(
          new Said(
              status,
              provider + " says that the quota of this installation is spent.",
              NO_MONEY_LEFT,
              null,
              NO_MONEY_LEFT));
    }
    if (error == null || !OF_THE_REQUEST.contains(status)) {
      return Optional.empty();
    }
    String message = error.isTextual() ? error.asText() : error.path("message").asText();
    if (message.isBlank()) {
      return Optional.empty();
    }
    return Optional.of(
        new Said(
            status,
            key == null ? message : message.replace(key, "***"),
            textOrNull(error.get("type")),
            textOrNull(error.get("param")),
            textOrNull(error.get("code"))));
  }

  private static @Nullable String textOrNull(@Nullable JsonNode node) {
    return node != null && node.isTextual() ? node.asText() : null;
  }

  /** An error that came as an event of a stream that had begun well; empty if it is none. */
  Optional<ProviderFault> event(String data) {
    // Within a token's text the quotes would be escaped, so this costs no parsing for an answer.
    if (!data.contains("\"error\"")) {
      return Optional.empty();
    }
    JsonNode error = errorIn(data);
    if (error == null) {
      return Optional.empty();
    }
    if (saysTooLong(error)) {
      return Optional.of(tooLong());
    }
    return Optional.of(
        ProviderFault.passing(
            Code.PROVIDER_UNAVAILABLE,
            provider + " broke off with an error" + wordIn(error) + "."));
  }

  ProviderFault unreadable() {
    return ProviderFault.lasting(
        Code.PROVIDER_UNAVAILABLE, provider + " sent something that cannot be read.");
  }

  ProviderFault brokeOff() {
    return ProviderFault.passing(
        Code.PROVIDER_UNAVAILABLE, provider + " broke off before the end of the answer.");
  }

  ProviderFault unreachable() {
    return ProviderFault.passing(
        Code.PROVIDER_UNAVAILABLE, "No connection to " + provider + " could be made.");
  }

  ProviderFault silent(Duration patience) {
    return ProviderFault.lasting(
        Code.PROVIDER_TIMEOUT,
        provider + " said nothing for " + patience.toMillis() / 1000.0 + " seconds.");
  }

  ProviderFault tooMuch() {
    return ProviderFault.lasting(
        Code.PROVIDER_UNAVAILABLE, provider + " sent more than an answer can hold.");
  }

  private ProviderFault tooLong() {
    return ProviderFault.lasting(
        Code.CONTEXT_LENGTH_EXCEEDED,
        "The message and what belongs to it do not fit into the model's window, says "
            + provider
            + ".");
  }

  private ProviderFault rateLimited(String reason, @Nullable JsonNode error, HttpHeaders headers) {
    return new ProviderFault(
        Code.PROVIDER_RATE_LIMITED,
        reason + ".",
        !saysNoMoneyLeft(error),
        retryAfter(headers).orElse(null));
  }

  private static boolean saysNoMoneyLeft(@Nullable JsonNode error) {
    return error != null
        && (NO_MONEY_LEFT.equals(error.path("code").asText())
            || NO_MONEY_LEFT.equals(error.path("type").asText()));
  }

  /**
   * OpenAI's milliseconds; or seconds, as RFC 9110 section 10.2.3 has it, whose other form, a date,
   * is not looked at.
   */
  private static Optional<Duration> retryAfter(HttpHeaders headers) {
    Optional<Duration> exactly =
        headers
            .firstValue("retry-after-ms")
            .filter(value -> value.matches("\\d{1,9}"))
            .map(value -> Duration.ofMillis(Long.parseLong(value)));
    return exactly.isPresent() ? exactly : retryAfterSeconds(headers);
  }

  private static Optional<Duration> retryAfterSeconds(HttpHeaders headers) {
    return headers
        .firstValue("Retry-After")
        .filter(value -> value.matches("\\d{1,6}"))
        .map(value -> Duration.ofSeconds(Long.parseLong(value)));
  }

  private static @Nullable JsonNode errorIn(String body) {
    try {
      JsonNode root = JSON.readTree(body);
      if (root.path("object").asText().equals("error")) {
        return root;
      }
      JsonNode error = root.get("error");
      return error == null || error.isNull() ? null : error;
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static boolean saysTooLong(@Nullable JsonNode error) {
    if (error == null) {
      return false;
    }
    return TOO_LONG.matcher(error.path("code").asText()).find()
        || TOO_LONG.matcher(error.path("type").asText()).find()
        || TOO_LONG
            .matcher(error.isTextual() ? error.asText() : error.path("message").asText())
            .find();
  }

  private static String wordIn(@Nullable JsonNode error) {
    if (error == null) {
      return "";
    }
    String code = safe(error.path("code"));
    String word = code.isEmpty() ? safe(error.path("type")) : code;
    return word.isEmpty() ? "" : " (" + word + ")";
  }

  private static String safe(JsonNode node) {
    String word = node.isTextual() ? node.asText() : "";
    return word.length() <= MAX_WORD_LENGTH && SAFE_WORD.matcher(word).matches() ? word : "";
  }
}
