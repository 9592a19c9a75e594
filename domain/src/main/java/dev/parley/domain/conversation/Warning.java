package dev.parley.domain.conversation;

/** Something the caller should know that did not stop the run. */
public enum Warning {
  CONTEXT_TRUNCATED(
      "context_truncated",
      "Older messages, files or passages were left out to fit the model's window."),
  FILE_EXCERPTED(
      "file_excerpted",
      "An attached file is too long to be shown whole: the model reads what fits the message best."),
  IMAGES_LEFT_OUT(
      "images_left_out", "The model takes no images: those of earlier messages were left out."),
  NO_PASSAGES("no_passages", "Nothing was found in the documents for this message."),
  MEANING_UNAVAILABLE(
      "meaning_unavailable",
      "The model that embeds gave no answer: documents were searched by words alone."),
  NOT_RERANKED(
      "not_reranked",
      "Passages were to be reranked, and were not: there is no reranker, or it gave no answer in time."),
  SUSPICIOUS_PASSAGE(
      "suspicious_passage",
      "A passage reads as if it were meant to give the model orders. It was treated as a quotation."),
  PERSONAL_DATA_REMOVED(
      "personal_data_removed", "Personal data that may not be told was taken out of the answer."),
  UNSUPPORTED_SENTENCES(
      "unsupported_sentences", "Some sentences of the answer rest on none of the passages."),
  CITATION_DROPPED(
      "citation_dropped", "A marker of the answer that names no passage was taken out."),
  OFFLINE_MODEL(
      "offline_model",
      "No language model is configured: the answer is made of sentences from the documents.");

  private final String code;
  private final String detail;

  Warning(String code, String detail) {
    this.code = code;
    this.detail = detail;
  }

  /** The stable word for it. */
  public String code() {
    return code;
  }

  /** For people. */
  public String detail() {
    return detail;
  }
}
