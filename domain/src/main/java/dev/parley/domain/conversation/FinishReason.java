package dev.parley.domain.conversation;

/** Why a model stopped of its own accord. */
public enum FinishReason {
  /** It had said what it had to say. */
  STOP,
  /** It reached the most tokens it was allowed. */
  LENGTH,
  /** The provider's own filter cut it off. */
  CONTENT_FILTER
}
