package dev.parley.domain.guardrail.injection;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/**
 * Decides whether what a model wants to bring about may happen, from where the parts of its prompt
 * came from. Text of documents and tools cannot cause a tool call with side effects or an outbound
 * link by itself, whatever the injection score said of it: what decides is whether the caller typed
 * the values that matter. Adding untrusted text never makes a decision more lenient.
 *
 * <p>Values are looked for as whole words, without regard to case and spacing. A value that a model
 * made up or rephrased is nobody's: with untrusted text in the prompt it needs a person's consent.
 * Work is linear in the lengths of the texts, times the number of values. Immutable.
 */
public final class ConsequencePolicy {
  private final Set<String> allowedHosts;

  /**
   * Makes a policy.
   *
   * @param allowedHosts lower-case host names that links may lead to whoever brought them up
   */
  public ConsequencePolicy(Set<String> allowedHosts) {
    this.allowedHosts = Set.copyOf(allowedHosts);
  }

  /** Something outside of the conversation that a model asks for. */
  public sealed interface Consequence {
    /**
     * A call of a tool.
     *
     * @param sideEffects whether anything is different after it; unknown counts as different
     * @param arguments the values of its arguments as text, nested ones each by itself
     */
    record ToolCall(boolean sideEffects, List<String> arguments) implements Consequence {
      public ToolCall {
        arguments = List.copyOf(arguments);
      }
    }

    /** An address that is opened, loaded or shown as a link. */
    record OutboundLink(String url) implements Consequence {
      public OutboundLink {
        Objects.requireNonNull(url);
      }
    }
  }

  /** Text of a document or a tool in the prompt, and whether it was flagged as an injection. */
  public record Untrusted(String text, boolean flagged) {
    public Untrusted {
      Objects.requireNonNull(text);
    }
  }

  /**
   * What the prompt is made of.
   *
   * @param typed what the caller typed in this conversation, and what the bot's owner wrote
   */
  public record Influences(List<String> typed, List<Untrusted> untrusted) {
    public Influences {
      typed = List.copyOf(typed);
      untrusted = List.copyOf(untrusted);
    }

    private boolean flagged() {
      return untrusted.stream().anyMatch(Untrusted::flagged);
    }
  }

  /** What becomes of a consequence. */
  public sealed interface Decision {
    /** It may happen. */
    record Allowed() implements Decision {}

    /**
     * It may happen once a person who sees its values agrees.
     *
     * @param reason a stable snake_case word
     */
    record NeedsConfirmation(String reason) implements Decision {}

    /**
     * It may not happen.
     *
     * @param reason a stable snake_case word
     */
    record Refused(String reason) implements Decision {}
  }

  /** Decides on one consequence. */
  public Decision decide(Influences influences, Consequence consequence) {
    if (influences.untrusted().isEmpty()) {
      return new Decision.Allowed();
    }
    Sources sources = new Sources(influences);
    return switch (consequence) {
      case Consequence.ToolCall call -> toolCall(sources, influences.flagged(), call);
      case Consequence.OutboundLink link -> link(sources, influences.flagged(), link.url());
    };
  }

  private Decision toolCall(Sources sources, boolean flagged, Consequence.ToolCall call) {
    List<String> values = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    for (String argument : call.arguments()) {
      values.add(argument);
      addresses(argument, addresses);
    }
    // Even a tool that only reads carries data out when its address is made for that.
    for (String address : addresses) {
      Decision decision = link(sources, flagged, address);
      if (decision instanceof Decision.Refused) {
        return decision;
      }
      if (!call.sideEffects() && decision instanceof Decision.NeedsConfirmation) {
        return decision;
      }
    }
    if (!call.sideEffects()) {
      return new Decision.Allowed();
    }
    boolean allTyped = !values.isEmpty();
    for (String value : values) {
      switch (sources.of(value)) {
        case TYPED -> {}
        case UNTRUSTED -> {
          return new Decision.Refused("untrusted_argument");
        }
        case NOBODY -> allTyped = false;
      }
    }
    if (allTyped) {
      return flagged ? new Decision.NeedsConfirmation("flagged_material") : new Decision.Allowed();
    }
    return flagged
        ? new Decision.Refused("flagged_material")
        : new Decision.NeedsConfirmation("untrusted_material");
  }

  private Decision link(Sources sources, boolean flagged, String url) {
    if (sources.of(url) == Source.TYPED) {
      return new Decision.Allowed();
    }
    String host = host(url);
    if (allowedHosts.contains(host)) {
      return new Decision.Allowed();
    }
    if (sources.of(url) == Source.UNTRUSTED || sources.of(host) == Source.UNTRUSTED) {
      return new Decision.Refused("untrusted_link");
    }
    return flagged
        ? new Decision.Refused("flagged_material")
        : new Decision.NeedsConfirmation("untrusted_material");
  }

  /** The words of a value that are addresses of pages or people. */
  private static void addresses(String value, List<String> out) {
    int start = 0;
    while (start < value.length()) {
      int end = start;
      while (end < value.length() && !isSeparator(value.charAt(end))) {
        end++;
      }
      String word = value.substring(start, end);
      if (word.indexOf('@') > 0 || word.contains("://") || word.startsWith("//")) {
        out.add(word);
      }
      start = end + 1;
    }
  }

  private static boolean isSeparator(char c) {
    return c <= ' ' || "\"'<>(),;[]{}|`".indexOf(c) >= 0;
  }

  /** The host of an address in lower case; user names and ports are left out (RFC 3986, 3.2). */
  static String host(String url) {
    int start = url.indexOf("//");
    start = start < 0 ? 0 : start + 2;
    int end = start;
    while (end < url.length() && "/?#\\".indexOf(url.charAt(end)) < 0) {
      end++;
    }
    String authority = url.substring(start, end);
    String host = authority.substring(authority.lastIndexOf('@') + 1);
    int port = host.startsWith("[") ? host.indexOf("]:") + 1 : host.indexOf(':');
    return (port > 0 ? host.substring(0, port) : host).toLowerCase(Locale.ROOT);
  }

  private enum Source {
    TYPED,
    UNTRUSTED,
    NOBODY
  }

  /** The texts in a form in which values are found however they are spaced. */
  private static final class Sources {
    private final List<String> typed;
    private final List<String> untrusted;

    private Sources(Influences influences) {
      typed = influences.typed().stream().map(Sources::plain).toList();
      untrusted = influences.untrusted().stream().map(Untrusted::text).map(Sources::plain).toList();
    }

    private Source of(String value) {
      String plain = plain(value).strip();
      if (plain.isEmpty()) {
        return Source.NOBODY;
      }
      if (anyHas(typed, plain)) {
        return Source.TYPED;
      }
      return anyHas(untrusted, plain) ? Source.UNTRUSTED : Source.NOBODY;
    }

    private static boolean anyHas(List<String> texts, String value) {
      for (String text : texts) {
        if (has(text, value)) {
          return true;
        }
      }
      return false;
    }

    private static boolean has(String text, String value) {
      int at = text.indexOf(value);
      while (at >= 0) {
        int end = at + value.length();
        if (isEdge(text, at - 1, at) && isEdge(text, end - 1, end)) {
          return true;
        }
        at = text.indexOf(value, at + 1);
      }
      return false;
    }

    private static boolean isEdge(String text, int left, int right) {
      return left < 0
          || right >= text.length()
          || !Character.isLetterOrDigit(text.charAt(left))
          || !Character.isLetterOrDigit(text.charAt(right))
          || Script.isUnspaced(text.charAt(left));
    }

    private static String plain(String text) {
      StringBuilder out = new StringBuilder(text.length());
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (!Character.isWhitespace(c)) {
          out.append(Character.toLowerCase(c));
        } else if (!out.isEmpty() && out.charAt(out.length() - 1) != ' ') {
          out.append(' ');
        }
      }
      return out.toString();
    }
  }
}
