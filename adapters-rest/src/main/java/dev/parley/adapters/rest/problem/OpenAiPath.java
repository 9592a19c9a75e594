package dev.parley.adapters.rest.problem;

import io.micronaut.http.HttpRequest;

/** In which form a path answers errors. */
enum OpenAiPath {
  /** As problem details. */
  NO,
  /** As problem details that hold an error in the form of OpenAI's API. */
  BOTH,
  /** In the form of OpenAI's API alone. */
  OPENAI;

  static OpenAiPath of(HttpRequest<?> request) {
    String path = request.getPath();
    if (isBelow("/v1/chat/completions", path) || isBelow("/v1/embeddings", path)) {
      return OPENAI;
    }
    return isBelow("/v1/models", path) ? BOTH : NO;
  }

  private static boolean isBelow(String root, String path) {
    return path.startsWith(root)
        && (path.length() == root.length() || path.charAt(root.length()) == '/');
  }
}
