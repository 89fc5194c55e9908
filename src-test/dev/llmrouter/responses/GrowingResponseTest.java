package dev.llmrouter.responses;

import static dev.llmrouter.responses.Fixture.chunk;
import static dev.llmrouter.responses.Fixture.events;
import static dev.llmrouter.responses.Fixture.json;
import static dev.llmrouter.responses.Fixture.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.responses.Fixture.Seen;
import dev.llmrouter.wire.TranslatedStream.EventTranslator;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GrowingResponseTest {

    private static final String DONE = "data: [DONE]\n\n";

    private static JsonNode whole(String fields, String message, String finish) {
        String completion = "{'id':'chatcmpl-1','object':'chat.completion','created':1760000000,'model':'up','choices':"
                + "[{'index':0,'message':" + message + ",'finish_reason':'" + finish
                + "'}],'usage':{'prompt_tokens':100,"
                + "'completion_tokens':20,'total_tokens':120,'prompt_tokens_details':{'cached_tokens':40,"
                + "'cache_write_tokens':10},'completion_tokens_details':{'reasoning_tokens':8}}}";
        return json(new String(
                request(fields).fromChat(completion.replace('\'', '"').getBytes(UTF_8)), UTF_8));
    }

    private static List<Seen> streamed(String... chunks) {
        EventTranslator translator = request("'input':'Hi','stream':true").fromChatEvents();
        Buffer all = Buffer.buffer();
        for (String chunk : chunks) {
            all.appendBuffer(translator.translate(Buffer.buffer(chunk)));
        }
        return events(all);
    }

    private static List<String> names(List<Seen> events) {
        return events.stream().map(Seen::name).toList();
    }

    private static JsonNode last(List<Seen> events) {
        return events.get(events.size() - 1).data().path("response");
    }

    @Test
    void aWholeReplyQuotesItsRequest() {
        JsonNode response = whole(
                "'input':'Hi','instructions':'Be brief','max_output_tokens':9,'temperature':0.5,'top_p':0.9,"
                        + "'tools':[{'type':'function','name':'f'}],'tool_choice':'none','metadata':{'a':'b'},'user':'u',"
                        + "'parallel_tool_calls':false,'text':{'verbosity':'low'},'reasoning':{'effort':'low'},'store':true",
                "{'role':'assistant','content':'Hello','refusal':null}",
                "stop");
        assertThat(response.path("id").asText()).startsWith("resp_");
        assertThat(response.path("object").asText()).isEqualTo("response");
        assertThat(response.path("status").asText()).isEqualTo("completed");
        assertThat(response.path("model").asText()).isEqualTo("up");
        assertThat(response.path("created_at").asLong()).isEqualTo(1760000000);
        assertThat(response.path("instructions").asText()).isEqualTo("Be brief");
        assertThat(response.path("max_output_tokens").asInt()).isEqualTo(9);
        assertThat(response.path("temperature").asDouble()).isEqualTo(0.5);
        assertThat(response.path("tools").path(0).path("name").asText()).isEqualTo("f");
        assertThat(response.path("tool_choice").asText()).isEqualTo("none");
        assertThat(response.path("metadata")).isEqualTo(json("{'a':'b'}"));
        assertThat(response.path("parallel_tool_calls").asBoolean(true)).isFalse();
        assertThat(response.path("text")).isEqualTo(json("{'format':{'type':'text'},'verbosity':'low'}"));
        assertThat(response.path("reasoning")).isEqualTo(json("{'effort':'low','summary':null}"));
        assertThat(response.path("store").asBoolean(true)).isFalse();
        assertThat(response.path("previous_response_id").isNull()).isTrue();
        assertThat(response.path("usage"))
                .isEqualTo(
                        json(
                                "{'input_tokens':100,'input_tokens_details':{'cached_tokens':40,'cache_write_tokens':10},"
                                        + "'output_tokens':20,'output_tokens_details':{'reasoning_tokens':8},'total_tokens':120}"));
        JsonNode item = response.path("output").path(0);
        assertThat(item.path("id").asText()).startsWith("msg_");
        assertThat(item.path("content"))
                .isEqualTo(json("[{'type':'output_text','text':'Hello','annotations':[],'logprobs':[]}]"));
    }

    @Test
    void thoughtsTextAndCallsAreItemsInThisOrder() {
        JsonNode output = whole(
                        "'input':'Hi'",
                        "{'role':'assistant','reasoning_content':'Hm','content':'I look','tool_calls':["
                                + "{'id':'a','type':'function','function':{'name':'f','arguments':'{\\'x\\':1}'}},"
                                        .replace("\\'", "\\\"")
                                + "{'id':'','type':'function','function':{'name':'g','arguments':''}}]}",
                        "tool_calls")
                .path("output");
        assertThat(output.findValuesAsText("type"))
                .containsExactly(
                        "reasoning", "summary_text", "message", "output_text", "function_call", "function_call");
        assertThat(output.path(0).path("summary").path(0).path("text").asText()).isEqualTo("Hm");
        assertThat(output.path(0).has("encrypted_content")).isFalse();
        assertThat(output.path(2).path("call_id").asText()).isEqualTo("a");
        assertThat(output.path(2).path("arguments").asText()).isEqualTo("{\"x\":1}");
        assertThat(output.path(3).path("call_id").asText()).startsWith("call_");
        assertThat(output.path(3).path("arguments").asText()).isEqualTo("{}");
    }

    @ParameterizedTest
    @CsvSource({"length,max_output_tokens", "content_filter,content_filter"})
    void aReplyThatWasCutIsIncomplete(String finish, String reason) {
        JsonNode response = whole("'input':'Hi'", "{'content':'Half'}", finish);
        assertThat(response.path("status").asText()).isEqualTo("incomplete");
        assertThat(response.path("incomplete_details").path("reason").asText()).isEqualTo(reason);
        assertThat(response.path("output").path(0).path("status").asText()).isEqualTo("incomplete");
        List<Seen> events = streamed(chunk("{'content':'Half'}", "'" + finish + "'"), DONE);
        assertThat(names(events)).endsWith("response.incomplete");
        assertThat(last(events).path("incomplete_details").path("reason").asText())
                .isEqualTo(reason);
    }

    @Test
    void aReplyOfNothingIsAnEmptyText() {
        for (String content : new String[] {"''", "null", "[]"}) {
            JsonNode output =
                    whole("'input':'Hi'", "{'content':" + content + "}", "stop").path("output");
            assertThat(output.path(0).path("content").path(0).path("text").isTextual())
                    .isTrue();
        }
        assertThat(last(streamed(chunk("{'role':'assistant'}", "null"), chunk("{}", "'stop'"), DONE))
                        .path("output"))
                .hasSize(1);
    }

    @Test
    void aRefusalIsAPartOfItsOwn() {
        JsonNode content = whole("'input':'Hi'", "{'content':null,'refusal':'No'}", "stop")
                .path("output")
                .path(0)
                .path("content");
        assertThat(content).isEqualTo(json("[{'type':'refusal','refusal':'No'}]"));
        assertThat(names(streamed(
                        chunk("{'content':'Well'}", "null"),
                        chunk("{'refusal':'N'}", "null"),
                        chunk("{'refusal':'o'}", "'stop'"),
                        DONE)))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.content_part.added",
                        "response.refusal.delta",
                        "response.refusal.delta",
                        "response.refusal.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.completed");
    }

    @Test
    void everythingThatIsOpenedIsClosed() {
        List<Seen> events = streamed(
                chunk("{'role':'assistant','content':''}", "null"),
                chunk("{'reasoning_content':'H'}", "null"),
                chunk("{'reasoning_content':'m'}", "null"),
                chunk("{'content':'a'}", "null"),
                chunk("{'content':'b'}", "null"),
                chunk("{'tool_calls':[{'index':0,'id':'x','function':{'name':'f','arguments':''}}]}", "null"),
                chunk("{'tool_calls':[{'index':0,'function':{'arguments':'{}'}}]}", "null"),
                chunk("{}", "'tool_calls'"),
                DONE);
        assertThat(names(events))
                .containsExactly(
                        "response.created",
                        "response.in_progress",
                        "response.output_item.added",
                        "response.reasoning_summary_part.added",
                        "response.reasoning_summary_text.delta",
                        "response.reasoning_summary_text.delta",
                        "response.reasoning_summary_text.done",
                        "response.reasoning_summary_part.done",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.content_part.added",
                        "response.output_text.delta",
                        "response.output_text.delta",
                        "response.output_text.done",
                        "response.content_part.done",
                        "response.output_item.done",
                        "response.output_item.added",
                        "response.function_call_arguments.delta",
                        "response.function_call_arguments.done",
                        "response.output_item.done",
                        "response.completed");
        assertThat(events.stream()
                        .map(seen -> seen.data().path("sequence_number").asInt()))
                .containsExactlyElementsOf(
                        IntStream.range(0, events.size()).boxed().toList());
        assertThat(events).allSatisfy(seen -> assertThat(seen.text("type")).isEqualTo(seen.name()));
    }

    @Test
    void callsGrowSideBySide() {
        List<Seen> events = streamed(
                chunk(
                        "{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'{'}},"
                                + "{'index':1,'id':'b','function':{'name':'g','arguments':'{'}}]}",
                        "null"),
                chunk("{'tool_calls':[{'index':1,'function':{'arguments':'1}'}}]}", "null"),
                chunk("{'tool_calls':[{'index':0,'function':{'arguments':'0}'}}]}", "'tool_calls'"),
                DONE);
        JsonNode output = last(events).path("output");
        assertThat(output.findValuesAsText("call_id")).containsExactly("a", "b");
        assertThat(output.findValuesAsText("arguments")).containsExactly("{0}", "{1}");
    }

    @Test
    void oddServersCallsAreToldApart() {
        List<Seen> events = streamed(
                chunk("{'tool_calls':[{'id':'a','function':{'name':'f','arguments':'{}'}}]}", "null"),
                chunk("{'tool_calls':[{'index':0,'id':'b','function':{'name':'f','arguments':{'x':1}}}]}", "null"),
                chunk("{'tool_calls':[{'index':5,'id':'c','function':{'arguments':'{'}}]}", "null"),
                chunk("{'tool_calls':[{'index':5,'id':'c','function':{'name':'late','arguments':''}}]}", "null"),
                chunk("{'tool_calls':[{'index':5,'id':'of a piece','function':{'arguments':'}'}}]}", "null"),
                DONE);
        JsonNode output = last(events).path("output");
        assertThat(output.findValuesAsText("call_id")).containsExactly("a", "b", "c");
        assertThat(output.findValuesAsText("name")).containsExactly("f", "f", "late");
        assertThat(output.findValuesAsText("arguments")).containsExactly("{}", "{\"x\":1}", "{}");
    }

    @Test
    void aCharacterInTwoPiecesComesWhole() {
        List<Seen> events = streamed(
                chunk("{'content':'a\\ud83c'}", "null"),
                chunk("{'content':'\\udf0d'}", "null"),
                chunk("{'tool_calls':[{'index':0,'id':'a','function':{'name':'f','arguments':'\\ud83c'}}]}", "null"),
                chunk("{'tool_calls':[{'index':0,'function':{'arguments':'\\udf0d'}}]}", "'tool_calls'"),
                DONE);
        assertThat(events.stream()
                        .filter(seen -> seen.name().endsWith(".delta"))
                        .map(seen -> seen.text("delta")))
                .containsExactly("a", "🌍", "🌍");
        assertThat(last(events).toString()).contains("\"a🌍\"");
    }

    @Test
    void probabilitiesStayWithTheirText() {
        String probability = "'logprobs':{'content':[{'token':'a','logprob':-0.5,'bytes':null,'top_logprobs':"
                + "[{'token':'b','logprob':-1,'bytes':[98]}]}],'refusal':null}";
        String withProbability =
                chunk("{'content':'a'}", "null").replace("\"index\"", (probability + ",'index'").replace('\'', '"'));
        List<Seen> events = streamed(withProbability, chunk("{}", "'stop'"), DONE);
        JsonNode expected = json("[{'token':'a','logprob':-0.5,'bytes':[],'top_logprobs':"
                + "[{'token':'b','logprob':-1.0,'bytes':[98]}]}]");
        assertThat(events.get(4).data().path("logprobs")).isEqualTo(expected);
        assertThat(events.get(5).data().path("logprobs")).isEqualTo(expected);
        assertThat(last(events).path("output").path(0).path("content").path(0).path("logprobs"))
                .isEqualTo(expected);
    }

    @Test
    void signedThoughtsComeBackToTheLetter() {
        String details =
                "[{'type':'reasoning.text','text':'Hm 🌍','signature':'c2ln','format':'anthropic-claude-v1','index':0},"
                        + "{'type':'reasoning.encrypted','data':'xyz','format':'anthropic-claude-v1','index':1}]";
        JsonNode item = whole(
                        "'input':'Hi'",
                        "{'content':'Hello','reasoning_content':'Hm 🌍','reasoning_details':" + details + "}",
                        "stop")
                .path("output")
                .path(0);
        JsonNode streamed = last(streamed(
                        chunk(
                                "{'reasoning_content':'Hm ','reasoning_details':[{'type':'reasoning.text','text':'Hm ',"
                                        + "'format':'anthropic-claude-v1','index':0}]}",
                                "null"),
                        chunk(
                                "{'reasoning_content':'🌍','reasoning_details':[{'type':'reasoning.text','text':'🌍','index':0}]}",
                                "null"),
                        chunk("{'reasoning_details':[{'type':'reasoning.text','signature':'c2ln','index':0}]}", "null"),
                        chunk(
                                "{'reasoning_details':[{'type':'reasoning.encrypted','data':'xyz',"
                                        + "'format':'anthropic-claude-v1','index':1}]}",
                                "null"),
                        chunk("{'content':'Hello'}", "'stop'"),
                        DONE))
                .path("output")
                .path(0);
        for (JsonNode reasoning : List.of(item, streamed)) {
            assertThat(reasoning.path("summary").path(0).path("text").asText()).isEqualTo("Hm 🌍");
            JsonNode quoted = Fixture.messages("[" + reasoning + ",{'role':'assistant','content':'Hello'}]");
            assertThat(quoted.path(0).path("reasoning_details")).isEqualTo(json(details));
            assertThat(quoted.path(0).path("reasoning_content").asText()).isEqualTo("Hm 🌍");
        }
    }

    @Test
    void thoughtsThatComeAsDetailsAloneAreShown() {
        JsonNode output = last(streamed(
                        chunk("{'reasoning_details':[{'type':'reasoning.text','text':'Hm','index':0}]}", "null"),
                        chunk("{'content':'Hello'}", "'stop'"),
                        DONE))
                .path("output");
        assertThat(output.path(0).path("summary").path(0).path("text").asText()).isEqualTo("Hm");
        assertThat(whole("'input':'Hi'", "{'content':'Hello','reasoning':'Hm'}", "stop")
                        .path("output")
                        .path(0)
                        .path("summary")
                        .path(0)
                        .path("text")
                        .asText())
                .isEqualTo("Hm");
    }

    @Test
    void anErrorIsTheLastEvent() {
        List<Seen> events = streamed(
                chunk("{'content':'a'}", "null"),
                "data: {\"error\":{\"message\":\"It broke\",\"type\":\"upstream_error\",\"param\":null,\"code\":\"upstream_cut\"}}\n\n",
                chunk("{'content':'b'}", "null"),
                DONE);
        Seen error = events.get(events.size() - 1);
        assertThat(error.name()).isEqualTo("error");
        assertThat(error.data())
                .isEqualTo(json("{'type':'error','sequence_number':5,'code':'upstream_cut','message':'It broke',"
                        + "'param':null,'error':{'type':'upstream_error','code':'upstream_cut','message':'It broke',"
                        + "'param':null}}"));
        assertThat(names(events)).doesNotContain("response.completed").hasSize(6);
    }

    @Test
    void commentsPassAndUsageComesLast() {
        EventTranslator translator = request("'input':'Hi','stream':true").fromChatEvents();
        assertThat(translator.translate(Buffer.buffer(": ping\n\n")).toString()).isEqualTo(": ping\n\n");
        Buffer stream = translator.translate(Buffer.buffer(chunk("{'content':'a'}", "'stop'")
                + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}\n\n" + DONE
                + chunk("{'content':'b'}", "null")));
        JsonNode response = last(events(stream));
        assertThat(response.path("usage").path("total_tokens").asInt()).isEqualTo(10);
        assertThat(stream.toString()).doesNotContain("[DONE]");
    }

    @Test
    void theModelIsTheFirstOneThatIsNamed() {
        String nameless =
                "data: {\"id\":\"\",\"created\":0,\"model\":\"\",\"choices\":[],\"prompt_filter_results\":[]}\n\n";
        List<Seen> events = streamed(nameless, chunk("{'content':'a'}", "'stop'"), DONE);
        assertThat(events.get(0).data().path("response").path("model").asText()).isEqualTo("m");
        assertThat(last(events).path("model").asText()).isEqualTo("up");
        assertThat(last(events).path("created_at").asLong()).isPositive();
        assertThat(names(events)).containsOnlyOnce("response.created");
    }

    @Test
    void oddRepliesAreStillResponses() {
        for (String message : new String[] {
            "'text'",
            "null",
            "[]",
            "{}",
            "{'content':7,'tool_calls':{},'refusal':[],'reasoning_details':'x'}",
            "{'content':[{'type':'thinking'},{'type':'text','text':'a'},{'text':'b'},7]}",
            "{'tool_calls':[7,null,{}]}"
        }) {
            assertThat(whole("'input':'Hi'", message, "stop").path("output")).isNotEmpty();
        }
    }

    @Test
    void callsOfTheSameIdAreToldApart() {
        String call = "{'id':'same','type':'function','function':{'name':'f','arguments':'{}'}}";
        JsonNode output = whole(
                        "'input':'Hi'", "{'content':null,'tool_calls':[" + call + "," + call + "]}", "tool_calls")
                .path("output");
        assertThat(output.at("/0/call_id").asText()).isEqualTo("same");
        assertThat(output.at("/1/call_id").asText()).startsWith("call_").isNotEqualTo("same");
    }
}
