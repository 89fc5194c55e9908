package dev.llmrouter.anthropic;

import static dev.llmrouter.anthropic.Trees.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.wire.EventCutter;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What of a request goes to Anthropic, and what comes back to its caller. */
class MessagesRequestTest {

    private static String sent(String messages) {
        return json(
                "{'thinking':{'budget_tokens':1024,'type':'enabled'},'max_tokens':1,'model':'m','messages':[{'role':'user','content':'ü'},"
                        + messages + "]}");
    }

    private static String arrives(String sent) {
        return MessagesRequest.read(sent.getBytes(UTF_8)).forModel("m").toString();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'type':'thinking','thinking':'é','signature':'::'}, {'type':'text','text':'a'} | {'type':'text','text':'a'}",
                "{'type':'thinking','thinking':'h','signature':'x:y:z'} , {'type':'redacted_thinking','data':'a::b'},{'type':'text','text':'a'} | {'type':'text','text':'a'}",
                "{'type':'thinking','thinking':'h','signature':'S'},{'type':'thinking','signature':'::','thinking':'h'},{'type':'text','text':'a'} | {'type':'thinking','thinking':'h','signature':'S'},{'type':'text','text':'a'}",
                "{'type':'text','text':'a'},{'type':'thinking','thinking':'h','signature':'::'} | {'type':'text','text':'a'},{'type':'text','text':'(no text)'}",
                "{'type':'thinking','thinking':'a:b','signature':'S=='},{'type':'tool_use','input':{'signature':'::','type':'thinking'}} | {'type':'thinking','thinking':'a:b','signature':'S=='},{'type':'tool_use','input':{'signature':'::','type':'thinking'}}",
                "{'type':'thinking','thinking':'unsigned'},5,null,{} | {'type':'thinking','thinking':'unsigned'},5,null,{}",
            },
            quoteCharacter = '`')
    void thoughtsOfOtherProvidersStayHere(String blocks, String expected) {
        String message = "{'content':[%s],'role':'assistant'},{'role':'user','content':'so?'}";
        assertThat(arrives(sent(message.formatted(blocks)))).isEqualTo(sent(message.formatted(expected)));
    }

    @Test
    void aTurnThatAnotherModelBeganIsGoneOnWithWithoutThinking() {
        String turn = "{'role':'assistant','content':[%s{'type':'tool_use','id':'a','name':'f','input':{}}]},"
                + "{'role':'user','content':[{'type':'tool_result','tool_use_id':'a','content':'x'}]}";
        String own = sent(turn.formatted("{'type':'thinking','thinking':'t','signature':'S'},"));
        assertThat(arrives(own)).isEqualTo(own);
        String others = sent(turn.formatted("{'type':'thinking','thinking':'t','signature':'::'},"));
        assertThat(arrives(others))
                .isEqualTo(sent(turn.formatted(""))
                        .replace(json("{'budget_tokens':1024,'type':'enabled'}"), json("{'type':'disabled'}")));
    }

    private static MessagesRequest request() {
        return MessagesRequest.read(sent("{'role':'assistant','content':'x'}").getBytes(UTF_8));
    }

    private static JsonNode reply(String message, String more) {
        return Trees.read(new String(
                request()
                        .fromChat(json("{'id':'chatcmpl-7','model':'gpt','choices':[{'index':0,'message':" + message
                                        + more + "}]}")
                                .getBytes(UTF_8)),
                UTF_8));
    }

    @Test
    void aCompletionBecomesAMessage() {
        assertThat(reply(
                        "{'role':'assistant','content':'a','reasoning_content':'hm','tool_calls':[{'id':'t','type':'function',"
                                + "'function':{'name':'f','arguments':'{\\'x\\':1}'}},{'type':'function','function':"
                                + "{'name':'g','arguments':'[1]'}}]}",
                        ",'finish_reason':'tool_calls'"))
                .isEqualTo(Trees.tree("{'type':'message','id':'msg_7','role':'assistant','model':'gpt','content':["
                        + "{'type':'thinking','thinking':'hm','signature':'::'},{'type':'text','text':'a'},"
                        + "{'type':'tool_use','id':'t','name':'f','input':{'x':1}},"
                        + "{'type':'tool_use','id':'toolu_7_3','name':'g','input':{'arguments':'[1]'}}],"
                        + "'stop_reason':'tool_use','stop_sequence':null,'usage':{'input_tokens':0,"
                        + "'cache_creation_input_tokens':0,'cache_read_input_tokens':0,'output_tokens':0}}"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'content':'a'} | ,'finish_reason':'stop' | end_turn",
                "{'content':'a'} | ,'finish_reason':'length' | max_tokens",
                "{'content':null,'refusal':'no'} | ,'finish_reason':'content_filter' | refusal",
                "{'content':'a'} | ,'finish_reason':'stop','stop_reason':'END' | stop_sequence",
                "{'content':'a'} | ,'finish_reason':null | end_turn",
                "{'content':[{'type':'text','text':'a'}],'tool_calls':[{'function':{'name':'f','arguments':{}}}]} | ,'finish_reason':'stop' | tool_use",
                "{'reasoning':'only'} | | end_turn",
            },
            quoteCharacter = '`')
    void everyEndHasItsReason(String message, String more, String reason) {
        JsonNode reply = reply(message, more == null ? "" : more);
        assertThat(reply.path("stop_reason").asText()).isEqualTo(reason);
        assertThat(reply.path("content")).isNotEmpty();
    }

    @Test
    void signaturesOfAnotherProviderGoToTheCallerAndBackToIt() {
        String detail =
                "{'type':'reasoning.encrypted','data':'G=','format':'google-gemini-v1','id':'call_1','index':0}";
        JsonNode reply = reply("{'content':'a','reasoning_details':[" + detail + "]}", ",'finish_reason':'stop'");
        JsonNode chat = Trees.toChat("'messages':[{'role':'assistant','content':" + reply.path("content") + "}]")
                .request()
                .tree();
        assertThat(chat.at("/messages/0/reasoning_details/0")).isEqualTo(Trees.tree(detail));
    }

    @Test
    void aStreamIsTheSameWhereverItIsCut() {
        String first = "data: {'id':'c','choices':[{'delta':{'content':'Grüße 🌍'}}]}\r\n\r\n";
        String last = "data: {'choices':[{'delta':{},'finish_reason':'stop'}]}\n\ndata: [DONE]\n\n";
        byte[] chunks = json(first + last).getBytes(UTF_8);
        String expected = new ChunksToEvents().translate(Buffer.buffer(chunks)).toString();
        assertThat(expected).contains("Grüße 🌍").endsWith("{\"type\":\"message_stop\"}\n\n");
        for (int at = 1; at < chunks.length; at++) {
            EventCutter cutter = new EventCutter();
            ChunksToEvents translator = new ChunksToEvents();
            Buffer begun = Buffer.buffer(cutter.cut(Buffer.buffer().appendBytes(chunks, 0, at)));
            Buffer rest = Buffer.buffer(cutter.cut(Buffer.buffer().appendBytes(chunks, at, chunks.length - at)));
            String events = translator.translate(begun).toString() + translator.translate(rest);
            assertThat(events).isEqualTo(expected);
        }
    }

    @Test
    void whatServersBendIsTolerated() {
        ChunksToEvents translator = new ChunksToEvents();
        StringBuilder chunks = new StringBuilder(": ping\n\n");
        for (String chunk : List.of(
                "{'choices':[{'delta':{'role':'assistant','content':null,'tool_calls':null}}],'usage':null}",
                "{'choices':[{'delta':{'reasoning':'hm'}},{'index':1,'delta':{'content':'other'}}]}",
                "{'choices':[{'delta':{'tool_calls':[{'id':'a','function':{'name':'f','arguments':'{}'}}]}}]}",
                "{'choices':[{'delta':{'tool_calls':[{'index':0,'id':'b','function':{'name':'g','arguments':{'x':1}}}]}}]}",
                "{'choices':[{'delta':{'tool_calls':[{'index':7,'function':{'arguments':'x'}}]},'finish_reason':'stop'}]}",
                "[DONE]")) {
            chunks.append("data: ").append(json(chunk)).append("\n\n");
        }
        Buffer events = translator.translate(Buffer.buffer(chunks.toString()));
        List<JsonNode> read = Trees.events(events);
        assertThat(read)
                .filteredOn(event -> event.path("type").asText().equals("content_block_start"))
                .extracting(event -> event.at("/content_block/type").asText()
                        + event.at("/content_block/id").asText())
                .containsExactly("thinking", "tool_usea", "tool_useb");
        assertThat(read)
                .filteredOn(event -> event.at("/delta/type").asText().equals("signature_delta"))
                .hasSize(1);
        assertThat(events.toString()).contains("\"stop_reason\":\"tool_use\"").doesNotContain("other");
    }
}
