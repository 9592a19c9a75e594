package dev.parley.adapters.rest;

import static dev.parley.adapters.rest.DocumentedErrors.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.outcome.PageRequest;
import dev.parley.domain.knowledge.DatasetId;
import dev.parley.domain.tenant.Role;
import dev.parley.domain.tenant.Tenant;
import java.io.InputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A POST that is sent again under its key. */
final class IdempotencyTest {
  private static final String BEGIN = "{\"first_message\":\"How are pumps kept?\"}";

  private final RestServer server = RestServer.shared();
  private final Tenant tenant = server.tenant();
  private final RestClient client = RestClient.with(server, server.key(tenant.id(), Role.CHAT));

  private static Answer post(RestClient client, String path, String key, String json)
      throws Exception {
    return client.call("POST", path).header("Idempotency-Key", key).json(json).send();
  }

  private static void assertReplayed(Answer again, Answer first) {
    assertThat(again.status()).isEqualTo(first.status());
    assertThat(again.bytes()).isEqualTo(first.bytes());
    for (String header : List.of("Content-Type", "Location", "Content-Disposition", "ETag")) {
      assertThat(again.headers().allValues(header)).isEqualTo(first.headers().allValues(header));
    }
    assertThat(first.header("Idempotent-Replayed")).isEmpty();
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
  }

  /** Without heartbeats, which come as time passes. */
  private static String frames(String stream) {
    return stream.replace(": hb\n\n", "");
  }

  @Test
  void answersAgainToTheByteAndDoesNothing() throws Exception {
    Answer first = post(client, "/v1/conversations", "k-1", BEGIN);
    assertThat(first.status()).as(first.text()).isEqualTo(201);

    Answer again = post(client, "/v1/conversations", "k-1", BEGIN);

    assertReplayed(again, first);
    assertThat(again.header("X-Request-Id")).isNotEqualTo(first.header("X-Request-Id"));
    assertThat(client.get("/v1/conversations").number("total")).isEqualTo(1);
    assertThat(post(client, "/v1/conversations", "k-2", BEGIN).string("id"))
        .isNotEqualTo(first.string("id"));
  }

  @Test
  void sendsAnAnswerUnderAKeyAsItWouldWithoutOne() throws Exception {
    String body = "{\"message\":\"How are pumps kept?\"}";
    Answer without = client.post("/v1/chat", body);
    Answer with = post(client, "/v1/chat", "k-1", body);

    assertThat(with.headers().map().keySet()).isEqualTo(without.headers().map().keySet());
    assertThat(with.header("Content-Type")).isEqualTo(without.header("Content-Type"));
    assertThat(with.text().replaceAll("[0-9a-f-]{36}", "id"))
        .isEqualTo(without.text().replaceAll("[0-9a-f-]{36}", "id"));
  }

  @Test
  void refusesAnotherRequestUnderTheKey() throws Exception {
    post(client, "/v1/conversations", "k-1", BEGIN);

    assertProblem(
        post(client, "/v1/conversations", "k-1", "{\"first_message\":\"Other\"}"),
        422,
        "idempotency_mismatch");
    assertProblem(post(client, "/v1/chat", "k-1", BEGIN), 422, "idempotency_mismatch");
    assertProblem(post(client, "/v1/conversations?x=1", "k-1", BEGIN), 422, "idempotency_mismatch");
    assertProblem(
        client
            .call("POST", "/v1/conversations")
            .header("Idempotency-Key", "k-1")
            .body("application/vnd.x+json", BodyPublishers.ofString(BEGIN))
            .send(),
        422,
        "idempotency_mismatch");
    assertThat(client.get("/v1/conversations").number("total")).isEqualTo(1);
  }

  @Test
  void keepsARefusalThatWouldStayOne() throws Exception {
    Answer first = post(client, "/v1/conversations", "k-1", "{\"first_message\":\" \"}");
    assertProblem(first, 422, "empty_message");

    assertReplayed(post(client, "/v1/conversations", "k-1", "{\"first_message\":\" \"}"), first);
  }

  @Test
  void carriesOutAnewWhatMayGoBetterTheSecondTime() throws Exception {
    String failing = "{\"first_message\":\"fail provider_unavailable\"}";
    Answer first = post(client, "/v1/conversations", "k-1", failing);
    assertProblem(first, 502, "provider_unavailable");
    Answer again = post(client, "/v1/conversations", "k-1", failing);

    assertThat(again.header("Idempotent-Replayed")).isEmpty();
    assertThat(again.string("session_id")).isNotEqualTo(first.string("session_id"));

    assertProblem(
        post(client, "/v1/admin/bots", "k-2", "{\"slug\":\"a\",\"name\":\"A\"}"), 403, "forbidden");
    assertThat(post(client, "/v1/conversations", "k-2", BEGIN).status()).isEqualTo(201);
  }

  @Test
  void looksAtNothingThatStrangersSend() throws Exception {
    RestClient stranger = RestClient.stranger(server);

    assertProblem(post(stranger, "/v1/conversations", "k-1", BEGIN), 401, "unauthorized");
    assertProblem(post(stranger, "/v1/conversations", "a b", BEGIN), 401, "unauthorized");
  }

  @Test
  void meansOnlyTheCaller() throws Exception {
    Answer mine = post(client, "/v1/conversations", "k-1", BEGIN);
    RestClient colleague = RestClient.with(server, server.key(tenant.id(), Role.CHAT));
    RestClient elsewhere = RestClient.with(server, server.key(server.tenant().id(), Role.CHAT));

    for (RestClient other : List.of(colleague, elsewhere)) {
      Answer theirs = post(other, "/v1/conversations", "k-1", BEGIN);
      assertThat(theirs.status()).isEqualTo(201);
      assertThat(theirs.header("Idempotent-Replayed")).isEmpty();
      assertThat(theirs.string("id")).isNotEqualTo(mine.string("id"));
      assertThat(post(other, "/v1/chat", "k-1", "{\"message\":\"x\"}").status()).isEqualTo(422);
    }
  }

  @Test
  void letsOneOfTwoAtOnceThroughAndTellsTheOtherToWait() throws Exception {
    String waiting = "{\"first_message\":\"wait for it\"}";
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Answer> first =
          threads.submit(() -> post(client, "/v1/conversations", "k-1", waiting));
      while (client.get("/v1/conversations").number("total") == 0) {
        Thread.sleep(5);
      }

      Answer meanwhile = post(client, "/v1/conversations", "k-1", waiting);
      assertProblem(meanwhile, 409, "idempotency_in_progress");
      assertThat(meanwhile.header("Retry-After")).isEqualTo("1");
      assertProblem(post(client, "/v1/conversations", "k-1", BEGIN), 422, "idempotency_mismatch");

      server.model().release();
      assertThat(first.get().status()).isEqualTo(201);
      assertReplayed(post(client, "/v1/conversations", "k-1", waiting), first.get());
      assertThat(client.get("/v1/conversations").number("total")).isEqualTo(1);
    }
  }

  @Test
  void carriesOutManyAtOnceOnce() throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> sent =
          IntStream.range(0, 12)
              .mapToObj(i -> threads.submit(() -> post(client, "/v1/conversations", "k-1", BEGIN)))
              .toList();
      for (Future<Answer> each : sent) {
        assertThat(each.get().status()).isIn(201, 409);
      }
    }

    assertThat(client.get("/v1/conversations").number("total")).isEqualTo(1);
  }

  @Test
  void keepsTheAnswerForACallerWhoLeft() throws Exception {
    String waiting = "{\"first_message\":\"wait for it\"}";
    CompletableFuture<HttpResponse<byte[]>> left =
        client
            .call("POST", "/v1/conversations")
            .header("Idempotency-Key", "k-1")
            .json(waiting)
            .sendAsync();
    while (client.get("/v1/conversations").number("total") == 0) {
      Thread.sleep(5);
    }
    left.cancel(true);
    server.model().release();

    Answer again = post(client, "/v1/conversations", "k-1", waiting);
    while (again.status() == 409) {
      Thread.sleep(20);
      again = post(client, "/v1/conversations", "k-1", waiting);
    }
    assertThat(again.status()).isEqualTo(201);
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertThat(client.get("/v1/conversations").number("total")).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/chat", "messages"})
  void streamsTheSameEventsAgain(String path) throws Exception {
    String to =
        path.equals("messages")
            ? "/v1/conversations/"
                + client.post("/v1/conversations", BEGIN).string("id")
                + "/messages"
            : path;
    String body = "{\"message\":\"How are pumps kept?\",\"stream\":true}";

    Answer first = post(client, to, "k-1", body);
    Answer again = post(client, to, "k-1", body);

    assertThat(first.header("Content-Type")).isEqualTo("text/event-stream");
    assertThat(first.text()).contains(":1\nevent: run.started\n", "event: message.completed\n");
    assertThat(frames(again.text())).isEqualTo(frames(first.text()));
    assertThat(again.header("Content-Type")).isEqualTo("text/event-stream");
    assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    assertProblem(
        post(client, to, "k-1", "{\"message\":\"Other\",\"stream\":true}"),
        422,
        "idempotency_mismatch");
  }

  @Test
  void joinsAStreamThatIsNotOver() throws Exception {
    String body = "{\"message\":\"wait for it\",\"stream\":true}";
    HttpResponse<InputStream> first =
        client.call("POST", "/v1/chat").header("Idempotency-Key", "k-1").json(body).stream();
    HttpResponse<InputStream> second =
        client.call("POST", "/v1/chat").header("Idempotency-Key", "k-1").json(body).stream();
    StringBuilder begun = new StringBuilder();
    while (!begun.toString().contains("event: message.delta")) {
      begun.append((char) first.body().read());
    }
    server.model().release();

    assertThat(second.statusCode()).isEqualTo(200);
    String firstText = begun + new String(first.body().readAllBytes(), StandardCharsets.UTF_8);
    String secondText = new String(second.body().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(frames(secondText)).isEqualTo(frames(firstText)).isNotEmpty();
    assertThat(client.get("/v1/conversations").number("total")).isEqualTo(1);
  }

  @Test
  void saysThatARunWhichWasStreamedIsGone() throws Exception {
    String body = "{\"message\":\"How are pumps kept?\",\"stream\":true}";
    post(client, "/v1/chat", "k-1", body);
    client.delete(
        "/v1/conversations/" + client.get("/v1/conversations").string("conversations.0.id"));

    assertProblem(post(client, "/v1/chat", "k-1", body), 404, "not_found");
  }

  @Test
  void showsASecretAgainToItsMakerAndKeepsItFromTheStore() throws Exception {
    RestClient admin = RestClient.with(server, server.key(tenant.id(), Role.TENANT_ADMIN));
    String body = "{\"name\":\"web\",\"roles\":[\"chat\"]}";
    Answer first = post(admin, "/v1/admin/api-keys", "k-1", body);
    assertThat(first.string("key")).startsWith("pk_");

    assertReplayed(post(admin, "/v1/admin/api-keys", "k-1", body), first);
    assertThat(admin.get("/v1/admin/api-keys").number("total")).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 100_000, 2_500_000})
  void takesUploadsOnce(int bytes) throws Exception {
    Knowledge mine = Knowledge.in(server);
    byte[] content = new byte[bytes];
    new Random(bytes).nextBytes(content);
    for (int i = 0; i < bytes; i++) {
      content[i] = (byte) ('a' + (content[i] & 15));
    }
    Answer first = upload(mine, "k-1", content);
    assertThat(first.status()).as(first.text()).isEqualTo(202);
    long stored = documents(mine);

    assertReplayed(upload(mine, "k-1", content), first);
    content[bytes / 2] = 'z';
    assertProblem(upload(mine, "k-1", content), 422, "idempotency_mismatch");
    assertThat(documents(mine)).isEqualTo(stored);
  }

  @Test
  void takesAFileOnce() throws Exception {
    byte[] content = "Pumps need grease.".getBytes(StandardCharsets.UTF_8);
    Answer first = sendFile("k-1", content);
    assertThat(first.status()).as(first.text()).isEqualTo(201);

    assertReplayed(sendFile("k-1", content), first);
    content[0] = 'L';
    assertProblem(sendFile("k-1", content), 422, "idempotency_mismatch");
    assertThat(client.get("/v1/files").number("total")).isEqualTo(1);
  }

  private Answer sendFile(String key, byte[] content) throws Exception {
    return client
        .call("POST", "/v1/files")
        .header("Idempotency-Key", key)
        .multipart("a.txt", content)
        .send();
  }

  /** Again and again, since which thread goes on with a request is for the machine to say. */
  @RepeatedTest(20)
  @Timeout(60)
  void forgetsAnUploadThatWasRefusedUnread() throws Exception {
    Knowledge mine = Knowledge.in(server);
    byte[] content = new byte[1 << 21];
    String nowhere = "/v1/admin/datasets/" + UUID.randomUUID() + "/documents";

    Answer first =
        mine.admin()
            .call("POST", nowhere)
            .header("Idempotency-Key", "k-1")
            .multipart("a.txt", content)
            .send();
    assertProblem(first, 404, "not_found");
    Answer again =
        mine.admin()
            .call("POST", nowhere)
            .header("Idempotency-Key", "k-1")
            .multipart("a.txt", content)
            .send();
    assertThat(again.status()).isEqualTo(404);
  }

  private static Answer upload(Knowledge mine, String key, byte[] content) throws Exception {
    return mine.admin()
        .call("POST", mine.documents())
        .header("Idempotency-Key", key)
        .multipart("a.txt", content)
        .send();
  }

  private long documents(Knowledge mine) {
    return server
        .stores()
        .documents()
        .list(
            mine.tenant().id(),
            new DatasetId(UUID.fromString(mine.dataset())),
            new PageRequest(1, 100))
        .total();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", ""})
  void refusesWhatIsNoKey(String key) throws Exception {
    for (String path : List.of("/v1/conversations", "/v1/search", "/v1/nothing")) {
      Answer answer = post(client, path, key, BEGIN);
      assertProblem(answer, 422, "invalid_request");
      assertThat(answer.string("details.0.field")).isEqualTo("Idempotency-Key");
    }
  }

  @Test
  void takesKeysOf255Characters() throws Exception {
    assertThat(post(client, "/v1/conversations", "k".repeat(255), BEGIN).status()).isEqualTo(201);
    assertProblem(
        post(client, "/v1/conversations", "k".repeat(256), BEGIN), 422, "invalid_request");
  }

  @Test
  void answersBodiesThatAreTooLargeAsWithoutAKey() throws Exception {
    String large = "{\"message\":\"" + "x".repeat(2 << 20) + "\"}";

    assertProblem(post(client, "/v1/chat", "k-1", large), 413, "body_too_large");
    assertThat(post(client, "/v1/conversations", "k-1", BEGIN).status()).isEqualTo(201);
  }

  @Test
  void answersAgainWithoutABodyAndWhatHasNone() throws Exception {
    Answer run = client.post("/v1/chat", "{\"message\":\"x\"}");
    String path = "/v1/runs/" + run.string("run_id") + "/cancel";
    Answer first = client.call("POST", path).header("Idempotency-Key", "k-1").send();
    assertThat(first.status()).isEqualTo(200);

    assertReplayed(client.call("POST", path).header("Idempotency-Key", "k-1").send(), first);
  }
}
