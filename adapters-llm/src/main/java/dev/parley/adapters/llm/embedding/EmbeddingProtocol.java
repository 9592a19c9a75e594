package dev.parley.adapters.llm.embedding;

/** How a provider is asked for vectors. */
public enum EmbeddingProtocol {
  /** {@code POST /embeddings}, below the base address: OpenAI and what is compatible with it. */
  OPENAI("openai"),
  /** {@code POST /api/embed}, as Ollama has it. */
  OLLAMA("ollama");

  private final String provider;

  EmbeddingProtocol(String provider) {
    this.provider = provider;
  }

  /** What stands before the model's name, with a slash between them. */
  public String provider() {
    return provider;
  }
}
