package dev.parley.domain.conversation;

/** Whether a conversation looks things up. */
public enum ConversationMode {
  /** The model answers from what it knows. */
  OPEN,
  /** The model is shown passages of documents (retrieval-augmented generation). */
  RAG
}
