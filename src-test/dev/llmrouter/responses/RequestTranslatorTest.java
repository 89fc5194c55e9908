package dev.llmrouter.responses;

import static dev.llmrouter.responses.Fixture.json;
import static dev.llmrouter.responses.Fixture.messages;
import static dev.llmrouter.responses.Fixture.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.openai.ChatTranslatable.Translated;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTranslatorTest {

    private static final String WEATHER =
            "{'type':'function','name':'weather','description':'d','parameters':{'type':'object'},'strict':true}";

    private static final String CHAT_WEATHER = "{'type':'function','function':{'name':'weather','description':'d',"
            + "'parameters':{'type':'object'},'strict':true}}";

    private static Translated chat(String fields) {
        return request("'input':'Hi'," + fields).toChat();
    }

    private static Failure refusal(String fields) {
        return catchThrowableOfType(LlmException.class, () -> request(fields).toChat())
                .failure();
    }

    @Test
    void aTextIsWhatTheUserSays() {
        Translated chat = request("'input':'Hi'").toChat();
        assertThat(chat.request().tree()).isEqualTo(json("{'model':'m','messages':[{'role':'user','content':'Hi'}]}"));
        assertThat(chat.dropped()).isEmpty();
    }

    @Test
    void aStreamWantsItsUsage() {
        Translated chat = chat("'stream':true,'stream_options':{'include_obfuscation':false}");
        assertThat(chat.request().stream()).isTrue();
        assertThat(chat.request().usageWanted()).isTrue();
        assertThat(chat.dropped()).isEmpty();
    }

    @Test
    void instructionsComeFirst() {
        assertThat(request("'instructions':'Be brief','input':[{'role':'developer','content':'x'},"
                                + "{'type':'message','role':'user','content':[{'type':'input_text','text':'Hi'}]}]")
                        .toChat()
                        .request()
                        .tree()
                        .path("messages"))
                .isEqualTo(json("[{'role':'system','content':'Be brief'},{'role':'system','content':'x'},"
                        + "{'role':'user','content':'Hi'}]"));
    }

    @Test
    void imagesAndFilesStayBesideTheText() {
        assertThat(messages("[{'role':'user','content':[{'type':'input_text','text':'?'},"
                        + "{'type':'input_image','image_url':'data:image/png;base64,AA','detail':'low'},"
                        + "{'type':'input_image','image_url':'https://a/b.png'},"
                        + "{'type':'input_audio','input_audio':{'data':'AA','format':'wav'}},"
                        + "{'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,AA'}]}]"))
                .isEqualTo(
                        json(
                                "[{'role':'user','content':[{'type':'text','text':'?'},"
                                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AA','detail':'low'}},"
                                        + "{'type':'image_url','image_url':{'url':'https://a/b.png'}},"
                                        + "{'type':'input_audio','input_audio':{'data':'AA','format':'wav'}},"
                                        + "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,AA'}}]}]"));
    }

    @Test
    void oneTurnOfTheAssistantIsOneMessage() {
        assertThat(messages("[{'role':'user','content':'Hi'},"
                        + "{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'Hm'},"
                        + "{'type':'summary_text','text':'so'}]},"
                        + "{'type':'message','id':'msg_1','status':'completed','role':'assistant','content':"
                        + "[{'type':'output_text','text':'I look','annotations':[],'logprobs':[]}]},"
                        + "{'type':'function_call','id':'fc_1','call_id':'a','name':'f','arguments':'{}','status':'completed'},"
                        + "{'type':'function_call','call_id':'b','name':'g','arguments':''},"
                        + "{'type':'function_call_output','call_id':'a','output':'1'},"
                        + "{'type':'function_call_output','call_id':'b','output':[{'type':'input_text','text':'2'}]},"
                        + "{'role':'assistant','content':'Done'},{'role':'assistant','content':'Really'}]"))
                .isEqualTo(json("[{'role':'user','content':'Hi'},"
                        + "{'role':'assistant','content':'I look','reasoning_content':'Hm\\n\\nso','tool_calls':["
                        + "{'id':'a','type':'function','function':{'name':'f','arguments':'{}'}},"
                        + "{'id':'b','type':'function','function':{'name':'g','arguments':''}}]},"
                        + "{'role':'tool','tool_call_id':'a','content':'1'},"
                        + "{'role':'tool','tool_call_id':'b','content':'2'},"
                        + "{'role':'assistant','content':'Done'},{'role':'assistant','content':'Really'}]"));
    }

    @Test
    void aThoughtBetweenTwoCallsDoesNotTearThemApart() {
        JsonNode messages = messages("[{'type':'function_call','call_id':'a','name':'f','arguments':'{}'},"
                + "{'type':'reasoning','summary':[],'content':[{'type':'reasoning_text','text':'Hm'}]},"
                + "{'type':'function_call','call_id':'b','name':'f','arguments':'{}'},"
                + "{'role':'assistant','content':'Both'},"
                + "{'type':'function_call_output','call_id':'a','output':'1'},"
                + "{'type':'function_call_output','call_id':'b','output':'2'}]");
        assertThat(messages).hasSize(3);
        assertThat(messages.path(0).path("tool_calls")).hasSize(2);
        assertThat(messages.path(0).path("reasoning_content").asText()).isEqualTo("Hm");
        assertThat(messages.path(0).path("content").asText()).isEqualTo("Both");
    }

    @Test
    void aRefusalIsQuotedAsOne() {
        assertThat(
                        messages(
                                "[{'role':'assistant','content':[{'type':'refusal','refusal':'No'}]},"
                                        + "{'role':'assistant','content':''},"
                                        + "{'role':'assistant','content':[{'type':'output_text','text':'a'},{'type':'output_text','text':'b'}]}]"))
                .isEqualTo(json("[{'role':'assistant','content':null,'refusal':'No'},{'role':'assistant','content':''},"
                        + "{'role':'assistant','content':[{'type':'text','text':'a'},{'type':'text','text':'b'}]}]"));
    }

    @Test
    void anotherServersSealedThoughtsTravelOn() {
        assertThat(messages("[{'type':'reasoning','id':'rs_1','summary':[],'encrypted_content':'gAAA'},"
                                + "{'role':'assistant','content':'Hi'}]")
                        .path(0)
                        .path("reasoning_details"))
                .isEqualTo(json("[{'type':'reasoning.encrypted','data':'gAAA','format':'openai-responses-v1',"
                        + "'id':'rs_1','index':0}]"));
    }

    @Test
    void thoughtsThatLedToNothingAreDroppedByTheirPlace() {
        assertThat(request("'input':[{'type':'reasoning','summary':[]},{'role':'user','content':'Hi'}]")
                        .toChat()
                        .dropped())
                .containsExactly("input[0]");
    }

    @Test
    void sealedThoughtsThatWereChangedAreRefused() {
        Failure refusal = refusal(
                "'input':[{'type':'reasoning','summary':[],'encrypted_content':'llm-router.1.%%'},{'role':'user','content':'Hi'}]");
        assertThat(refusal.param()).isEqualTo("input[0].encrypted_content");
    }

    @Test
    void functionsAreOfferedAndOpenAisOwnToolsAreNot() {
        Translated chat = chat("'tools':[" + WEATHER + ",{'type':'web_search'},{'type':'custom','name':'c'}],"
                + "'tool_choice':'auto','parallel_tool_calls':false");
        assertThat(chat.request().tree().path("tools")).isEqualTo(json("[" + CHAT_WEATHER + "]"));
        assertThat(chat.request().tree().path("tool_choice").asText()).isEqualTo("auto");
        assertThat(chat.request().tree().path("parallel_tool_calls").isBoolean())
                .isTrue();
        assertThat(chat.dropped()).containsExactly("tools[1]", "tools[2]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "'none' ; 'none'",
                "'required' ; 'required'",
                "{'type':'function','name':'weather'} ; {'type':'function','function':{'name':'weather'}}",
                "{'type':'allowed_tools','mode':'required','tools':[{'type':'function','name':'weather'}]} ; 'required'",
            },
            quoteCharacter = '`')
    void aChoiceOfToolsIsKept(String choice, String expected) {
        Translated chat = chat("'tools':[" + WEATHER + "],'tool_choice':" + choice);
        assertThat(chat.request().tree().path("tool_choice")).isEqualTo(json(expected));
        assertThat(chat.request().tree().path("tools")).hasSize(1);
        assertThat(chat.dropped()).isEmpty();
    }

    @Test
    void toolsThatAreNotAllowedAreNotOffered() {
        Translated chat = chat("'tools':[" + WEATHER + "," + WEATHER.replace("weather", "time")
                + "],'tool_choice':{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'time'},"
                + "{'type':'web_search'}]}");
        assertThat(chat.request().tree().path("tools").findValuesAsText("name")).containsExactly("time");
        assertThat(chat.dropped()).containsExactly("tool_choice.tools[1]");
    }

    @Test
    void withoutAnyFunctionThereIsNoChoice() {
        Translated chat = chat(
                "'tools':[{'type':'web_search'}],'tool_choice':{'type':'web_search'}," + "'parallel_tool_calls':true");
        assertThat(chat.request().tree().fieldNames()).toIterable().containsExactly("model", "messages");
        assertThat(chat.dropped()).containsExactly("tool_choice", "tools[0]");
        assertThat(chat("'tools':[],'tool_choice':'required'").dropped()).containsExactly("tool_choice");
        assertThat(chat("'tools':[],'tool_choice':'auto'").dropped()).isEmpty();
    }

    @Test
    void whatIsCalledOtherwiseInAChatIsRenamed() {
        assertThat(chat("'max_output_tokens':9,'temperature':0.5,'top_p':1,'top_logprobs':2,'user':'u',"
                                + "'metadata':{'a':'b'},'store':true,'service_tier':'flex','prompt_cache_key':'k',"
                                + "'safety_identifier':'s','reasoning':{'effort':'low','summary':'auto'},"
                                + "'text':{'verbosity':'low','format':{'type':'json_schema','name':'n','strict':true,"
                                + "'schema':{'type':'object'}}},'include':['message.output_text.logprobs']")
                        .request()
                        .tree())
                .isEqualTo(json("{'model':'m','messages':[{'role':'user','content':'Hi'}],'max_completion_tokens':9,"
                        + "'temperature':0.5,'top_p':1,'logprobs':true,'top_logprobs':2,'user':'u','metadata':{'a':'b'},"
                        + "'store':true,'service_tier':'flex','prompt_cache_key':'k','safety_identifier':'s',"
                        + "'reasoning_effort':'low','verbosity':'low','response_format':{'type':'json_schema',"
                        + "'json_schema':{'name':'n','strict':true,'schema':{'type':'object'}}}}"));
    }

    @Test
    void whatSaysNothingIsNoLoss() {
        Translated chat = chat("'store':false,'background':false,'truncation':'disabled','include':[],'metadata':null,"
                + "'previous_response_id':null,'conversation':null,'prompt':null,'max_tool_calls':null,"
                + "'text':{'format':{'type':'text'}},'reasoning':null,'tools':[],'instructions':null,"
                + "'include':['reasoning.encrypted_content']");
        assertThat(chat.dropped()).isEmpty();
        assertThat(chat.request().tree().fieldNames()).toIterable().containsExactly("model", "messages");
    }

    @Test
    void whatAChatCanNotHoldIsDroppedByItsPlace() {
        assertThat(chat("'truncation':'auto','max_tool_calls':3,'of_tomorrow':1,'text':{'new':1},"
                                + "'include':['reasoning.encrypted_content','file_search_call.results']")
                        .dropped())
                .containsExactly("truncation", "max_tool_calls", "of_tomorrow", "text.new", "include[1]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "previous_response_id ; 'input':'Hi','previous_response_id':'resp_1'",
                "conversation ; 'input':'Hi','conversation':{'id':'c'}",
                "prompt ; 'prompt':{'id':'pmpt_1'}",
                "background ; 'input':'Hi','background':true",
                "input[1] ; 'input':[{'role':'user','content':'Hi'},{'type':'item_reference','id':'msg_1'}]",
                "input[0].content[0].file_id ; 'input':[{'role':'user','content':[{'type':'input_image','file_id':'f'}]}]",
            })
    void whatRefersToSomethingStoredIsLeftToATargetThatSpeaksResponses(String param, String fields) {
        Failure refusal = refusal(fields);
        assertThat(refusal.kind()).isEqualTo(FailureClass.UNSUPPORTED);
        assertThat(refusal.status()).isEqualTo(400);
        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal.message())
                .startsWith(param + " ")
                .contains("stores nothing")
                .contains("a target that speaks Responses itself");
    }

    @ParameterizedTest
    @ValueSource(strings = {"web_search_call", "computer_call", "mcp_call", "custom_tool_call", "compaction"})
    void itemsOfOpenAisOwnToolsAreLeftToATargetThatSpeaksResponses(String type) {
        Failure refusal = refusal("'input':[{'type':'" + type + "'}]");
        assertThat(refusal.kind()).isEqualTo(FailureClass.UNSUPPORTED);
        assertThat(refusal.param()).isEqualTo("input[0].type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "input ; 'input':[]",
                "input[0].role ; 'input':[{'content':'x'}]",
                "input[0].role ; 'input':[{'role':'robot','content':'x'}]",
                "input[0].content ; 'input':[{'role':'user'}]",
                "input[0].content ; 'input':[{'role':'user','content':[]}]",
                "input[0].content[0] ; 'input':[{'role':'user','content':['x']}]",
                "input[0].content[1].type ; 'input':[{'role':'user','content':[{'type':'text','text':''},{'type':'x'}]}]",
                "input[0].content[0].image_url ; 'input':[{'role':'user','content':[{'type':'input_image','image_url':{}}]}]",
                "input[0].content[0].file_data ; 'input':[{'role':'user','content':[{'type':'input_file'}]}]",
                "input[0].content[0].type ; 'input':[{'role':'assistant','content':[{'type':'input_image'}]}]",
                "input[0].call_id ; 'input':[{'type':'function_call','name':'f','arguments':'{}'}]",
                "input[0].arguments ; 'input':[{'type':'function_call','call_id':'c','name':'f','arguments':{}}]",
                "input[0].output ; 'input':[{'type':'function_call_output','call_id':'c'}]",
                "input[0].type ; 'input':[{'type':7}]",
                "instructions ; 'input':'Hi','instructions':['x']",
                "tools ; 'input':'Hi','tools':{}",
                "tools[0].type ; 'input':'Hi','tools':[{}]",
                "tools[0].name ; 'input':'Hi','tools':[{'type':'function','name':' '}]",
                "tool_choice ; 'input':'Hi','tool_choice':'sometimes'",
                "tool_choice.name ; 'input':'Hi','tool_choice':{'type':'function'}",
                "text ; 'input':'Hi','text':'json'",
                "text.format.type ; 'input':'Hi','text':{'format':{'type':'xml'}}",
                "text.format.name ; 'input':'Hi','text':{'format':{'type':'json_schema','schema':{}}}",
                "text.format.schema ; 'input':'Hi','text':{'format':{'type':'json_schema','name':'n'}}",
                "max_output_tokens ; 'input':'Hi','max_output_tokens':0",
                "reasoning ; 'input':'Hi','reasoning':'high'",
                "include ; 'input':'Hi','include':'all'",
            })
    void whatHasTheWrongShapeIsRefusedByItsPlace(String param, String fields) {
        Failure refusal = refusal(fields);
        assertThat(refusal.kind()).isEqualTo(FailureClass.BAD_REQUEST);
        assertThat(refusal.param()).isEqualTo(param);
        assertThat(refusal.message()).startsWith(param + " is ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "input ; 'temperature':1",
                "input ; 'input':7",
                "input ; 'input':null",
                "input ; 'input':'a','input':'b'",
                "input[1] ; 'input':[{},'x']",
            })
    void withoutAnInputThereIsNoRequest(String param, String fields) {
        LlmException refused = catchThrowableOfType(LlmException.class, () -> request(fields));
        assertThat(refused.failure().param()).isEqualTo(param);
    }
}
