package dev.parley.bootstrap.e2e;

/** A server-sent event. */
record ServerEvent(String id, String type, String data) {

  Json json() {
    return Json.parse(data);
  }

  /** The number behind the run's id. */
  long seq() {
    return Long.parseLong(id.substring(id.lastIndexOf(':') + 1));
  }

  /** The run's id. */
  String run() {
    return id.substring(0, id.lastIndexOf(':'));
  }

  boolean isTerminal() {
    return switch (type) {
      case "message.completed", "run.refused", "run.cancelled", "run.failed" -> true;
      default -> false;
    };
  }
}
