package dev.parley.domain.conversation;

/** What somebody thinks of an answer. */
public enum Rating {
  UP,
  DOWN
}
