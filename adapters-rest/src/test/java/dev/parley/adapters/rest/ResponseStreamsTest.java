package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.application.model.ModelGateway.Failure;
import dev.parley.domain.conversation.RunFailure;
import dev.parley.domain.conversation.RunFailure.Code;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Responses over fakes, event by event, and those of bots. */
class ResponseStreamsTest extends ResponseRoutes {
  @Test
  void streamsWhatIsSaid() throws Exception {
    stream(
        null,
        ": hb",
        "{'choices':[{'delta':{'role':'assistant','content':''}}]}",
        "{'choices':[{'delta':{'content':'Hel'}}]}",
        "{'choices':[{'delta':{'content':'lo.'}}]}",
        "{'choices':[{'delta':{},'finish_reason':'length'}]}",
        "{'choices':[],'usage':{'prompt_tokens':9,'completion_tokens':3}}",
        "[DONE]");

    Answer answer = response(ASK + ",'stream':true,'stream_options':{'include_obfuscation':false}");

    List<Answer> events = events(answer);
    assertThat(types(events))
        .containsExactly(
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.incomplete");
    assertThat(events.getFirst().string("response.status")).isEqualTo("in_progress");
    assertThat(events.getFirst().at("response.output").size()).isZero();
    assertThat(events.get(5).string("delta")).isEqualTo("lo.");
    assertThat(events.get(6).string("text")).isEqualTo("Hello.");
    Answer end = events.getLast();
    assertThat(end.string("response.id")).isEqualTo(events.getFirst().string("response.id"));
    assertThat(end.string("response.output.0.content.0.text")).isEqualTo("Hello.");
    assertThat(end.string("response.output.0.id")).isEqualTo(events.get(4).string("item_id"));
    assertThat(end.string("response.incomplete_details.reason")).isEqualTo("max_output_tokens");
    assertThat(end.number("response.usage.output_tokens")).isEqualTo(3);
    assertThat(sent()).endsWith("'stream':true,'stream_options':{'include_usage':true}}");
    assertThat(answer.text()).contains(": hb\n\n").doesNotContain("[DONE]");
    assertThat(booked()).hasSize(1);
  }

  @Test
  void streamsCallsWhosePiecesComeByTurns() throws Exception {
    stream(
        null,
        "{'choices':[{'delta':{'content':'I look.'}}]}",
        "{'choices':[{'delta':{'tool_calls':[{'index':0,'id':'c1','function':{'name':'f',"
            + "'arguments':''}}]}}]}",
        "{'choices':[{'delta':{'tool_calls':[{'index':1,'id':'c2','function':{'name':'g',"
            + "'arguments':'[]'}}]}}]}",
        "{'choices':[{'delta':{'tool_calls':[{'index':0,'function':{'arguments':'{}'}}]}}]}",
        "{'choices':[{'delta':{},'finish_reason':'tool_calls'}]}",
        "[DONE]");

    List<Answer> events = events(response(ASK + ",'stream':true"));

    assertThat(types(events))
        .containsSubsequence(
            "response.output_text.done",
            "response.output_item.done",
            "response.output_item.added",
            "response.output_item.added",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.delta",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.function_call_arguments.done",
            "response.output_item.done",
            "response.completed");
    Answer end = events.getLast();
    assertThat(end.string("response.output.0.content.0.text")).isEqualTo("I look.");
    assertThat(end.string("response.output.1.call_id")).isEqualTo("c1");
    assertThat(end.string("response.output.1.arguments")).isEqualTo("{}");
    assertThat(end.string("response.output.2.name")).isEqualTo("g");
    assertThat(end.string("response.output.2.arguments")).isEqualTo("[]");
    assertThat(end.string("response.output.2.status")).isEqualTo("completed");
  }

  @Test
  void streamsRefusals() throws Exception {
    stream(
        null,
        "{'choices':[{'delta':{'refusal':'I '}}]}",
        "{'choices':[{'delta':{'refusal':'cannot.'}}]}",
        "{'choices':[{'delta':{},'finish_reason':'stop'}]}",
        "[DONE]");

    List<Answer> events = events(response(ASK + ",'stream':true"));

    assertThat(types(events))
        .containsSubsequence(
            "response.content_part.added",
            "response.refusal.delta",
            "response.refusal.delta",
            "response.refusal.done",
            "response.content_part.done");
    assertThat(events.getLast().string("response.output.0.content.0.refusal"))
        .isEqualTo("I cannot.");
  }

  @Test
  void streamsAnEmptyAnswerAsAMessage() throws Exception {
    stream(null, "{'choices':[{'delta':{},'finish_reason':'stop'}]}", "[DONE]");

    Answer end = events(response(ASK + ",'stream':true")).getLast();

    assertThat(end.string("response.output.0.content.0.text")).isEmpty();
    assertThat(end.string("response.status")).isEqualTo("completed");
  }

  @Test
  void tellsOfAFailureInTheStream() throws Exception {
    stream(
        new Failure(new RunFailure(Code.PROVIDER_UNAVAILABLE, "planned"), null, null),
        "{'choices':[{'delta':{'content':'I '}}]}");

    List<Answer> events = events(response(ASK + ",'stream':true"));

    Answer error = events.get(events.size() - 2);
    assertThat(error.string("type")).isEqualTo("error");
    assertThat(error.string("code")).isEqualTo("provider_unavailable");
    assertThat(error.string("message")).isEqualTo("planned");
    assertThat(error.string("error.message")).isEqualTo("planned");
    Answer end = events.getLast();
    assertThat(end.string("type")).isEqualTo("response.failed");
    assertThat(end.string("response.status")).isEqualTo("failed");
    assertThat(end.string("response.error.code")).isEqualTo("server_error");
    assertThat(end.string("response.output.0.status")).isEqualTo("incomplete");
  }

  @Test
  void answersByOurOwnModels() throws Exception {
    Answer answer = client.post(RESPONSES, "{\"model\":\"test/planned\",\"input\":\"hi\"}");

    assertThat(answer.string("output.0.content.0.text")).isEqualTo("Pumps need grease.");
    assertThat(answer.number("usage.total_tokens")).isEqualTo(16);
  }

  @Test
  void answersAsABotWithAnnotations() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    String ask = "{\"model\":\"bot:helper\",\"input\":\"What do pumps need?\"";

    Answer whole = knowledge.admin().post(RESPONSES, ask + "}");
    List<Answer> events = events(knowledge.admin().post(RESPONSES, ask + ",\"stream\":true}"));

    String part = "output.0.content.0.";
    assertThat(whole.string(part + "text")).isEqualTo("Pumps need grease [1].");
    assertThat(whole.string(part + "annotations.0.type")).isEqualTo("url_citation");
    assertThat(whole.number(part + "annotations.0.start_index")).isEqualTo(18);
    assertThat(whole.number(part + "annotations.0.end_index")).isEqualTo(21);
    assertThat(whole.string(part + "annotations.0.title")).isNotBlank();
    assertThat(whole.string(part + "annotations.0.url"))
        .isEqualTo("urn:parley:document:" + knowledge.document() + "#page=1");
    assertThat(types(events))
        .containsSubsequence(
            "response.output_text.delta",
            "response.output_text.annotation.added",
            "response.output_text.done",
            "response.completed");
    Answer end = events.getLast();
    assertThat(end.string("response." + part + "text")).isEqualTo("Pumps need grease [1].");
    assertThat(end.at("response." + part + "annotations").size()).isEqualTo(1);
    assertThat(end.number("response.usage.output_tokens")).isEqualTo(5);
  }

  @Test
  void goesOnWithABot() throws Exception {
    Knowledge knowledge = Knowledge.in(server);
    String ask = "{\"model\":\"bot:helper\",\"input\":\"What do pumps need?\"";
    Answer first = knowledge.admin().post(RESPONSES, ask + "}");

    Answer second =
        knowledge
            .admin()
            .post(RESPONSES, ask + ",\"previous_response_id\":\"" + first.string("id") + "\"}");

    assertThat(second.status()).as(second.text()).isEqualTo(200);
    assertThat(server.model().lastAsked().prompt().turns())
        .extracting(turn -> turn.text())
        .contains("Pumps need grease [1].");
    Answer refused =
        knowledge
            .admin()
            .post(
                RESPONSES, ask + "," + "\"tools\":[{\"type\":\"function\",\"name\":\"f\"}]" + "}");
    assertError(refused, 400, "invalid_request_error", "unsupported_parameter", "tools");
    Answer json =
        knowledge
            .admin()
            .post(RESPONSES, ask + ",\"text\":{\"format\":{\"type\":\"json_object\"}}}");
    assertError(json, 400, "invalid_request_error", "unsupported_parameter", "text.format");
  }
}
