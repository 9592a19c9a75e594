package dev.parley.bootstrap.e2e;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Arrays;

/** What the server answered. */
record Answer(String request, int status, HttpHeaders headers, String body) {

  static Answer of(HttpResponse<String> response) {
    return new Answer(
        response.request().method() + " " + response.request().uri().getPath(),
        response.statusCode(),
        response.headers(),
        response.body());
  }

  /** This answer, if it has one of these statuses. */
  Answer expect(int... statuses) {
    if (Arrays.stream(statuses).noneMatch(expected -> expected == status)) {
      throw new AssertionError(
          request
              + " answered "
              + this.status
              + " "
              + body
              + " (expected: "
              + Arrays.toString(statuses)
              + ")");
    }
    return this;
  }

  Json json() {
    return Json.parse(body);
  }

  String header(String name) {
    return headers.firstValue(name).orElse("");
  }
}
