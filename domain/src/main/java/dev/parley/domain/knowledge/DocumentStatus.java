package dev.parley.domain.knowledge;

/** How far a document has come on its way into the index. */
public enum DocumentStatus {
  QUEUED,
  PARSING,
  CHUNKING,
  EMBEDDING,
  INDEXED,
  FAILED;

  /** Whether nothing more happens unless somebody asks for it. */
  public boolean isFinal() {
    return this == INDEXED || this == FAILED;
  }
}
