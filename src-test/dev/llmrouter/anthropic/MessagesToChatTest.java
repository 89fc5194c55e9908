package dev.llmrouter.anthropic;

import static dev.llmrouter.anthropic.Trees.toChat;
import static dev.llmrouter.anthropic.Trees.tree;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.openai.ChatTranslatable.Translated;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Requests to Messages as chat completions. */
class MessagesToChatTest {

    private static final String HELLO = "'messages':[{'role':'user','content':'Hi'}]";

    private static JsonNode messages(String messages) {
        return toChat("'messages':[" + messages + "]").request().tree().path("messages");
    }

    private static JsonNode field(String fields, String name) {
        return toChat(HELLO + "," + fields).request().tree().path(name);
    }

    @Test
    void theSettingsThatBothHaveKeepTheirValues() {
        JsonNode chat = toChat(HELLO
                        + ",'temperature':0.1,'top_p':0.2,'top_k':3,'stop_sequences':['a','b'],"
                        + "'metadata':{'user_id':'u1'},'service_tier':'auto'")
                .request()
                .tree();
        assertThat(chat)
                .isEqualTo(tree("{'model':'m','messages':[{'role':'user','content':'Hi'}],'max_tokens':9,"
                        + "'temperature':0.1,'top_p':0.2,'top_k':3,'stop':['a','b'],'user':'u1'}"));
    }

    @Test
    void aStreamAsksForItsUsage() {
        assertThat(toChat(HELLO + ",'stream':true").request().usageWanted()).isTrue();
    }

    @Test
    void aNameTooLongForOpenAiIsHashed() {
        String user =
                field("'metadata':{'user_id':'" + "u".repeat(65) + "'}", "user").asText();
        assertThat(user).hasSize(64).matches("[0-9a-f]+");
        assertThat(field("'metadata':{'user_id':'" + "v".repeat(65) + "'}", "user")
                        .asText())
                .isNotEqualTo(user);
    }

    @Test
    void instructionsComeFirstWithTheirCacheMarkers() {
        assertThat(field("'system':'Be brief'", "messages").path(0))
                .isEqualTo(tree("{'role':'system','content':'Be brief'}"));
        assertThat(field(
                                "'system':[{'type':'text','text':'a'},{'type':'text','text':'b',"
                                        + "'cache_control':{'type':'ephemeral','ttl':'1h'}}]",
                                "messages")
                        .path(0))
                .isEqualTo(tree("{'role':'system','content':[{'type':'text','text':'a'},{'type':'text','text':'b',"
                        + "'cache_control':{'type':'ephemeral','ttl':'1h'}}]}"));
    }

    @Test
    void partsOfAPromptKeepTheirOrder() {
        assertThat(
                        messages(
                                "{'role':'user','content':[{'type':'text','text':'see'},"
                                        + "{'type':'image','source':{'type':'base64','media_type':'image/png','data':'AA=='}},"
                                        + "{'type':'image','source':{'type':'url','url':'https://x/y.png'},'cache_control':{'type':'ephemeral'}},"
                                        + "{'type':'document','title':'a.pdf','source':{'type':'base64','media_type':'application/pdf','data':'BB=='}},"
                                        + "{'type':'document','title':'T','source':{'type':'text','media_type':'text/plain','data':'words'}},"
                                        + "{'type':'document','source':{'type':'content','content':[{'type':'text','text':'p'}]}},"
                                        + "{'type':'search_result','title':'R','source':'http://r','content':[{'type':'text','text':'q'}]}]}"))
                .isEqualTo(tree("[{'role':'user','content':[{'type':'text','text':'see'},"
                        + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AA=='}},"
                        + "{'type':'image_url','image_url':{'url':'https://x/y.png'},'cache_control':{'type':'ephemeral'}},"
                        + "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,BB=='}},"
                        + "{'type':'text','text':'T\\n\\nwords'},{'type':'text','text':'p'},"
                        + "{'type':'text','text':'R\\nhttp://r\\n\\nq'}]}]"));
    }

    @Test
    void aReplyKeepsItsThoughtsItsTextAndItsCalls() {
        assertThat(messages("{'role':'assistant','content':[{'type':'thinking','thinking':'hm','signature':'S1'},"
                                + "{'type':'redacted_thinking','data':'D'},{'type':'text','text':'I look.'},"
                                + "{'type':'tool_use','id':'t1','name':'f','input':{'x':[1,2.50]}},"
                                + "{'type':'tool_use','id':'t2','name':'g','input':{}}]}")
                        .path(0))
                .isEqualTo(tree("{'role':'assistant','reasoning_content':'hm','reasoning_details':["
                        + "{'type':'reasoning.text','text':'hm','signature':'S1','format':'anthropic-claude-v1','index':0},"
                        + "{'type':'reasoning.encrypted','data':'D','format':'anthropic-claude-v1','index':1}],"
                        + "'content':'I look.','tool_calls':["
                        + "{'id':'t1','type':'function','function':{'name':'f','arguments':'{\\'x\\':[1,2.5]}'}},"
                        + "{'id':'t2','type':'function','function':{'name':'g','arguments':'{}'}}]}"));
    }

    @Test
    void aSignatureOfAnotherProviderGoesBackToIt() {
        assertThat(messages("{'role':'assistant','content':[{'type':'thinking','thinking':'hm',"
                                + "'signature':'google-gemini-v1:call_1:SIG='},{'type':'text','text':'a'}]}")
                        .at("/0/reasoning_details/0"))
                .isEqualTo(tree("{'type':'reasoning.text','text':'hm','signature':'SIG=','id':'call_1',"
                        + "'format':'google-gemini-v1','index':0}"));
    }

    @Test
    void resultsAreMessagesAndWhatElseIsSaidComesBehindThem() {
        assertThat(messages("{'role':'user','content':[{'type':'text','text':'so?'},"
                        + "{'type':'tool_result','tool_use_id':'t1','content':'21','cache_control':{'type':'ephemeral'}},"
                        + "{'type':'tool_result','tool_use_id':'t2','is_error':true,'content':[{'type':'text','text':'no'},{'type':'text','text':'way'}]},"
                        + "{'type':'tool_result','tool_use_id':'t3','content':[{'type':'image','source':{'type':'url','url':'https://i'}}]},"
                        + "{'type':'tool_result','tool_use_id':'t4'}]}"))
                .isEqualTo(
                        tree(
                                "[{'role':'tool','tool_call_id':'t1','content':'21','cache_control':{'type':'ephemeral'}},"
                                        + "{'role':'tool','tool_call_id':'t2','content':'Error: no\\nway'},"
                                        + "{'role':'tool','tool_call_id':'t3','content':'The result is shown in the next message.'},"
                                        + "{'role':'tool','tool_call_id':'t4','content':''},"
                                        + "{'role':'user','content':[{'type':'text','text':'Part of the result of the tool call t3:'},"
                                        + "{'type':'image_url','image_url':{'url':'https://i'}},{'type':'text','text':'so?'}]}]"));
    }

    @Test
    void toolsAreFunctionsAndAnthropicsOwnAreDropped() {
        Translated translated =
                toChat(HELLO + ",'tools':[{'name':'f','description':'d','input_schema':{'type':'object'},"
                        + "'cache_control':{'type':'ephemeral'},'strict':true,'defer_loading':true},"
                        + "{'type':'web_search_20250305','name':'web_search'}],'container':'c1','mcp_servers':[{}],"
                        + "'tool_choice':{'type':'any','disable_parallel_tool_use':true}");
        assertThat(translated.request().tree().path("tools"))
                .isEqualTo(tree("[{'type':'function','function':{'name':'f','description':'d',"
                        + "'parameters':{'type':'object'},'strict':true},'cache_control':{'type':'ephemeral'}}]"));
        assertThat(translated.request().tree().path("parallel_tool_calls")).isEqualTo(tree("false"));
        assertThat(translated.dropped())
                .containsExactlyInAnyOrder("tools[0].defer_loading", "tools[1]", "container", "mcp_servers");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'auto'} | 'auto'",
                "{'type':'any'} | 'required'",
                "{'type':'none'} | 'none'",
                "{'type':'tool','name':'f'} | {'type':'function','function':{'name':'f'}}",
            },
            quoteCharacter = '`')
    void theChoiceOfAToolIsKept(String choice, String expected) {
        assertThat(field("'tools':[{'name':'f','input_schema':{}}],'tool_choice':" + choice, "tool_choice"))
                .isEqualTo(tree(expected));
    }

    @Test
    void aChoiceAmongToolsThatWereDroppedIsNone() {
        assertThat(field(
                                "'tools':[{'type':'web_search_20250305','name':'w'}],'tool_choice':{'type':'any'}",
                                "tool_choice")
                        .isMissingNode())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'thinking':{'type':'enabled','budget_tokens':4096} | 'low'",
                "'thinking':{'type':'enabled','budget_tokens':4097} | 'medium'",
                "'thinking':{'type':'enabled','budget_tokens':16384} | 'medium'",
                "'thinking':{'type':'enabled','budget_tokens':16385} | 'high'",
                "'thinking':{'type':'adaptive'},'output_config':{'effort':'medium'} | 'medium'",
                "'output_config':{'effort':'max'} | 'high'",
                "'thinking':{'type':'disabled'},'output_config':{'effort':'high'} |",
                "'thinking':{'type':'adaptive'} |",
            },
            quoteCharacter = '`')
    void howMuchToThinkBecomesAnEffort(String fields, String expected) {
        JsonNode effort = field(fields, "reasoning_effort");
        if (expected == null) {
            assertThat(effort.isMissingNode()).isTrue();
        } else {
            assertThat(effort).isEqualTo(tree(expected));
        }
    }

    @ParameterizedTest
    @CsvSource({"output_format", "output_config"})
    void aSchemaIsAskedForWhereverItStands(String where) {
        String format = "{'type':'json_schema','schema':{'type':'object'}}";
        String field = where.equals("output_format")
                ? "'output_format':" + format
                : "'output_config':{'format':" + format + "}";
        assertThat(field(field, "response_format"))
                .isEqualTo(tree("{'type':'json_schema','json_schema':{'name':'reply','strict':true,"
                        + "'schema':{'type':'object'}}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'messages':[{'role':'user','content':[{'type':'image','source':{'type':'x'}}]}] | messages[0].content[0].source.type",
                "'messages':[{'role':'user','content':[{'type':'text'}]}] | messages[0].content[0].text",
                "'messages':[{'role':'user','content':[7]}] | messages[0].content[0]",
                "'messages':[{'role':'user','content':[{'type':'tool_result'}]}] | messages[0].content[0].tool_use_id",
                "'messages':[{'role':'user','content':{}}] | messages[0].content",
                "'messages':[{'role':'assistant','content':[{'type':'tool_use','id':'x'}]}] | messages[0].content[0].name",
                "'messages':[{'role':'user','content':'x'}],'tools':{} | tools",
                "'messages':[{'role':'user','content':'x'}],'tools':[{'name':'f'}] | tools[0].input_schema",
                "'messages':[{'role':'user','content':'x'}],'tool_choice':{'type':'x'} | tool_choice.type",
                "'messages':[{'role':'user','content':'x'}],'thinking':{'type':'enabled'} | thinking.budget_tokens",
                "'messages':[{'role':'user','content':'x'}],'system':5 | system",
                "'messages':[{'role':'user','content':'x'}],'output_config':{'format':{'type':'x'}} | output_config.format.type",
            },
            quoteCharacter = '`')
    void whatIsMalformedIsRefusedWithItsPlace(String fields, String place) {
        assertThatThrownBy(() -> toChat(fields)).isInstanceOfSatisfying(LlmException.class, refused -> {
            assertThat(refused.failure().kind()).isEqualTo(FailureClass.BAD_REQUEST);
            assertThat(refused.failure().param()).isEqualTo(place);
        });
    }

    @Test
    void whatOnlyAnthropicCanFetchIsLeftToAnotherTarget() {
        assertThatThrownBy(() -> messages(
                        "{'role':'user','content':[{'type':'document','source':{'type':'file','file_id':'f'}}]}"))
                .isInstanceOfSatisfying(
                        LlmException.class,
                        refused -> assertThat(refused.failure().kind()).isEqualTo(FailureClass.UNSUPPORTED));
    }
}
