package dev.llmrouter.responses;

import static dev.llmrouter.responses.Fixture.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.core.ObjectMappers;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chat completions as requests for a response, and the replies back. */
class ChatAsResponsesTest {

    private static final String HELLO = "'messages':[{'role':'user','content':'Hi'}]";

    private static ChatAsResponses chat(String fields) {
        return ChatAsResponses.of(OpenAiRequest.read(
                "{'model':'m',%s}".formatted(fields).replace('\'', '"').getBytes(UTF_8)));
    }

    private static JsonNode body(String fields) {
        return json(chat(fields).forModel("up").toString());
    }

    private static JsonNode input(String messages) {
        return body("'messages':[" + messages + "]").path("input");
    }

    @Test
    void aPlainRequestIsAPlainRequestThatIsNotStored() {
        assertThat(body(HELLO + ",'stream':true,'store':true"))
                .isEqualTo(json("{'model':'up','input':[{'type':'message','role':'user','content':'Hi'}],"
                        + "'store':false,'stream':true}"));
    }

    @Test
    void theSettingsThatBothHaveAreKept() {
        JsonNode body = body(HELLO + ",'max_tokens':5,'max_completion_tokens':7,'temperature':1.5,'top_p':0.5,"
                + "'user':'u','metadata':{'a':'b'},'service_tier':'flex','verbosity':'low','reasoning_effort':'xhigh',"
                + "'prompt_cache_key':'k','safety_identifier':'s','parallel_tool_calls':false,'tool_choice':"
                + "{'type':'function','function':{'name':'f'}},'tools':[{'type':'function','function':{'name':'f'}}],"
                + "'response_format':{'type':'json_schema','json_schema':{'name':'n','strict':true,'schema':{}}}");
        assertThat(body)
                .isEqualTo(json("{'model':'up','input':[{'type':'message','role':'user','content':'Hi'}],"
                        + "'temperature':1.5,'top_p':0.5,'user':'u','safety_identifier':'s','metadata':{'a':'b'},"
                        + "'service_tier':'flex','prompt_cache_key':'k','max_output_tokens':7,'tools':[{'type':"
                        + "'function','name':'f','strict':false,'parameters':{'type':'object','properties':{}}}],"
                        + "'tool_choice':{'type':'function','name':'f'},'parallel_tool_calls':false,'text':{'format':"
                        + "{'type':'json_schema','name':'n','schema':{},'strict':true},'verbosity':'low'},"
                        + "'reasoning':{'effort':'xhigh'},'include':['reasoning.encrypted_content'],'store':false}"));
    }

    @Test
    void whatAResponseHasNoFormForIsNamed() {
        ChatAsResponses asked = chat("'messages':[{'role':'user','name':'x','content':'Hi'}],'seed':1,'stop':['a'],"
                + "'logprobs':true,'top_logprobs':2,'logit_bias':{'1':2},'frequency_penalty':0.5,'presence_penalty':0,"
                + "'n':1,'modalities':['text'],'tools':[{'type':'function','function':{'name':'f','x':1}},"
                + "{'type':'custom'}],'web_search_options':{'a':1}");
        assertThat(asked.dropped())
                .containsExactlyInAnyOrder(
                        "messages[0].name",
                        "seed",
                        "stop",
                        "logprobs",
                        "top_logprobs",
                        "logit_bias",
                        "frequency_penalty",
                        "tools[0].function.x",
                        "tools[1]",
                        "web_search_options");
        assertThat(json(asked.forModel("up").toString()).has("seed")).isFalse();
    }

    @Test
    void theFirstInstructionsStandApartAndOthersInTheirPlaces() {
        JsonNode body = body("'messages':[{'role':'system','content':'a'},{'role':'user','content':'Hi'},"
                + "{'role':'developer','content':[{'type':'text','text':'b'}]}]");
        assertThat(body.path("instructions").asText()).isEqualTo("a");
        assertThat(body.path("input"))
                .isEqualTo(json("[{'type':'message','role':'user','content':'Hi'},"
                        + "{'type':'message','role':'developer','content':'b'}]"));
        assertThat(body("'messages':[{'role':'system','content':'a'}]").path("input"))
                .hasSize(1);
    }

    @Test
    void imagesAndFilesKeepTheirPlaces() {
        assertThat(input(
                                "{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png;base64,AA=='}},"
                                        + "{'type':'text','text':'see'},"
                                        + "{'type':'image_url','image_url':{'url':'https://i','detail':'low'}},"
                                        + "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,BB=='}},"
                                        + "{'type':'file','file':{'file_id':'file-1'}},"
                                        + "{'type':'file','file':{'file_data':'https://x/y.pdf'}}]}")
                        .at("/0/content"))
                .isEqualTo(json("[{'type':'input_image','image_url':'data:image/png;base64,AA==','detail':'auto'},"
                        + "{'type':'input_text','text':'see'},"
                        + "{'type':'input_image','image_url':'https://i','detail':'low'},"
                        + "{'type':'input_file','filename':'a.pdf','file_data':'data:application/pdf;base64,BB=='},"
                        + "{'type':'input_file','file_id':'file-1'},"
                        + "{'type':'input_file','file_url':'https://x/y.pdf'}]"));
    }

    @Test
    void aTurnIsThoughtsThenTextThenCallsAndTheirResults() {
        assertThat(input("{'role':'user','content':'Hi'},{'role':'assistant','content':'a','refusal':'no',"
                        + "'reasoning_content':'hm','reasoning_details':["
                        + "{'type':'reasoning.text','text':'h','format':'openai-responses-v1','index':0},"
                        + "{'type':'reasoning.text','text':'m','format':'openai-responses-v1','index':0},"
                        + "{'type':'reasoning.encrypted','data':'E','format':'openai-responses-v1','id':'rs_1','index':1},"
                        + "{'type':'reasoning.text','text':'x','signature':'F','format':'openai-responses-v1','index':2}],"
                        + "'tool_calls':[{'id':'c','type':'function','function':{'name':'f','arguments':[1]}}]},"
                        + "{'role':'tool','tool_call_id':'c','content':[{'type':'text','text':'21'}]}"))
                .isEqualTo(json("[{'type':'message','role':'user','content':'Hi'},"
                        + "{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'hm'}],"
                        + "'encrypted_content':'E'},"
                        + "{'type':'reasoning','summary':[{'type':'summary_text','text':'x'}],'encrypted_content':'F'},"
                        + "{'type':'message','role':'assistant','content':["
                        + "{'type':'output_text','text':'a','annotations':[]},{'type':'refusal','refusal':'no'}]},"
                        + "{'type':'function_call','call_id':'c','name':'f','arguments':'[1]'},"
                        + "{'type':'function_call_output','call_id':'c','output':'21'}]"));
    }

    @Test
    void thoughtsThatAnotherProviderSignedAreLeftOutAndNamed() {
        ChatAsResponses asked = chat("'messages':[{'role':'assistant','content':'a','reasoning_details':["
                + "{'type':'reasoning.text','text':'t','signature':'S','format':'anthropic-claude-v1','index':0}]},"
                + "{'role':'assistant','content':'b','reasoning_content':'t'}]");
        assertThat(asked.dropped()).containsExactly("messages[0].reasoning_details");
        JsonNode body = json(asked.forModel("up").toString());
        assertThat(body.path("input")).hasSize(2);
        assertThat(body.has("include")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'reasoning_effort':'none' | {'effort':'none'}",
                "'reasoning_effort':'low' | {'effort':'low'}",
                "'reasoning':{'effort':'high'} | {'effort':'high','summary':'auto'}",
                "'reasoning':{'max_tokens':1000} | {'effort':'low','summary':'auto'}",
                "'reasoning':{'effort':'low','exclude':true} | {'effort':'low'}",
                "'reasoning':{'enabled':false} | {'effort':'none'}",
            },
            quoteCharacter = '`')
    void anEffortIsAskedForInWords(String fields, String reasoning) {
        assertThat(body(HELLO + "," + fields).path("reasoning")).isEqualTo(json(reasoning));
    }

    @Test
    void aChoiceAmongNothingIsNotAskedForAndAllowedToolsAre() {
        assertThat(body(HELLO + ",'tool_choice':'required','parallel_tool_calls':true")
                        .has("tool_choice"))
                .isFalse();
        assertThat(body(HELLO + ",'tools':[{'type':'function','function':{'name':'f','strict':true}}],'tool_choice':"
                                + "{'type':'allowed_tools','allowed_tools':{'mode':'auto','tools':["
                                + "{'type':'function','function':{'name':'f'}}]}}")
                        .path("tool_choice"))
                .isEqualTo(json("{'type':'allowed_tools','mode':'auto','tools':[{'type':'function','name':'f'}]}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'messages':[{'role':'x'}] | messages[0].role | BAD_REQUEST",
                "'messages':[] | messages | BAD_REQUEST",
                "'messages':[{'role':'user'}] | messages[0].content | BAD_REQUEST",
                "'messages':[{'role':'user','content':[]}] | messages[0].content | BAD_REQUEST",
                "'messages':[{'role':'assistant'}] | messages[0].content | BAD_REQUEST",
                "'messages':[{'role':'assistant','tool_calls':[]}] | messages[0].content | BAD_REQUEST",
                "'messages':[{'role':'tool','content':'x'}] | messages[0].tool_call_id | BAD_REQUEST",
                "'messages':[{'role':'user','content':[{'type':'input_audio','input_audio':{}}]}] | messages[0].content[0].type | UNSUPPORTED",
                "'messages':[{'role':'assistant','tool_calls':[{'id':'c','type':'custom'}]}] | messages[0].tool_calls[0].type | UNSUPPORTED",
                "'messages':[{'role':'user','content':'x'}],'n':2 | n | UNSUPPORTED",
                "'messages':[{'role':'user','content':'x'}],'response_format':{'type':'x'} | response_format.type | BAD_REQUEST",
                "'messages':[{'role':'user','content':'x'}],'tools':[{'type':'function','function':{'name':''}}] | tools[0].function.name | BAD_REQUEST",
                "'messages':[{'role':'user','content':'x'}],'reasoning_effort':'x' | reasoning_effort | BAD_REQUEST",
            },
            quoteCharacter = '`')
    void whatCantBePutIsRefusedWithItsPlace(String fields, String place, FailureClass kind) {
        assertThatThrownBy(() -> chat(fields)).isInstanceOfSatisfying(LlmException.class, refused -> {
            assertThat(refused.failure().kind()).isEqualTo(kind);
            assertThat(refused.failure().param()).isEqualTo(place);
        });
    }

    private static JsonNode completion(String response) {
        JsonNode completion = json(chat(HELLO)
                .toCompletion(response.replace('\'', '"').getBytes(UTF_8))
                .toString());
        read(completion, ChatCompletion.class).validate();
        return completion;
    }

    private static <T> T read(JsonNode json, Class<T> type) {
        try {
            return ObjectMappers.jsonMapper().readValue(json.toString(), type);
        } catch (IOException e) {
            throw new IllegalArgumentException(json.toString(), e);
        }
    }

    @Test
    void aWholeResponseBecomesACompletion() {
        JsonNode completion = completion("{'id':'resp_1','created_at':1760000000.5,'model':'up','status':'completed',"
                + "'service_tier':'default','output':[{'type':'web_search_call','id':'ws_1'},"
                + "{'type':'reasoning','id':'rs_1','summary':[{'type':'summary_text','text':'a'},"
                + "{'type':'summary_text','text':'b'}],'encrypted_content':'E'},"
                + "{'type':'message','content':[{'type':'output_text','text':'🌍 x'},{'type':'output_text','text':'y','annotations':["
                + "{'type':'file_citation','file_id':'f'},{'type':'url_citation','url':'https://u','title':'t',"
                + "'start_index':0,'end_index':1}]}]},"
                + "{'type':'function_call','id':'fc_1','call_id':'call_1','name':'f','arguments':''}],"
                + "'usage':{'input_tokens':10,'input_tokens_details':{'cached_tokens':4},'output_tokens':5,"
                + "'output_tokens_details':{'reasoning_tokens':2},'total_tokens':15}}");
        assertThat(completion)
                .isEqualTo(
                        json("{'id':'resp_1','object':'chat.completion','created':1760000000,'model':'up','choices':["
                                + "{'index':0,'message':{'role':'assistant','content':'🌍 xy','refusal':null,"
                                + "'reasoning_content':'a\\n\\nb','reasoning_details':["
                                + "{'type':'reasoning.text','text':'a\\n\\nb','format':'openai-responses-v1','index':0},"
                                + "{'type':'reasoning.encrypted','data':'E','format':'openai-responses-v1','id':'rs_1','index':1}],"
                                + "'tool_calls':[{'id':'call_1','type':'function','function':{'name':'f','arguments':'{}'}}],"
                                + "'annotations':[{'type':'url_citation','url_citation':{'start_index':3,'end_index':4,"
                                + "'title':'t','url':'https://u'}}]},'logprobs':null,'finish_reason':'tool_calls'}],"
                                + "'usage':{'prompt_tokens':10,'completion_tokens':5,'total_tokens':15,"
                                + "'prompt_tokens_details':{'cached_tokens':4,'cache_write_tokens':0},"
                                + "'completion_tokens_details':{'reasoning_tokens':2}},'service_tier':'default'}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'status':'completed' | stop",
                "'status':'incomplete','incomplete_details':{'reason':'max_output_tokens'} | length",
                "'status':'incomplete','incomplete_details':{'reason':'content_filter'} | content_filter",
                "'status':'incomplete' | length",
                "'object':'response' | stop",
            },
            quoteCharacter = '`')
    void everyEndHasItsWord(String status, String finish) {
        JsonNode completion = completion(
                "{'output':[{'type':'message','content':[{'type':'refusal','refusal':'no'}]}]," + status + "}");
        assertThat(completion.at("/choices/0/finish_reason").asText()).isEqualTo(finish);
        assertThat(completion.at("/choices/0/message/refusal").asText()).isEqualTo("no");
        assertThat(completion.at("/choices/0/message/content").isNull()).isTrue();
    }

    @Test
    void aResponseThatIsNotOverIsNoReply() {
        assertThatThrownBy(() -> completion("{'status':'failed','output':[]}")).isInstanceOf(LlmException.class);
        assertThatThrownBy(() -> completion("{")).isInstanceOf(LlmException.class);
    }

    private static List<JsonNode> chunks(String... events) {
        EventTranslator toChunks = chat(HELLO + ",'stream':true,'stream_options':{'include_usage':true}")
                .toChunks(() -> null);
        List<JsonNode> chunks = new ArrayList<>();
        for (String event : events) {
            String data = "data: " + json(event) + "\n\n";
            toChunks.translate(Buffer.buffer("event: x\n" + data))
                    .toString()
                    .lines()
                    .filter(line -> line.startsWith("data: {"))
                    .forEach(line -> chunks.add(json(line.substring(6))));
        }
        chunks.forEach(chunk -> read(chunk, ChatCompletionChunk.class).validate());
        return chunks;
    }

    private static List<JsonNode> deltas(String... events) {
        return chunks(events).stream()
                .map(chunk -> chunk.at("/choices/0/delta"))
                .filter(delta -> !delta.isMissingNode() && !delta.isEmpty() && !delta.has("role"))
                .toList();
    }

    @Test
    void aStreamIsChunksInTheirOrder() {
        List<JsonNode> chunks = chunks(
                "{'type':'response.created','response':{'id':'resp_1','created_at':5,'model':'up'}}",
                "{'type':'response.in_progress','response':{'id':'resp_1','created_at':5,'model':'up'}}",
                "{'type':'response.output_text.delta','output_index':0,'content_index':0,'delta':'a'}",
                "{'type':'response.output_text.done','output_index':0,'content_index':0,'text':'a'}",
                "{'type':'response.completed','response':{'status':'completed','output':[],"
                        + "'usage':{'input_tokens':1,'output_tokens':2}}}");
        assertThat(chunks).extracting(chunk -> chunk.path("id").asText()).containsOnly("resp_1");
        assertThat(chunks).hasSize(4);
        assertThat(chunks.get(0).at("/choices/0/delta")).isEqualTo(json("{'role':'assistant','content':''}"));
        assertThat(chunks.get(1).at("/choices/0/delta")).isEqualTo(json("{'content':'a'}"));
        assertThat(chunks.get(2).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        assertThat(chunks.get(3).at("/usage/total_tokens").asInt()).isEqualTo(3);
        assertThat(chunks.get(3).path("choices")).isEmpty();
    }

    @Test
    void whatWasNotSaidInPiecesIsSaidWhenItIsDone() {
        assertThat(deltas(
                        "{'type':'response.output_item.done','output_index':0,'item':{'type':'reasoning','id':'rs',"
                                + "'summary':[{'text':'t'}],'encrypted_content':'E'}}",
                        "{'type':'response.output_text.delta','output_index':1,'content_index':0,'delta':'a'}",
                        "{'type':'response.output_item.done','output_index':1,'item':{'type':'message','content':["
                                + "{'type':'output_text','text':'ab','annotations':[{'type':'url_citation','url':'u'}]}]}}",
                        "{'type':'response.function_call_arguments.delta','output_index':3,'delta':'[1'}",
                        "{'type':'response.output_item.done','output_index':3,'item':{'type':'function_call',"
                                + "'call_id':'c','name':'f','arguments':'[1]'}}"))
                .containsExactly(
                        json("{'reasoning_content':'t','reasoning_details':[{'type':'reasoning.text','text':'t',"
                                + "'format':'openai-responses-v1','index':0}]}"),
                        json("{'reasoning_details':[{'type':'reasoning.encrypted','data':'E',"
                                + "'format':'openai-responses-v1','id':'rs','index':1}]}"),
                        json("{'content':'a'}"),
                        json("{'content':'b'}"),
                        json("{'annotations':[{'type':'url_citation','url_citation':{'start_index':0,'end_index':0,"
                                + "'title':'','url':'u'}}]}"),
                        json("{'tool_calls':[{'index':0,'id':'c','type':'function','function':"
                                + "{'name':'f','arguments':''}}]}"),
                        json("{'tool_calls':[{'index':0,'function':{'arguments':'[1]'}}]}"));
    }

    @Test
    void aResponseThatOnlyEndsIsSaidThen() {
        List<JsonNode> deltas = deltas("{'type':'response.completed','response':{'id':'r','status':'completed',"
                + "'output':[{'type':'message','content':[{'type':'output_text','text':'a'}]}]}}");
        assertThat(deltas).containsExactly(json("{'content':'a'}"));
    }

    @Test
    void piecesThatEndWithinACharacterArePutTogether() {
        EventTranslator toChunks = chat(HELLO).toChunks(() -> null);
        String written = "";
        for (String half : List.of("\\ud83c", "\\udf0d")) {
            written += toChunks.translate(Buffer.buffer("data: {\"type\":\"response.output_text.delta\","
                    + "\"output_index\":0,\"delta\":\"" + half + "\"}\n\n"));
        }
        assertThat(written).contains("{\"content\":\"🌍\"}").doesNotContain("?");
    }

    @Test
    void partsOfASummaryAreParagraphs() {
        assertThat(deltas(
                        "{'type':'response.reasoning_summary_text.delta','output_index':0,'summary_index':0,'delta':'a'}",
                        "{'type':'response.reasoning_summary_text.delta','output_index':0,'summary_index':1,'delta':'b'}",
                        "{'type':'response.reasoning_text.delta','output_index':0,'content_index':0,'delta':'twice'}",
                        "{'type':'response.reasoning_text.delta','output_index':1,'content_index':0,'delta':'c'}"))
                .extracting(delta -> delta.path("reasoning_content").asText())
                .containsExactly("a", "\n\nb", "\n\nc");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'error','code':'x','message':'too bad'}",
                "{'type':'error','error':{'message':'too bad'}}",
                "{'type':'response.failed','response':{'error':{'message':'too bad'}}}",
            },
            quoteCharacter = '`')
    void anErrorEndsTheChunksWithoutDone(String event) {
        Buffer events =
                Buffer.buffer("data: " + json(event) + "\n\ndata: " + json("{'type':'response.completed'}") + "\n\n");
        assertThat(chat(HELLO).toChunks(() -> null).translate(events).toString())
                .startsWith("data: {\"error\":{\"message\":\"too bad\"")
                .doesNotContain("[DONE]");
        Failure why = Failure.of(FailureClass.TIMEOUT, "too late");
        assertThat(chat(HELLO).toChunks(() -> why).translate(events).toString()).contains("upstream_timeout");
    }

    @Test
    void thoughtsAreLeftOutForWhoDoesNotWantThem() {
        ChatAsResponses asked = chat(HELLO + ",'reasoning':{'effort':'low','exclude':true}");
        String item = json("{'type':'reasoning','summary':[{'text':'t'}],'encrypted_content':'E'}")
                .toString();
        assertThat(asked.toCompletion(("{\"output\":[" + item + "]}").getBytes(UTF_8))
                        .toString())
                .doesNotContain("reasoning_");
        String event = "data: {\"type\":\"response.output_item.done\",\"item\":" + item + "}\n\n";
        assertThat(asked.toChunks(() -> null).translate(Buffer.buffer(event)).length())
                .isZero();
    }
}
