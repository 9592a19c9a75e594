package dev.parley.domain.conversation;

/** Who wrote a message. */
public enum Author {
  USER,
  ASSISTANT,
  /** Instructions that the caller added to the conversation. */
  SYSTEM
}
