package dev.parley.adapters.llm.scripted;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** What a {@link ScriptedProvider} does with one chat completion. */
public sealed interface Reply {
  Pattern BETWEEN_WORDS = Pattern.compile("(?<=\\s)(?=\\S)");

  /** An answer of these tokens; how fast and how it ends can be changed. */
  static Answer answer(String... tokens) {
    return new Answer(
        List.of(tokens), List.of(), Ending.COMPLETE, "stop", true, 0, Duration.ZERO, Duration.ZERO);
  }

  /** An answer of this text, a word for each token. */
  static Answer words(String text) {
    return answer(BETWEEN_WORDS.splitAsStream(text).toArray(String[]::new));
  }

  /** A call of a tool, and nothing said. */
  static Answer call(String id, String name, String arguments) {
    return answer().calling(id, name, arguments);
  }

  /** A refusal in OpenAI's form. */
  static Refusal refusal(int status, String code, String message) {
    return new Refusal(status, code, message, Map.of());
  }

  /** Some other body in place of a stream. */
  static Reply raw(int status, String contentType, String body) {
    return new Raw(status, contentType, body);
  }

  /** How an answer ends. */
  enum Ending {
    /** As it should, with a finish reason and {@code [DONE]}. */
    COMPLETE,
    /** With {@code [DONE]}, but no finish reason. */
    WITHOUT_REASON,
    /** The body ends as a body should, but nothing says that the answer is whole. */
    EARLY,
    /** The connection is closed in the middle of the body. */
    CUT,
    /** Nothing comes any more, and the connection stays open. */
    SILENT,
    /** An event that is no JSON, then the rest as it should be. */
    GARBLED,
    /** An event with an error in it, then {@code [DONE]}. */
    ERROR
  }

  /**
   * An answer.
   *
   * @param calls of tools, behind the tokens; each comes in pieces
   * @param reason the finish reason
   * @param usage whether to say what was used, as far as the request asks for it
   * @param cached tokens of the prompt that it says it had read before; 0: it says nothing of it
   * @param before how long nothing is said, not even the headers
   * @param between how long nothing is said between tokens
   */
  record Answer(
      List<String> tokens,
      List<Call> calls,
      Ending ending,
      String reason,
      boolean usage,
      int cached,
      Duration before,
      Duration between)
      implements Reply {
    public Answer {
      tokens = List.copyOf(tokens);
      calls = List.copyOf(calls);
    }

    /** The same, asking for one more tool behind the tokens, and finishing with that reason. */
    public Answer calling(String id, String name, String arguments) {
      List<Call> more = new ArrayList<>(calls);
      more.add(new Call(id, name, arguments));
      return new Answer(tokens, more, ending, "tool_calls", usage, cached, before, between);
    }

    public Answer ending(Ending other) {
      return new Answer(tokens, calls, other, reason, usage, cached, before, between);
    }

    public Answer finishing(String otherReason) {
      return new Answer(tokens, calls, ending, otherReason, usage, cached, before, between);
    }

    public Answer withoutUsage() {
      return new Answer(tokens, calls, ending, reason, false, cached, before, between);
    }

    public Answer havingRead(int tokens) {
      return new Answer(tokens(), calls, ending, reason, usage, tokens, before, between);
    }

    public Answer silentFor(Duration time) {
      return new Answer(tokens, calls, ending, reason, usage, cached, time, between);
    }

    public Answer pacedAt(Duration time) {
      return new Answer(tokens, calls, ending, reason, usage, cached, before, time);
    }

    String text() {
      return String.join("", tokens);
    }
  }

  /**
   * A call of a tool.
   *
   * @param id empty: the call has none
   */
  record Call(String id, String name, String arguments) {}

  /** A refusal in OpenAI's form. */
  record Refusal(int status, String code, String message, Map<String, String> headers)
      implements Reply {
    public Refusal {
      headers = Map.copyOf(headers);
    }

    public Refusal retryAfter(int seconds) {
      return withHeader("Retry-After", Integer.toString(seconds));
    }

    public Refusal withHeader(String name, String value) {
      return new Refusal(status, code, message, Map.of(name, value));
    }
  }

  /** Some other body. */
  record Raw(int status, String contentType, String body) implements Reply {}
}
