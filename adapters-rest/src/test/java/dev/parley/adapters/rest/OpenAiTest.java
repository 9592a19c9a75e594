package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.conversation.UsageLedger;
import dev.parley.application.model.ModelGateway.Failure;
import dev.parley.application.model.ModelGateway.Reply;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunFailure.Code;
import dev.parley.domain.quota.Money;
import dev.parley.domain.quota.TokenUsage;
import dev.parley.domain.tenant.Role;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** OpenAI's API over fakes: what goes to a provider, and what comes back. */
class OpenAiTest extends OpenAiRoutes {
  @Test
  void handsBytesOnBothWays() throws Exception {
    plan("{ \"choices\" : [1.50e1] , \"über\":\"\\u00fc\"}");

    Answer answer =
        client.post(
            CHAT,
            "{ \"temperature\": 0.50, \"model\" : \"forwarded\" , "
                + HI
                + ",\"top_k\": 3,\"n\":2}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.text()).isEqualTo("{ \"choices\" : [1.50e1] , \"über\":\"\\u00fc\"}");
    assertThat(answer.header("Content-Type")).isEqualTo("application/json");
    assertThat(server.gateway().sent())
        .containsExactly(
            "{ \"temperature\": 0.50, \"model\" : NAME , " + HI + ",\"top_k\": 3,\"n\":2}");
    assertThat(answer.header("RateLimit")).startsWith("\"requests\"");
    assertThat(answer.header("x-ratelimit-limit-requests")).isEqualTo("6000");
    assertThat(answer.header("x-ratelimit-remaining-requests")).isEqualTo("59");
  }

  @Test
  void booksWhatWasUsed() throws Exception {
    plan("{}");

    assertThat(forwarded(HI).status()).isEqualTo(200);

    List<UsageLedger.Call> calls = booked();
    assertThat(calls)
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.model()).isEqualTo(OneModelCatalog.FORWARDED);
              assertThat(call.usage()).isEqualTo(new TokenUsage(9, 3, new Money(4)));
              assertThat(call.subject()).startsWith("key:");
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'stream':true | 'stream_options':{'include_usage':true},",
        "'stream':true,'stream_options':{'include_usage':false} | 'include_usage':true}",
        "'stream':true,'stream_options':null | 'stream_options':{'include_usage':true}",
        "'stream_options':{'include_obfuscation':false},'stream':true |"
            + " 'include_obfuscation':false",
        "'stream_options':{'include_usage':true},'stream':true | {'include_usage':true},'stream'"
      })
  void asksForTheUsageOfEveryStream(String members, String sent) throws Exception {
    server
        .gateway()
        .next(
            new Reply.Begun(
                new PlannedGateway.Stream(
                    List.of("data: {\"a\":1}\n\n", "data: [DONE]\n\n"), null, false)));

    Answer answer = forwarded(members.replace('\'', '"') + "," + HI);

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.header("Content-Type")).startsWith("text/event-stream");
    assertThat(answer.text()).isEqualTo("data: {\"a\":1}\n\ndata: [DONE]\n\n");
    String body = server.gateway().sent().getFirst();
    assertThat(body).contains(sent.replace('\'', '"')).contains("\"include_usage\":true");
    assertThat(body.split("stream_options", -1)).hasSize(2);
    assertThat(booked()).hasSize(1);
  }

  @Test
  void tellsOfAFailureBehindTheFirstByteInTheStream() throws Exception {
    server
        .gateway()
        .next(
            new Reply.Begun(
                new PlannedGateway.Stream(
                    List.of("data: {\"a\":1}\n\n"),
                    new Failure(new RunFailure(Code.PROVIDER_UNAVAILABLE, "planned"), null, null),
                    false)));

    Answer answer = forwarded("\"stream\":true," + HI);

    assertThat(answer.text())
        .isEqualTo(
            "data: {\"a\":1}\n\ndata: {\"error\":{\"message\":\"planned\",\"type\":\"api_error\","
                + "\"param\":null,\"code\":\"provider_unavailable\"}}\n\n");
  }

  @Test
  void breaksAStreamOffWhenTheCallerLeaves() throws Exception {
    PlannedGateway.Stream stream =
        new PlannedGateway.Stream(List.of("data: {\"a\":1}\n\n"), null, true);
    server.gateway().next(new Reply.Begun(stream));

    try (Socket socket = send("{\"model\":\"forwarded\",\"stream\":true," + HI + "}")) {
      assertThat(socket.getInputStream().read()).isPositive();
    }

    assertThat(stream.closed().await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void breaksACallOffWhenTheCallerLeavesBeforeTheAnswer() throws Exception {
    try (Socket socket = send("{\"model\":\"forwarded\"," + HI + "}")) {
      long deadline = System.nanoTime() + Duration.ofSeconds(10).toNanos();
      while (server.gateway().sent().isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
      assertThat(socket.isClosed()).isFalse();
    }

    assertThat(server.gateway().interrupted().await(10, TimeUnit.SECONDS)).isTrue();
  }

  private Socket send(String body) throws Exception {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort());
    socket
        .getOutputStream()
        .write(
            ("POST "
                    + CHAT
                    + " HTTP/1.1\r\nHost: here\r\nAuthorization: Bearer "
                    + server.key(tenant.id(), Role.CHAT)
                    + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + body.length()
                    + "\r\n\r\n"
                    + body)
                .getBytes(StandardCharsets.UTF_8));
    return socket;
  }

  @Test
  void takesWhatAsksForNothing() throws Exception {
    plan("{}");

    Answer answer =
        forwarded(
            HI
                + ",\"logprobs\":false,\"top_logprobs\":0,\"stop\":null,\"tools\":[],"
                + "\"tool_choice\":\"auto\",\"logit_bias\":{}");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
  }

  @Test
  void takesImagesThatAreLargerThanOtherBodies() throws Exception {
    plan("{}");
    plan("{}");
    String image = "data:image/png;base64," + "A".repeat(5 << 20);
    String body =
        "{\"model\":\"forwarded\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
            + "\"image_url\",\"image_url\":{\"url\":\""
            + image
            + "\"}}]}]}";

    Answer whole = client.post(CHAT, body);
    Answer inPieces =
        client
            .call("POST", CHAT)
            .body(
                "application/json",
                BodyPublishers.ofInputStream(
                    () -> new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8))))
            .send();

    assertThat(whole.status()).as(whole.text()).isEqualTo(200);
    assertThat(inPieces.status()).as(inPieces.text()).isEqualTo(200);
    assertThat(server.gateway().sent())
        .containsOnly(body.replace("\"forwarded\"", "NAME"))
        .hasSize(2);
  }

  @Test
  void tellsHowLongItTook() throws Exception {
    plan("{}");

    Answer answer = forwarded(HI);

    assertThat(Long.parseLong(answer.header("openai-processing-ms"))).isNotNegative();
    assertThat(answer.header("openai-version")).isEqualTo("2020-10-01");
  }
}
