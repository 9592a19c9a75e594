package dev.parley.adapters.rest.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.adapters.rest.problem.OpenAiException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesBodyTest {
  private static final String ASK = "'max_tokens':50,'messages':[{'role':'user','content':'hi'}]";

  private static String completion(String model, String members) {
    String request = "{'model':'" + model + "'," + members.replace("ASK", ASK) + "}";
    byte[] bytes = request.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    return new String(MessagesBody.read(bytes, true).completion(), StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "ASK | {'model':'m','messages':[{'role':'user','content':'hi'}],'max_tokens':50}",
        "ASK,'system':'Be brief.' | {'role':'system','content':'Be brief.'},{'role':'user'",
        "ASK,'system':[{'type':'text','text':'Be','cache_control':{'type':'ephemeral'}}] |"
            + " {'role':'system','content':[{'type':'text','text':'Be'}]}",
        "ASK,'stop_sequences':['a','b'],'temperature':0.5,'top_p':0.9,'top_k':3 |"
            + " 'stop':['a','b'],'temperature':0.5,'top_p':0.9}",
        "ASK,'metadata':{'user_id':'u7'},'service_tier':'auto','thinking':{'type':'disabled'} |"
            + " 'max_tokens':50,'user':'u7'}",
        "ASK,'tools':[{'name':'f','description':'d','input_schema':{'type':'object'}}] |"
            + " 'tools':[{'type':'function','function':{'name':'f','description':'d',"
            + "'parameters':{'type':'object'}}}]",
        "ASK,'tools':[{'type':'custom','name':'f','input_schema':{},'strict':true}],"
            + "'tool_choice':{'type':'any','disable_parallel_tool_use':true} |"
            + " 'parameters':{},'strict':true}}],'tool_choice':'required',"
            + "'parallel_tool_calls':false}",
        "ASK,'tools':[{'name':'f','input_schema':{}}],'tool_choice':{'type':'tool','name':'f'} |"
            + " 'tool_choice':{'type':'function','function':{'name':'f'}}",
        "ASK,'output_config':{'format':{'type':'json_schema','schema':{'type':'object'}}} |"
            + " 'response_format':{'type':'json_schema','json_schema':{'name':'answer',"
            + "'strict':true,'schema':{'type':'object'}}}",
        "'max_tokens':5,'messages':[{'role':'user','content':[{'type':'text','text':'see'},"
            + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'QUJD'}},"
            + "{'type':'image','source':{'type':'url','url':'https://x.example/y.png'}}]}] |"
            + " [{'type':'text','text':'see'},{'type':'image_url','image_url':"
            + "{'url':'data:image/png;base64,QUJD'}},{'type':'image_url','image_url':"
            + "{'url':'https://x.example/y.png'}}]",
        "'max_tokens':5,'messages':[{'role':'user','content':[{'type':'document','title':'a.pdf',"
            + "'source':{'type':'base64','media_type':'application/pdf','data':'QUJD'}},"
            + "{'type':'document','source':{'type':'text','media_type':'text/plain','data':'t'}}]}]"
            + " | [{'type':'file','file':{'filename':'a.pdf','file_data':"
            + "'data:application/pdf;base64,QUJD'}},{'type':'text','text':'t'}]",
        "'max_tokens':5,'messages':[{'role':'user','content':'w?'},{'role':'assistant','content':"
            + "[{'type':'thinking','thinking':'x','signature':'y'},{'type':'text','text':'I look.'}"
            + ",{'type':'tool_use','id':'t1','name':'f','input':{'a':1}}]},{'role':'user',"
            + "'content':[{'type':'tool_result','tool_use_id':'t1','content':[{'type':'text',"
            + "'text':'-7'}]},{'type':'text','text':'So?'}]}] |"
            + " {'role':'assistant','content':'I look.','tool_calls':[{'id':'t1','type':"
            + "'function','function':{'name':'f','arguments':'{\\'a\\':1}'}}]},{'role':'tool',"
            + "'tool_call_id':'t1','content':'-7'},{'role':'user','content':[{'type':'text',"
            + "'text':'So?'}]}",
        "'max_tokens':5,'messages':[{'role':'user','content':'w?'},{'role':'assistant','content':"
            + "[{'type':'tool_use','id':'t1','name':'f','input':{}}]},{'role':'user','content':"
            + "[{'type':'tool_result','tool_use_id':'t1','is_error':true,'content':'no'}]}] |"
            + " {'role':'assistant','content':null,'tool_calls':[{'id':'t1','type':'function',"
            + "'function':{'name':'f','arguments':'{}'}}]},{'role':'tool','tool_call_id':'t1',"
            + "'content':'The tool failed: no'}"
      })
  void meansAChatCompletion(String members, String part) {
    assertThat(completion("m", members).replace('"', '\'')).contains(part);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'messages':[{'role':'user','content':'hi'}] | max_tokens",
        "'max_tokens':0,'messages':[{'role':'user','content':'hi'}] | max_tokens",
        "'max_tokens':5 | messages",
        "'max_tokens':5,'messages':[] | messages",
        "'max_tokens':5,'messages':[{'role':'king','content':'x'}] | messages[0].role",
        "'max_tokens':5,'messages':[{'role':'user'}] | messages[0].content",
        "'max_tokens':5,'messages':[{'role':'user','content':[{'type':'video'}]}] |"
            + " messages[0].content[0].type",
        "ASK,'temperature':1.5 | temperature",
        "ASK,'tools':[{'type':'web_search_20250305','name':'web_search'}] | tools[0].type",
        "ASK,'tools':[{'name':'f'}] | tools[0].input_schema",
        "ASK,'mcp_servers':[] | mcp_servers",
        "ASK,'made_up':1 | made_up"
      })
  void namesWhatIsWrong(String members, String param) {
    assertThatExceptionOfType(OpenAiException.class)
        .isThrownBy(() -> completion("m", members))
        .satisfies(exception -> assertThat(exception.error().param()).isEqualTo(param));
  }

  /** OpenAI's newer models know no other name for it, and many servers not the newer one. */
  @ParameterizedTest
  @CsvSource({
    "gpt-4o-mini, max_tokens",
    "groq/llama-3.3-70b, max_tokens",
    "bot:o1, max_tokens",
    "o3-mini, max_completion_tokens",
    "gpt-5, max_completion_tokens",
    "openai/gpt-5-mini, max_completion_tokens"
  })
  void callsTheMostTokensAsTheModelDoes(String model, String name) {
    assertThat(completion(model, ASK))
        .contains("\"" + name + "\":50")
        .containsOnlyOnce("tokens\":");
  }
}
