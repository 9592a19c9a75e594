package dev.parley.application.knowledge;

class WordRerankerTest extends RerankerContract {

  @Override
  protected Reranker reranker() {
    return new WordReranker();
  }
}
