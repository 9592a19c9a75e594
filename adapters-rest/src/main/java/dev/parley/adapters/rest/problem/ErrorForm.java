package dev.parley.adapters.rest.problem;

import io.micronaut.http.HttpRequest;
import java.util.List;

/** In which form a path answers errors. */
enum ErrorForm {
  /** As problem details. */
  PROBLEM,
  /** As problem details that hold an error in the form of OpenAI's API. */
  BOTH,
  /** In the form of OpenAI's API alone. */
  OPENAI,
  /** In the form of Anthropic's API alone. */
  ANTHROPIC;

  /** What OpenAI's clients may ask for besides: there is nothing here, and they are told so. */
  private static final List<String> FOREIGN =
      List.of(
          "/v1/assistants",
          "/v1/audio",
          "/v1/batches",
          "/v1/completions",
          "/v1/containers",
          "/v1/edits",
          "/v1/engines",
          "/v1/evals",
          "/v1/fine_tuning",
          "/v1/images",
          "/v1/moderations",
          "/v1/organization",
          "/v1/realtime",
          "/v1/threads",
          "/v1/uploads",
          "/v1/vector_stores",
          "/v1/videos");

  static ErrorForm of(HttpRequest<?> request) {
    String path = request.getPath();
    if (path.startsWith("/v1/chat/")
        || isBelow("/v1/embeddings", path)
        || isBelow("/v1/responses", path)) {
      return OPENAI;
    }
    if (isBelow("/v1/models", path)) {
      return BOTH;
    }
    if (isBelow("/v1/messages", path)) {
      return ANTHROPIC;
    }
    return FOREIGN.stream().anyMatch(root -> isBelow(root, path)) ? OPENAI : PROBLEM;
  }

  private static boolean isBelow(String root, String path) {
    return path.startsWith(root)
        && (path.length() == root.length() || path.charAt(root.length()) == '/');
  }
}
