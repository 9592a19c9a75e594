package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.model.ModelGateway.Reply;
import dev.parley.application.response.RememberResponses;
import dev.parley.domain.tenant.Role;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Responses that later requests build upon, over fakes. */
class KeptResponsesTest extends ResponseRoutes {
  private static final String NOWHERE = "resp_" + "0".repeat(32);

  private Answer ask(String members) throws Exception {
    return ask(client, members);
  }

  private Answer ask(RestClient whose, String members) throws Exception {
    return whose.post(RESPONSES, "{\"model\":\"forwarded\"," + members.replace('\'', '"') + "}");
  }

  private Answer answered(String words, String members) throws Exception {
    plan(
        "{\"id\":\"1\",\"choices\":[{\"message\":{\"content\":\""
            + words
            + "\"},\"finish_reason\":\"stop\"}]}");
    Answer answer = ask(members);
    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    return answer;
  }

  private RestClient colleague() {
    return RestClient.with(server, server.key(tenant.id(), Role.TENANT_ADMIN));
  }

  private RestClient stranger() {
    return RestClient.with(server, server.key(server.tenant().id(), Role.TENANT_ADMIN));
  }

  @Test
  void showsAResponseAsItWas() throws Exception {
    Answer made = answered("Hello.", "'input':'hi','metadata':{'a':'b'}");

    Answer found = client.get(RESPONSES + "/" + made.string("id"));

    assertThat(found.status()).isEqualTo(200);
    assertThat(found.header("Content-Type")).startsWith("application/json");
    assertThat(found.text()).isEqualTo(made.text());
  }

  @Test
  void goesOnFromAResponseWithoutItsInstructions() throws Exception {
    Answer first = answered("One.", "'input':'first','instructions':'Be kind.'");
    Answer second =
        answered("Two.", "'input':'second','previous_response_id':'" + first.string("id") + "'");
    Answer third =
        answered(
            "Three.",
            "'input':'third','instructions':'Be brief.','previous_response_id':'"
                + second.string("id")
                + "'");

    assertThat(third.string("previous_response_id")).isEqualTo(second.string("id"));
    assertThat(sent())
        .contains(
            "'messages':[{'role':'system','content':'Be brief.'},"
                + "{'role':'user','content':'first'},{'role':'assistant','content':'One.'},"
                + "{'role':'user','content':'second'},{'role':'assistant','content':'Two.'},"
                + "{'role':'user','content':'third'}]");
  }

  @Test
  void goesOnFromAStreamAsSoonAsItHasEnded() throws Exception {
    server
        .gateway()
        .next(
            new Reply.Begun(
                new PlannedGateway.Stream(
                    List.of(
                        "data: {\"choices\":[{\"delta\":{\"content\":\"One.\"},"
                            + "\"finish_reason\":\"stop\"}]}\n\n",
                        "data: [DONE]\n\n"),
                    null,
                    false)));
    String events = ask("'input':'first','stream':true").text();
    String id = events.replaceAll("(?s).*?\"id\":\"(resp_[0-9a-f]{32})\".*", "$1");

    answered("Two.", "'input':'second','previous_response_id':'" + id + "'");

    assertThat(sent()).contains("{'role':'assistant','content':'One.'}");
    assertThat(client.get(RESPONSES + "/" + id).string("status")).isEqualTo("completed");
  }

  @Test
  void givesToolsTheirOutputsByAChainAndByReference() throws Exception {
    plan(
        "{\"choices\":[{\"message\":{\"content\":\"I look.\",\"tool_calls\":[{\"id\":\"c1\","
            + "\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},"
            + "\"finish_reason\":\"tool_calls\"}]}");
    Answer first = ask("'input':'hi'");
    String output = "{'type':'function_call_output','call_id':'c1','output':'x'}";
    String wanted =
        "{'role':'user','content':'hi'},{'role':'assistant','content':'I look.','tool_calls':["
            + "{'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}}]},"
            + "{'role':'tool','tool_call_id':'c1','content':'x'}]";

    answered(
        "Done.", "'input':[" + output + "],'previous_response_id':'" + first.string("id") + "'");
    assertThat(sent()).contains(wanted);
    answered(
        "Done.",
        "'input':[{'role':'user','content':'hi'},{'type':'item_reference','id':'"
            + first.string("output.0.id")
            + "'},{'id':'"
            + first.string("output.1.id")
            + "'},"
            + output
            + "]");
    assertThat(sent()).contains(wanted);
  }

  @Test
  void listsWhatWasAsked() throws Exception {
    Answer made =
        answered(
            "x",
            "'input':[{'role':'user','content':'1'},{'role':'assistant','content':'2'},"
                + "{'role':'user','content':[{'type':'input_text','text':'3'}]}]");
    String items = RESPONSES + "/" + made.string("id") + "/input_items";

    Answer all = client.get(items);
    assertThat(all.string("object")).isEqualTo("list");
    assertThat(all.at("data").size()).isEqualTo(3);
    assertThat(all.string("data.0.content.0.text")).isEqualTo("3");
    assertThat(all.string("data.1.content.0.type")).isEqualTo("output_text");
    assertThat(all.string("first_id")).isEqualTo(all.string("data.0.id"));
    assertThat(all.string("last_id")).isEqualTo(all.string("data.2.id"));
    assertThat(all.at("has_more").getBooleanValue()).isFalse();

    Answer first = client.get(items + "?order=asc&limit=2");
    assertThat(first.string("data.0.content.0.text")).isEqualTo("1");
    assertThat(first.at("has_more").getBooleanValue()).isTrue();
    Answer rest = client.get(items + "?order=asc&limit=2&after=" + first.string("last_id"));
    assertThat(rest.at("data").size()).isEqualTo(1);
    assertThat(rest.string("data.0.content.0.text")).isEqualTo("3");

    for (String wrong : List.of("limit=0", "limit=x", "order=up", "after=msg_1")) {
      Answer refused = client.get(items + "?" + wrong);
      assertThat(refused.status()).as(wrong).isEqualTo(400);
      assertThat(wrong).startsWith(refused.string("error.param"));
    }
    Answer streamed = client.get(RESPONSES + "/" + made.string("id") + "?stream=true");
    assertError(streamed, 400, "invalid_request_error", "unsupported_parameter", "stream");
  }

  @Test
  void removesAResponse() throws Exception {
    Answer first = answered("x", "'input':'hi'");
    String id = first.string("id");
    Answer second = answered("y", "'input':'hi','previous_response_id':'" + id + "'");

    Answer deleted = client.delete(RESPONSES + "/" + id);

    assertThat(deleted.text().replace('"', '\''))
        .isEqualTo("{'id':'" + id + "','object':'response','deleted':true}");
    assertNotFound(client.get(RESPONSES + "/" + id), id);
    assertNotFound(client.delete(RESPONSES + "/" + id), id);
    assertNotFound(client.get(RESPONSES + "/" + id + "/input_items"), id);
    for (Answer gone : List.of(first, second)) {
      assertError(
          ask("'input':'hi','previous_response_id':'" + gone.string("id") + "'"),
          400,
          "invalid_request_error",
          "previous_response_not_found",
          "previous_response_id");
    }
    assertThat(client.get(RESPONSES + "/" + second.string("id")).status()).isEqualTo(200);
  }

  private static void assertNotFound(Answer answer, String id) {
    assertError(answer, 404, "invalid_request_error", null, null);
    assertThat(answer.string("error.message"))
        .isEqualTo("Response with id '" + id + "' not found.");
  }

  @Test
  void answersForAnothersAsForNone() throws Exception {
    Answer theirs = answered("x", "'input':'secret'");
    String id = theirs.string("id");
    String item = theirs.string("output.0.id");
    for (RestClient other : List.of(colleague(), stranger())) {
      assertNotFound(other.get(RESPONSES + "/" + id), id);
      assertNotFound(other.get(RESPONSES + "/" + id + "/input_items"), id);
      assertNotFound(other.delete(RESPONSES + "/" + id), id);
      for (String[] pair :
          new String[][] {
            {"'input':'hi','previous_response_id':'%s'", id},
            {"'input':[{'type':'item_reference','id':'%s'}]", item}
          }) {
        String none = pair[1].replaceAll("[0-9a-f]{32,}", "0".repeat(32));
        Answer toForeign = ask(other, pair[0].formatted(pair[1]));
        Answer toNothing = ask(other, pair[0].formatted(none));
        assertThat(toForeign.status()).isIn(400, 404);
        assertThat(toForeign.text().replace(pair[1], none)).isEqualTo(toNothing.text());
      }
    }
    assertThat(server.gateway().sent()).hasSize(1);
    assertThat(client.get(RESPONSES + "/" + id).status()).isEqualTo(200);
  }

  @Test
  void knowsNoIdsThatAreNone() throws Exception {
    for (String id : List.of(NOWHERE, "resp_1", "nonsense", "resp_" + "G".repeat(32), "%00")) {
      assertThat(client.get(RESPONSES + "/" + id).status()).as(id).isEqualTo(404);
      assertThat(client.delete(RESPONSES + "/" + id).status()).as(id).isEqualTo(404);
    }
    assertError(
        ask("'input':'x','previous_response_id':'resp_1'"),
        400,
        "invalid_request_error",
        "previous_response_not_found",
        "previous_response_id");
    assertError(
        ask("'input':[{'type':'item_reference','id':'rs_1'}]"),
        404,
        "invalid_request_error",
        null,
        "input");
  }

  @Test
  void keepsNothingIfItIsNotToStore() throws Exception {
    Answer made = answered("x", "'input':'hi','store':false");

    assertThat(made.at("store").getBooleanValue()).isFalse();
    assertNotFound(client.get(RESPONSES + "/" + made.string("id")), made.string("id"));
  }

  @Test
  void keepsAResponseWithoutAnInputThatIsTooLarge() throws Exception {
    Answer made =
        answered(
            "x",
            "'input':[{'role':'user','content':[{'type':'input_image','image_url':'data:"
                + "x".repeat(RememberResponses.LARGEST)
                + "'}]}]");

    String id = made.string("id");
    assertThat(client.get(RESPONSES + "/" + id).text()).isEqualTo(made.text());
    assertThat(client.get(RESPONSES + "/" + id + "/input_items").at("data").size()).isZero();
    assertThat(ask("'input':'y','previous_response_id':'" + id + "'").string("error.code"))
        .isEqualTo("previous_response_not_found");
    answered("y", "'input':[{'type':'item_reference','id':'" + made.string("output.0.id") + "'}]");
  }

  @Test
  void doesNotKeepAResponseThatIsTooLarge() throws Exception {
    Answer made =
        answered(
            "x", "'input':'x','metadata':{'a':'" + "x".repeat(RememberResponses.LARGEST) + "'}");

    assertThat(made.at("store").getBooleanValue()).isFalse();
    assertThat(client.get(RESPONSES + "/" + made.string("id")).status()).isEqualTo(404);
  }

  @Test
  void endsChainsThatAreTooLong() throws Exception {
    String large = "x".repeat(RememberResponses.LARGEST - 2_000);
    String members =
        "'metadata':{'a':'"
            + large
            + "'},'input':[{'role':'user','content':[{'type':'input_image','image_url':'data:"
            + large
            + "'}]}]";
    String first = answered("x", members).string("id");
    String second = answered("x", members + ",'previous_response_id':'" + first + "'").string("id");

    assertError(
        ask("'input':'y','previous_response_id':'" + second + "'"),
        400,
        "invalid_request_error",
        "invalid_value",
        "previous_response_id");
  }

  @Test
  void keepsNothingOfAStreamThatItsReaderLeft() throws Exception {
    PlannedGateway.Stream stream =
        new PlannedGateway.Stream(
            List.of("data: {\"choices\":[{\"delta\":{\"content\":\"One.\"}}]}\n\n"), null, true);
    server.gateway().next(new Reply.Begun(stream));
    String body = "{\"model\":\"forwarded\",\"input\":\"hi\",\"stream\":true}";
    String key = server.key(tenant.id(), Role.CHAT);
    String id;
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.uri().getPort())) {
      socket
          .getOutputStream()
          .write(
              ("POST /v1/responses HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                      + "Authorization: Bearer "
                      + key
                      + "\r\nContent-Length: "
                      + body.length()
                      + "\r\n\r\n"
                      + body)
                  .getBytes(StandardCharsets.US_ASCII));
      StringBuilder read = new StringBuilder();
      byte[] buffer = new byte[8192];
      while (!read.toString().contains("output_text.delta")) {
        int count = socket.getInputStream().read(buffer);
        assertThat(count).isPositive();
        read.append(new String(buffer, 0, count, StandardCharsets.UTF_8));
      }
      id = read.toString().replaceAll("(?s).*?\"id\":\"(resp_[0-9a-f]{32})\".*", "$1");
    }

    assertThat(stream.closed().await(10, TimeUnit.SECONDS)).isTrue();
    assertNotFound(RestClient.with(server, key).get(RESPONSES + "/" + id), id);
  }
}
