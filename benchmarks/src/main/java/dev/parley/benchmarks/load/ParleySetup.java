package dev.parley.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a new server needs before it can be asked: a tenant, a key, and a bot, so that the guards
 * that watch over bots' answers are among what is measured.
 *
 * @param key of the tenant
 * @param bot its slug
 */
record ParleySetup(String key, String bot) {
  private static final Pattern ID = Pattern.compile("\"id\"\\s*:\\s*\"([^\"]+)\"");
  private static final Pattern KEY = Pattern.compile("\"key\"\\s*:\\s*\"([^\"]+)\"");

  static ParleySetup make(String url, String adminKey) throws IOException, InterruptedException {
    try (HttpClient http = HttpClient.newHttpClient()) {
      String tenant =
          post(
              http,
              url + "/v1/admin/tenants",
              adminKey,
              "{\"slug\":\"load\",\"name\":\"Load\"}",
              ID);
      String key =
          post(
              http,
              url + "/v1/admin/api-keys",
              adminKey,
              """
              {"name":"load","roles":["chat","tenant_admin"],"tenant_id":"%s"}\
              """
                  .formatted(tenant),
              KEY);
      post(
          http,
          url + "/v1/admin/bots",
          key,
          """
          {"slug":"load","name":"Load","system_prompt":"You tell of a harbour.","datasets":[]}\
          """,
          ID);
      return new ParleySetup(key, "load");
    }
  }

  private static String post(HttpClient http, String url, String key, String json, Pattern wanted)
      throws IOException, InterruptedException {
    HttpResponse<String> response =
        http.send(
            HttpRequest.newBuilder(URI.create(url))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json))
                .build(),
            BodyHandlers.ofString());
    Matcher found = wanted.matcher(response.body());
    if (response.statusCode() != 201 || !found.find()) {
      throw new IOException(
          url + ": " + response.statusCode() + " (expected: 201) " + response.body());
    }
    return found.group(1);
  }
}
