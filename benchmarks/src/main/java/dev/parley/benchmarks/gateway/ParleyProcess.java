package dev.parley.benchmarks.gateway;

import dev.parley.benchmarks.process.ChildProcess;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server as users start it, with a database of its own, and a key of a tenant of its own. All
 * that is set otherwise than by default: its port, limits that such a load does not reach, and the
 * provider.
 */
final class ParleyProcess implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern READY = Pattern.compile("is ready at (http://\\S+)");

  private final ChildProcess process;
  private final Path home;
  private final String apiKey;

  private ParleyProcess(ChildProcess process, Path home, String apiKey) {
    this.process = process;
    this.home = home;
    this.apiKey = apiKey;
  }

  static ParleyProcess start(Path jar, Path folder, URI provider)
      throws IOException, InterruptedException {
    Path home = Files.createDirectories(folder.resolve("home"));
    String administrator = "pk_" + new BigInteger(130, new SecureRandom()).toString(36);
    ChildProcess process =
        ChildProcess.start(
            new ChildProcess.Program(
                "parley",
                List.of("-jar", jar.toString(), "serve"),
                Map.of(
                    "PARLEY_HOST", "127.0.0.1",
                    "PARLEY_PORT", "0",
                    "PARLEY_HOME", home.toString(),
                    "PARLEY_DEMO", "false",
                    "PARLEY_ADMIN_KEY", administrator,
                    "RATE_LIMIT_RPM", "1000000",
                    "RATE_LIMIT_TPM", "100000000",
                    "OPENAI_BASE_URL", provider + "/v1",
                    "OPENAI_API_KEY", "none",
                    "OPENAI_MODELS", Stage.JSON.model() + "," + Stage.STREAM.model()),
                READY,
                folder.resolve("parley.log"),
                PATIENCE));
    boolean started = false;
    try {
      ParleyProcess parley =
          new ParleyProcess(process, home, makeKey(process.address(), administrator));
      started = true;
      return parley;
    } finally {
      if (!started) {
        process.close();
      }
    }
  }

  private static String makeKey(String address, String administrator)
      throws IOException, InterruptedException {
    String tenant =
        made(
            address + "/v1/admin/tenants",
            administrator,
            "{\"slug\":\"bench\",\"name\":\"Bench\"}",
            "id");
    return made(
        address + "/v1/admin/api-keys",
        administrator,
        "{\"name\":\"bench\",\"roles\":[\"chat\"],\"tenant_id\":\"" + tenant + "\"}",
        "key");
  }

  private static String made(String address, String key, String json, String wanted)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address))
            .header("Authorization", "Bearer " + key)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      Matcher member = Pattern.compile("\"" + wanted + "\":\"([^\"]+)\"").matcher(response.body());
      if (response.statusCode() != 201 || !member.find()) {
        throw new IOException(address + ": " + response.statusCode() + " " + response.body());
      }
      return member.group(1);
    }
  }

  ChildProcess process() {
    return process;
  }

  Path home() {
    return home;
  }

  String apiKey() {
    return apiKey;
  }

  @Override
  public void close() {
    process.close();
  }
}
