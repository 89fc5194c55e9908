package dev.llmrouter.anthropic;

import static dev.llmrouter.anthropic.Trees.chat;
import static dev.llmrouter.anthropic.Trees.json;
import static dev.llmrouter.anthropic.Trees.toMessages;
import static dev.llmrouter.anthropic.Trees.tree;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Chat completions as requests to Messages, and the replies back. */
class ChatAsMessagesTest {

    private static final String HELLO = "'messages':[{'role':'user','content':'Hi'}]";
    private static final String SCHEMA = "'response_format':{'type':'json_schema','json_schema':{'name':'n',"
            + "'schema':{'type':'object','properties':{'minimum':{'type':'integer','minimum':1}}}}}";

    private static JsonNode messages(String messages) {
        return toMessages("'messages':[" + messages + "]").path("messages");
    }

    @Test
    void aPlainRequestIsAPlainRequest() {
        assertThat(toMessages(HELLO + ",'stream':true"))
                .isEqualTo(tree("{'model':'claude','max_tokens':4096,'messages':[{'role':'user',"
                        + "'content':[{'type':'text','text':'Hi'}]}],'stream':true}"));
    }

    @Test
    void theSettingsThatBothHaveAreKept() {
        JsonNode body = toMessages(HELLO + ",'max_tokens':5,'max_completion_tokens':7,'temperature':1.5,'top_p':0.5,"
                + "'top_k':4,'stop':'x','user':'u','tools':[{'type':'function','function':{'name':'f'}}],"
                + "'tool_choice':'required','parallel_tool_calls':false");
        ((ObjectNode) body).remove("messages");
        assertThat(body)
                .isEqualTo(tree("{'model':'claude','max_tokens':7,'temperature':1,'top_p':0.5,'top_k':4,"
                        + "'stop_sequences':['x'],'metadata':{'user_id':'u'},'tools':[{'name':'f',"
                        + "'input_schema':{'type':'object','properties':{}}}],"
                        + "'tool_choice':{'type':'any','disable_parallel_tool_use':true}}"));
    }

    @Test
    void whatAnthropicHasNoFormForIsNamed() {
        ChatAsMessages asked = chat(HELLO + ",'seed':1,'logprobs':true,'logit_bias':{'1':2},'frequency_penalty':0.5,"
                + "'presence_penalty':0,'stop':['a',' '],'n':1,'store':true,'modalities':['text'],"
                + "'tools':[{'type':'function','function':{'name':'f','x':1}},{'type':'custom'}]");
        assertThat(asked.dropped())
                .containsExactlyInAnyOrder(
                        "seed",
                        "logprobs",
                        "logit_bias",
                        "frequency_penalty",
                        "stop[1]",
                        "tools[0].function.x",
                        "tools[1]");
        assertThat(Trees.read(asked.forModel("x").toString()).has("seed")).isFalse();
    }

    @Test
    void instructionsStandApartWithTheirCacheMarkers() {
        JsonNode body = toMessages("'messages':[{'role':'system','content':'a','cache_control':{'type':'ephemeral'}},"
                + "{'role':'user','content':'Hi'},{'role':'developer','content':[{'type':'text','text':'b'}]}]");
        assertThat(body.path("system"))
                .isEqualTo(tree("[{'type':'text','text':'a','cache_control':{'type':'ephemeral'}},"
                        + "{'type':'text','text':'b'}]"));
        assertThat(body.path("messages")).hasSize(1);
    }

    @Test
    void resultsOfOneTurnAreOneMessage() {
        assertThat(messages("{'role':'user','content':'Hi'},{'role':'assistant','content':null,'tool_calls':["
                        + "{'id':'functions.f:0','type':'function','function':{'name':'f','arguments':'{\\'x\\':1}'}},"
                        + "{'id':'b','type':'function','function':{'name':'f','arguments':''}},"
                        + "{'id':'c','type':'function','function':{'name':'f','arguments':'{broken'}}]},"
                        + "{'role':'tool','tool_call_id':'functions.f:0','content':'21'},"
                        + "{'role':'tool','tool_call_id':'b','content':'','cache_control':{'type':'ephemeral'}},"
                        + "{'role':'tool','tool_call_id':'c','content':[{'type':'text','text':'x'},"
                        + "{'type':'image_url','image_url':{'url':'https://i'}}]},{'role':'user','content':'so?'}"))
                .isEqualTo(
                        tree("[{'role':'user','content':[{'type':'text','text':'Hi'}]},{'role':'assistant','content':["
                                + "{'type':'tool_use','id':'functions_f_0','name':'f','input':{'x':1}},"
                                + "{'type':'tool_use','id':'b','name':'f','input':{}},"
                                + "{'type':'tool_use','id':'c','name':'f','input':{'arguments':'{broken'}}]},"
                                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'functions_f_0','content':'21'},"
                                + "{'type':'tool_result','tool_use_id':'b','cache_control':{'type':'ephemeral'}},"
                                + "{'type':'tool_result','tool_use_id':'c','content':[{'type':'text','text':'x'},"
                                + "{'type':'image','source':{'type':'url','url':'https://i'}}]}]},"
                                + "{'role':'user','content':[{'type':'text','text':'so?'}]}]"));
    }

    @Test
    void imagesAndFilesKeepTheirPlaces() {
        assertThat(messages("{'role':'user','content':["
                                + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AA==','detail':'low'}},"
                                + "{'type':'text','text':' '},"
                                + "{'type':'text','text':'see','cache_control':{'type':'ephemeral'}},"
                                + "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,BB=='}},"
                                + "{'type':'file','file':{'file_data':'data:text/plain;base64,w7w='}},"
                                + "{'type':'file','file':{'file_data':'https://x/y.pdf'}}]}")
                        .at("/0/content"))
                .isEqualTo(tree("[{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AA=='}},"
                        + "{'type':'text','text':'see','cache_control':{'type':'ephemeral'}},"
                        + "{'type':'document','source':{'type':'base64','media_type':'application/pdf','data':'BB=='},'title':'a.pdf'},"
                        + "{'type':'document','source':{'type':'text','media_type':'text/plain','data':'ü'}},"
                        + "{'type':'document','source':{'type':'url','url':'https://x/y.pdf'}}]"));
    }

    @Test
    void thoughtsGoBackSignedAndFirst() {
        assertThat(messages(
                                "{'role':'user','content':'Hi'},{'role':'assistant','content':'a','reasoning_content':'hmso',"
                                        + "'reasoning_details':[{'type':'reasoning.text','text':'hm','index':0},"
                                        + "{'type':'reasoning.text','text':'so','index':0},"
                                        + "{'type':'reasoning.text','signature':'S','index':0},"
                                        + "{'type':'reasoning.encrypted','data':'D','format':'anthropic-claude-v1','index':1},"
                                        + "{'type':'reasoning.text','text':'unsigned','index':2},"
                                        + "{'type':'reasoning.text','text':'x','signature':'G','format':'google-gemini-v1','index':3}]}")
                        .at("/1/content"))
                .isEqualTo(tree("[{'type':'thinking','thinking':'hmso','signature':'S'},"
                        + "{'type':'redacted_thinking','data':'D'},{'type':'text','text':'a'}]"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'reasoning_effort':'minimal' | 1024 | 4096",
                "'reasoning_effort':'low','max_tokens':2049 | 2048 | 2049",
                "'reasoning_effort':'medium' | 8192 | 12288",
                "'reasoning_effort':'high','max_tokens':100 | 24576 | 24676",
                "'reasoning_effort':'none' | 0 | 4096",
                "'reasoning':{'effort':'low'} | 2048 | 4096",
                "'reasoning':{'max_tokens':3} | 1024 | 4096",
                "'reasoning':{'max_tokens':3000} | 3000 | 4096",
                "'reasoning':{'enabled':true} | 8192 | 12288",
                "'reasoning_effort':'high','reasoning':{'enabled':false} | 0 | 4096",
                "'reasoning_effort':'low','tools':[{'type':'function','function':{'name':'f'}}],'tool_choice':'required' | 0 | 4096",
            },
            quoteCharacter = '`')
    void anEffortBecomesABudgetBelowTheLimit(String fields, int budget, int limit) {
        JsonNode body = toMessages(HELLO + ",'temperature':0.3," + fields);
        assertThat(body.at("/thinking/budget_tokens").asInt()).isEqualTo(budget);
        assertThat(body.path("max_tokens").asInt()).isEqualTo(limit);
        assertThat(body.has("temperature")).isEqualTo(budget == 0);
    }

    @Test
    void aTurnThatAnotherModelBeganIsGoneOnWithWithoutThinking() {
        String turn =
                "'messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':null,%s'tool_calls':[{'id':'a',"
                        + "'type':'function','function':{'name':'f','arguments':'{}'}}]},"
                        + "{'role':'tool','tool_call_id':'a','content':'1'}%s],'reasoning_effort':'low'";
        String signed = "'reasoning_details':[{'type':'reasoning.text','text':'t','signature':'S','index':0}],";
        assertThat(toMessages(turn.formatted("", "")).has("thinking")).isFalse();
        assertThat(toMessages(turn.formatted(signed, "")).has("thinking")).isTrue();
        assertThat(toMessages(turn.formatted("", ",{'role':'user','content':'x'}"))
                        .has("thinking"))
                .isTrue();
    }

    @Test
    void aSchemaIsAskedForAsAnthropicTakesIt() {
        ChatAsMessages asked = chat(HELLO + "," + SCHEMA);
        assertThat(Trees.read(asked.forModel("x").toString()).path("output_config"))
                .isEqualTo(tree("{'format':{'type':'json_schema','schema':{'type':'object','properties':"
                        + "{'minimum':{'type':'integer'}},'additionalProperties':false}}}"));
        assertThat(asked.dropped()).containsExactly("response_format.json_schema.schema.properties.minimum.minimum");
    }

    @Test
    void aSchemaMayBeThatOfAToolWhoseArgumentsAreTheText() {
        ChatAsMessages asked = chat(HELLO + "," + SCHEMA, StructuredOutput.TOOL);
        JsonNode body = Trees.read(asked.forModel("x").toString());
        assertThat(body.path("tool_choice")).isEqualTo(tree("{'type':'tool','name':'reply_in_json'}"));
        assertThat(body.at("/tools/0/input_schema/properties/minimum/minimum").asInt())
                .isEqualTo(1);
        JsonNode reply = Trees.read(asked.toCompletion(json("{'id':'m','type':'message','content':[{'type':'tool_use',"
                                + "'id':'t','name':'reply_in_json','input':{'minimum':3}}],'stop_reason':'tool_use'}")
                        .getBytes(UTF_8))
                .toString());
        assertThat(reply.at("/choices/0/message/content").asText()).isEqualTo("{\"minimum\":3}");
        assertThat(reply.at("/choices/0/message").has("tool_calls")).isFalse();
        assertThat(reply.at("/choices/0/finish_reason").asText()).isEqualTo("stop");
        List<JsonNode> chunks = chunks(
                asked,
                "{'type':'content_block_start','content_block':{'type':'tool_use','id':'t','name':'reply_in_json','input':{}}}",
                "{'type':'content_block_delta','delta':{'type':'input_json_delta','partial_json':'[1'}}",
                "{'type':'content_block_delta','delta':{'type':'input_json_delta','partial_json':',2]'}}",
                "{'type':'content_block_stop'}",
                "{'type':'message_delta','delta':{'stop_reason':'tool_use'}}",
                "{'type':'message_stop'}");
        assertThat(chunks)
                .extracting(chunk -> chunk.at("/choices/0/delta/content").asText())
                .containsExactly("[1", ",2]", "");
        assertThat(chunks.get(2).at("/choices/0/finish_reason").asText()).isEqualTo("stop");
    }

    @Test
    void aJsonObjectIsAskedForInWords() {
        JsonNode body = toMessages(HELLO + ",'response_format':{'type':'json_object'}");
        assertThat(body.at("/system/0/text").asText()).contains("JSON object");
    }

    @Test
    void thoughtsAreLeftOutForWhoDoesNotWantThem() {
        ChatAsMessages asked = chat(HELLO + ",'reasoning':{'effort':'low','exclude':true}");
        JsonNode reply =
                Trees.read(asked.toCompletion(json("{'content':[{'type':'thinking','thinking':'hm','signature':'S'},"
                                        + "{'type':'text','text':'a'}],'stop_reason':'end_turn'}")
                                .getBytes(UTF_8))
                        .toString());
        assertThat(reply.at("/choices/0/message")).isEqualTo(tree("{'role':'assistant','content':'a','refusal':null}"));
    }

    @Test
    void aWholeMessageBecomesACompletion() {
        JsonNode reply = Trees.read(chat(HELLO)
                .toCompletion(json("{'id':'msg_1','model':'claude','content':["
                                + "{'type':'thinking','thinking':'hm','signature':'S'},{'type':'redacted_thinking','data':'D'},"
                                + "{'type':'server_tool_use','id':'x','name':'web_search','input':{}},"
                                + "{'type':'text','text':'a'},{'type':'text','text':'b'},"
                                + "{'type':'tool_use','id':'t1','name':'f','input':{'x':12345678901234567890}}],"
                                + "'stop_reason':'tool_use','usage':{'input_tokens':10,'cache_read_input_tokens':20,"
                                + "'cache_creation_input_tokens':30,'output_tokens':5}}")
                        .getBytes(UTF_8))
                .toString());
        assertThat(reply.path("choices"))
                .isEqualTo(
                        tree(
                                "[{'index':0,'message':{'role':'assistant','content':'ab','refusal':null,"
                                        + "'reasoning_content':'hm','reasoning_details':["
                                        + "{'type':'reasoning.text','text':'hm','signature':'S','format':'anthropic-claude-v1','index':0},"
                                        + "{'type':'reasoning.encrypted','data':'D','format':'anthropic-claude-v1','index':1}],"
                                        + "'tool_calls':[{'id':'t1','type':'function','function':{'name':'f',"
                                        + "'arguments':'{\\'x\\':12345678901234567890}'}}]},'logprobs':null,'finish_reason':'tool_calls'}]"));
        assertThat(reply.path("usage"))
                .isEqualTo(tree("{'prompt_tokens':60,'completion_tokens':5,'total_tokens':65,"
                        + "'prompt_tokens_details':{'cached_tokens':20,'cache_write_tokens':30}}"));
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, stop",
        "max_tokens, length",
        "stop_sequence, stop",
        "tool_use, tool_calls",
        "refusal, content_filter",
        "pause_turn, stop",
        "model_context_window_exceeded, length",
        "new_in_2031, stop",
    })
    void everyReasonToStopHasItsWord(String reason, String finish) {
        JsonNode reply = Trees.read(chat(HELLO)
                .toCompletion(json("{'content':[{'type':'tool_use','id':'t','name':'f','input':{}}],'stop_reason':'"
                                + reason + "'}")
                        .getBytes(UTF_8))
                .toString());
        assertThat(reply.at("/choices/0/finish_reason").asText()).isEqualTo(finish);
    }

    private static List<JsonNode> chunks(ChatAsMessages asked, String... events) {
        Buffer buffer = Buffer.buffer();
        for (String event : events) {
            buffer.appendString("event: x\ndata: " + json(event) + "\n\n");
        }
        return Trees.events(asked.toChunks(() -> null).translate(buffer));
    }

    @Test
    void aCallWithoutArgumentsHasAnEmptyObject() {
        List<JsonNode> chunks = chunks(
                chat(HELLO),
                "{'type':'content_block_start','index':0,'content_block':{'type':'tool_use','id':'t','name':'f','input':{}}}",
                "{'type':'content_block_stop','index':0}",
                "{'type':'message_delta','delta':{'stop_reason':'tool_use'},'usage':{'output_tokens':1}}",
                "{'type':'message_stop'}");
        assertThat(chunks.get(0).at("/choices/0/delta/tool_calls/0/index").asInt())
                .isZero();
        assertThat(chunks.get(1)
                        .at("/choices/0/delta/tool_calls/0/function/arguments")
                        .asText())
                .isEqualTo("{}");
        assertThat(chunks).hasSize(3);
    }

    @Test
    void anErrorEndsTheChunksWithoutDone() {
        Failure why = Failure.of(FailureClass.TIMEOUT, "too late");
        String written = chat(HELLO)
                .toChunks(() -> why)
                .translate(MessagesFormat.FORMAT.broken(why).appendBuffer(EventWriter.stop()))
                .toString();
        assertThat(written)
                .startsWith("data: {\"error\":{\"message\":\"too late\"")
                .contains("upstream_timeout")
                .doesNotContain("[DONE]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'messages':[{'role':'x'}] | messages[0].role | BAD_REQUEST",
                "'messages':[{'role':'user'}] | messages[0].content | BAD_REQUEST",
                "'messages':[{'role':'user','content':' '}] | messages[0].content | BAD_REQUEST",
                "'messages':[{'role':'assistant'}] | messages[0].content | BAD_REQUEST",
                "'messages':[{'role':'tool','content':'x'}] | messages[0].tool_call_id | BAD_REQUEST",
                "'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'ftp://x'}}]}] | messages[0].content[0].image_url.url | BAD_REQUEST",
                "'messages':[{'role':'user','content':[{'type':'input_audio','input_audio':{}}]}] | messages[0].content[0].type | UNSUPPORTED",
                "'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'x'}}]}] | messages[0].content[0].file.file_id | UNSUPPORTED",
                "'messages':[{'role':'user','content':[{'type':'file','file':{'file_data':'data:text/plain;base64,!'}}]}] | messages[0].content[0].file.file_data | BAD_REQUEST",
                "'messages':[{'role':'system','content':'x'}] | messages | UNSUPPORTED",
                "'messages':[{'role':'user','content':'x'}],'n':2 | n | UNSUPPORTED",
                "'messages':[{'role':'user','content':'x'}],'temperature':'x' | temperature | BAD_REQUEST",
                "'messages':[{'role':'user','content':'x'}],'response_format':{'type':'x'} | response_format.type | BAD_REQUEST",
                "'messages':[{'role':'user','content':'x'}],'tools':[{'type':'function','function':{'name':''}}] | tools[0].function.name | BAD_REQUEST",
                "'messages':[{'role':'user','content':'x'}],'reasoning':1 | reasoning | BAD_REQUEST",
            },
            quoteCharacter = '`')
    void whatCantBePutIsRefusedWithItsPlace(String fields, String place, FailureClass kind) {
        assertThatThrownBy(() -> chat(fields)).isInstanceOfSatisfying(LlmException.class, refused -> {
            assertThat(refused.failure().kind()).isEqualTo(kind);
            assertThat(refused.failure().param()).isEqualTo(place);
            assertThat(refused.failure().status()).isEqualTo(400);
        });
    }
}
