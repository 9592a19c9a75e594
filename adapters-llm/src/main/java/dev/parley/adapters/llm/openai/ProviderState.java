package dev.parley.adapters.llm.openai;

/** How a provider was when it was last spoken to. */
public enum ProviderState {
  /** Nobody has asked it anything yet. */
  UNKNOWN,
  /** It answered. */
  UP,
  /** It could not be reached, failed, or refused our credentials. */
  DOWN
}
