package dev.parley.domain.tool;

/** Why a tool may not be called. */
public enum ToolRefusal {
  /** There is no tool of this name. */
  UNKNOWN_TOOL,
  /** The bot was not given this tool. */
  NOT_GRANTED,
  /** One of the bot's scopes keeps this tool out. */
  OUT_OF_SCOPE,
  /**
   * The tool has effects, the prompt holds text that nobody vouches for, and no person has said yes
   * to the call: the text alone may be asking for it.
   */
  NEEDS_CONFIRMATION,
  /** The run has had all its rounds. */
  ROUNDS_EXHAUSTED,
  /** The run has made all its calls. */
  CALLS_EXHAUSTED,
  /** The run's time for tools is over. */
  TIME_EXHAUSTED,
  /** The run has spent its money for tools. */
  MONEY_EXHAUSTED
}
