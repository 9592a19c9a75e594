package dev.parley.adapters.llm.rerank;

/** How a provider is asked to rerank. Answers are understood in either form. */
public enum RerankProtocol {
  /** {@code documents}, with a model: Cohere, Jina, vLLM, LiteLLM and others. */
  COHERE,
  /** {@code texts}, of the one model that is served: Hugging Face's Text Embeddings Inference. */
  TEI
}
