package dev.parley.adapters.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.adapters.rest.RestClient.Answer;
import dev.parley.domain.conversation.RunFailure.Code;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Responses over fakes: what a request means as a chat completion, and what comes back. */
class ResponsesTest extends ResponseRoutes {
  private static final String WEATHER =
      "'tools':[{'type':'function','name':'weather','description':'D','parameters':{'type':'object'},"
          + "'strict':true}]";

  private void planSaid(String message, String finishReason) {
    plan(
        ("{'id':'chatcmpl-1','choices':[{'index':0,'message':"
                + message
                + ",'finish_reason':'"
                + finishReason
                + "'}],'usage':{'prompt_tokens':9,'completion_tokens':3,'total_tokens':12,"
                + "'prompt_tokens_details':{'cached_tokens':4},"
                + "'completion_tokens_details':{'reasoning_tokens':2}}}")
            .replace('\'', '"'));
  }

  @Test
  void answersWithAResponse() throws Exception {
    planSaid("{'role':'assistant','content':'Hello.'}", "stop");

    Answer answer =
        response(ASK + ",'instructions':'Be kind.','metadata':{'a':'b'},'temperature':0.5");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(answer.string("id")).matches("resp_[0-9a-f]{32}");
    assertThat(answer.string("object")).isEqualTo("response");
    assertThat(answer.string("status")).isEqualTo("completed");
    assertThat(answer.string("model")).isEqualTo("forwarded");
    assertThat(answer.number("created_at")).isPositive();
    assertThat(answer.at("error").isNull()).isTrue();
    assertThat(answer.at("incomplete_details").isNull()).isTrue();
    assertThat(answer.string("instructions")).isEqualTo("Be kind.");
    assertThat(answer.string("metadata.a")).isEqualTo("b");
    assertThat(answer.at("temperature").getDoubleValue()).isEqualTo(0.5);
    assertThat(answer.at("top_p").isNull()).isTrue();
    assertThat(answer.string("tool_choice")).isEqualTo("auto");
    assertThat(answer.string("truncation")).isEqualTo("disabled");
    assertThat(answer.string("text.format.type")).isEqualTo("text");
    assertThat(answer.at("parallel_tool_calls").getBooleanValue()).isTrue();
    assertThat(answer.string("output.0.type")).isEqualTo("message");
    assertThat(answer.string("output.0.role")).isEqualTo("assistant");
    assertThat(answer.string("output.0.status")).isEqualTo("completed");
    assertThat(answer.string("output.0.id")).matches("msg_[0-9a-f]{40}");
    assertThat(answer.string("output.0.content.0.type")).isEqualTo("output_text");
    assertThat(answer.string("output.0.content.0.text")).isEqualTo("Hello.");
    assertThat(answer.at("output.0.content.0.annotations").size()).isZero();
    assertThat(answer.number("usage.input_tokens")).isEqualTo(9);
    assertThat(answer.number("usage.input_tokens_details.cached_tokens")).isEqualTo(4);
    assertThat(answer.number("usage.output_tokens")).isEqualTo(3);
    assertThat(answer.number("usage.output_tokens_details.reasoning_tokens")).isEqualTo(2);
    assertThat(answer.number("usage.total_tokens")).isEqualTo(12);
    assertThat(answer.header("x-ratelimit-limit-requests")).isEqualTo("6000");
    assertThat(answer.header("openai-version")).isNotEmpty();
    assertThat(sent())
        .isEqualTo(
            "{'model':NAME,'messages':[{'role':'system','content':'Be kind.'},"
                + "{'role':'user','content':'hi'}],'temperature':0.5}");
    assertThat(booked()).hasSize(1);
  }

  @Test
  void answersWithCallsAfterWhatWasSaid() throws Exception {
    planSaid(
        "{'role':'assistant','content':'I look.','tool_calls':[{'id':'c1','type':'function',"
            + "'function':{'name':'weather','arguments':'{}'}},{'id':'c2','type':'function',"
            + "'function':{'name':'weather','arguments':'[]'}}]}",
        "tool_calls");

    Answer answer =
        response(ASK + "," + WEATHER + ",'tool_choice':{'type':'function','name':'weather'}");

    assertThat(answer.string("status")).isEqualTo("completed");
    assertThat(answer.string("output.0.content.0.text")).isEqualTo("I look.");
    assertThat(answer.string("output.1.type")).isEqualTo("function_call");
    assertThat(answer.string("output.1.id")).startsWith("fc_");
    assertThat(answer.string("output.1.call_id")).isEqualTo("c1");
    assertThat(answer.string("output.1.name")).isEqualTo("weather");
    assertThat(answer.string("output.1.arguments")).isEqualTo("{}");
    assertThat(answer.string("output.2.call_id")).isEqualTo("c2");
    assertThat(answer.string("tools.0.name")).isEqualTo("weather");
    assertThat(answer.string("tool_choice.name")).isEqualTo("weather");
    assertThat(sent())
        .contains(
            "'tools':[{'type':'function','function':{'name':'weather','description':'D',"
                + "'parameters':{'type':'object'},'strict':true}}],"
                + "'tool_choice':{'type':'function','function':{'name':'weather'}}");
  }

  @Test
  void makesMessagesOfItems() throws Exception {
    planSaid("{'content':'x'}", "stop");

    Answer answer =
        response(
            "'input':[{'role':'developer','content':'D'},"
                + "{'role':'user','content':[{'type':'input_text','text':'see'},"
                + "{'type':'input_image','image_url':'https://x/i.png','detail':'original'},"
                + "{'type':'input_file','filename':'a.pdf','file_data':'data:x'}]},"
                + "{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'zz'},"
                + "{'type':'message','role':'assistant','id':'msg_1','status':'completed',"
                + "'content':[{'type':'output_text','text':'I ','annotations':[]},"
                + "{'type':'refusal','refusal':'look'}]},"
                + "{'type':'function_call','call_id':'c1','name':'f','arguments':'{}'},"
                + "{'type':'function_call','call_id':'c2','name':'g','arguments':'{}'},"
                + "{'type':'function_call_output','call_id':'c1','output':'one'},"
                + "{'type':'function_call_output','call_id':'c2','output':["
                + "{'type':'input_text','text':'two'},"
                + "{'type':'input_image','image_url':'https://x/j.png'}]}]");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(sent())
        .contains(
            "'messages':[{'role':'system','content':'D'},"
                + "{'role':'user','content':[{'type':'text','text':'see'},"
                + "{'type':'image_url','image_url':{'url':'https://x/i.png','detail':'high'}},"
                + "{'type':'file','file':{'filename':'a.pdf','file_data':'data:x'}}]},"
                + "{'role':'assistant','content':'I look','tool_calls':["
                + "{'id':'c1','type':'function','function':{'name':'f','arguments':'{}'}},"
                + "{'id':'c2','type':'function','function':{'name':'g','arguments':'{}'}}]},"
                + "{'role':'tool','tool_call_id':'c1','content':'one'},"
                + "{'role':'tool','tool_call_id':'c2','content':'two'},"
                + "{'role':'user','content':[{'type':'image_url',"
                + "'image_url':{'url':'https://x/j.png','detail':'auto'}}]}]");
  }

  @Test
  void passesOnWhatTunesAndWhatShapesTheAnswer() throws Exception {
    planSaid("{'content':'{}'}", "stop");

    Answer answer =
        response(
            ASK
                + ",'max_output_tokens':50,'top_p':0.9,'reasoning':{'effort':'low','summary':'auto'},"
                + "'text':{'verbosity':'low','format':{'type':'json_schema','name':'n',"
                + "'strict':true,'schema':{'type':'object'}}},'user':'u','safety_identifier':'s',"
                + "'prompt_cache_key':'p','service_tier':'auto','truncation':'auto','store':false,"
                + "'metadata':{'k':'v'},'include':['reasoning.encrypted_content'],"
                + "'tool_choice':'auto','parallel_tool_calls':false,'background':false");

    assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    assertThat(sent())
        .contains(
            "'max_tokens':50",
            "'top_p':0.9",
            "'reasoning_effort':'low'",
            "'verbosity':'low'",
            "'response_format':{'type':'json_schema','json_schema':{'name':'n','strict':true,"
                + "'schema':{'type':'object'}}}",
            "'user':'u'",
            "'prompt_cache_key':'p'")
        .doesNotContain("metadata", "store", "truncation", "include", "tool_choice", "parallel");
    assertThat(answer.string("text.format.name")).isEqualTo("n");
    assertThat(answer.string("reasoning.effort")).isEqualTo("low");
    assertThat(answer.at("store").getBooleanValue()).isFalse();
    assertThat(answer.at("parallel_tool_calls").getBooleanValue()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "stop, completed, ",
    "length, incomplete, max_output_tokens",
    "content_filter, incomplete, content_filter"
  })
  void saysWhyItEnded(String finishReason, String status, @Nullable String reason)
      throws Exception {
    planSaid("{'content':'x'}", finishReason);

    Answer answer = response(ASK);

    assertThat(answer.string("status")).isEqualTo(status);
    assertThat(answer.string("output.0.status")).isEqualTo(status);
    if (reason != null) {
      assertThat(answer.string("incomplete_details.reason")).isEqualTo(reason);
    }
  }

  @Test
  void tellsOfRefusals() throws Exception {
    planSaid("{'content':null,'refusal':'I cannot.'}", "stop");

    Answer answer = response(ASK);

    assertThat(answer.string("output.0.content.0.type")).isEqualTo("refusal");
    assertThat(answer.string("output.0.content.0.refusal")).isEqualTo("I cannot.");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'max_output_tokens':5|missing_required_parameter|input",
        "'input':7|invalid_type|input",
        "'input':[{'role':'king','content':'x'}]|invalid_value|input[0].role",
        "'input':[{'role':'user'}]|missing_required_parameter|input[0].content",
        "'input':[{'type':'web_search_call','id':'x'}]|unsupported_value|input[0].type",
        "'input':[{'role':'user','content':[{'type':'input_image','file_id':'f'}]}]"
            + "|unsupported_parameter|input[0].content[0].file_id",
        "'input':[{'role':'user','content':[{'type':'input_audio'}]}]"
            + "|unsupported_value|input[0].content[0].type",
        "'input':[{'type':'function_call','call_id':'c','name':'f'}]"
            + "|missing_required_parameter|input[0].arguments",
        "'input':'x','temperature':3|decimal_above_max_value|temperature",
        "'input':'x','max_output_tokens':0|integer_below_min_value|max_output_tokens",
        "'input':'x','background':true|unsupported_parameter|background",
        "'input':'x','conversation':'c'|unsupported_parameter|conversation",
        "'input':'x','prompt':{'id':'p'}|unsupported_parameter|prompt",
        "'input':'x','top_logprobs':2|unsupported_parameter|top_logprobs",
        "'input':'x','messages':[]|unsupported_parameter|messages",
        "'input':'x','tools':[{'type':'web_search'}]|unsupported_value|tools[0].type",
        "'input':'x','tools':[{'type':'function'}]|missing_required_parameter|tools[0].name",
        "'input':'x','tool_choice':'required'|invalid_value|tool_choice",
        "'input':'x','tool_choice':'maybe'|invalid_value|tool_choice",
        "'input':'x','include':['everything']|invalid_value|include[0]",
        "'input':'x','include':['message.output_text.logprobs']|unsupported_parameter|include[0]",
        "'input':'x','stream_options':{}|invalid_value|stream_options",
        "'input':'x','stream':1|invalid_type|stream",
        "'input':'x','text':{'format':{'type':'json_schema'}}"
            + "|missing_required_parameter|text.format.name",
        "'input':'x','metadata':{'a':1}|invalid_type|metadata.a",
        "'input':[]|empty_array|input"
      },
      quoteCharacter = '`')
  void namesWhatIsWrong(String members, String code, String param) throws Exception {
    assertError(response(members), 400, "invalid_request_error", code, param);
    assertThat(server.gateway().sent()).isEmpty();
  }

  @Test
  void namesCallsAndOutputsWithoutTheOther() throws Exception {
    String call = "{'type':'function_call','call_id':'c1','name':'f','arguments':'{}'}";
    String output = "{'type':'function_call_output','call_id':'c1','output':'x'}";

    Answer lonelyOutput = response("'input':[" + output + "]");
    Answer lonelyCall = response("'input':[" + call + ",{'role':'user','content':'x'}]");

    assertError(lonelyOutput, 400, "invalid_request_error", null, "input");
    assertThat(lonelyOutput.string("error.message")).contains("c1");
    assertError(lonelyCall, 400, "invalid_request_error", null, "input");
  }

  @Test
  void namesWhatTheProviderRefuses() throws Exception {
    plan(Code.CONTEXT_LENGTH_EXCEEDED, null, null);

    assertError(response(ASK), 400, "invalid_request_error", "context_length_exceeded", "input");
  }
}
