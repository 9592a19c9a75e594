package dev.parley.benchmarks.process;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A server as users start it, with a database of its own, and a key of a tenant of its own. What is
 * set otherwise than by default: where it listens and keeps its files, no demo, and what the caller
 * says.
 */
public final class ParleyServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final Pattern READY = Pattern.compile("is ready at (http://\\S+)");

  private final ChildProcess process;
  private final Path home;
  private final String apiKey;

  private ParleyServer(ChildProcess process, Path home, String apiKey) {
    this.process = process;
    this.home = home;
    this.apiKey = apiKey;
  }

  /**
   * Starts a server.
   *
   * @param jar the program
   * @param folder for its files and its log
   * @param more settings
   * @param role of the key
   */
  public static ParleyServer start(Path jar, Path folder, Map<String, String> more, String role)
      throws IOException, InterruptedException {
    Path home = Files.createDirectories(folder.resolve("home"));
    String administrator = "pk_" + new BigInteger(130, new SecureRandom()).toString(36);
    Map<String, String> settings = new HashMap<>(more);
    settings.put("PARLEY_HOST", "127.0.0.1");
    settings.put("PARLEY_PORT", "0");
    settings.put("PARLEY_HOME", home.toString());
    settings.put("PARLEY_DEMO", "false");
    settings.put("PARLEY_ADMIN_KEY", administrator);
    ChildProcess process =
        ChildProcess.start(
            new ChildProcess.Program(
                "parley", arguments(jar), settings, READY, folder.resolve("parley.log"), PATIENCE));
    boolean started = false;
    try {
      ParleyServer parley =
          new ParleyServer(process, home, makeKey(process.address(), administrator, role));
      started = true;
      return parley;
    } finally {
      if (!started) {
        process.close();
      }
    }
  }

  /** As {@code ./parley} starts it: with what Java learnt in a rehearsal, where there was one. */
  private static List<String> arguments(Path jar) {
    Path root = jar.toAbsolutePath().resolve("../../..").normalize();
    Path learnt = root.resolve("target/parley-" + System.getProperty("java.version") + ".aot");
    List<String> arguments = new ArrayList<>();
    if (Files.exists(learnt)) {
      arguments.addAll(List.of("-XX:AOTCache=" + learnt, "-Xlog:aot=off", "-Xlog:cds=off"));
    }
    arguments.addAll(List.of("-jar", jar.toString(), "serve"));
    return arguments;
  }

  private static String makeKey(String address, String administrator, String role)
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
        "{\"name\":\"bench\",\"roles\":[\"" + role + "\"],\"tenant_id\":\"" + tenant + "\"}",
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

  public ChildProcess process() {
    return process;
  }

  public Path home() {
    return home;
  }

  public String apiKey() {
    return apiKey;
  }

  @Override
  public void close() {
    process.close();
  }
}
