package dev.llmrouter.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.ChatRequestReader;
import dev.llmrouter.tokens.TokenCounter;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptTokensTest {

    private static final TokenCounter COUNTER = TokenCounter.forModel("gpt-4o");

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text.replace('\'', '"'));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int tokens(String request) {
        return PromptTokens.of(json(request), COUNTER);
    }

    private static int inLangChain4jsForm(JsonNode request) {
        return COUNTER.countRoughly(ChatRequestReader.read(request).request());
    }

    @Property(tries = 300)
    void countWhatIsCountedInLangChain4jsForm(
            @ForAll @Size(min = 1, max = 5)
                    List<@StringLength(min = 1, max = 40) @AlphaChars @Chars({' ', 'ä', '\n', '1', '{'}) String> texts,
            @ForAll @IntRange(max = 3) int kind) {
        ObjectNode request = Json.MAPPER.createObjectNode();
        ArrayNode messages = request.putArray("messages");
        for (int i = 0; i < texts.size(); i++) {
            message(messages.addObject(), "A" + texts.get(i), (kind + i) % 4);
        }
        assertThat(PromptTokens.of(request, COUNTER)).isEqualTo(inLangChain4jsForm(request));
    }

    private static void message(ObjectNode message, String text, int kind) {
        switch (kind) {
            case 0 -> message.put("role", "user").put("content", text).put("name", "anna");
            case 1 -> message.put("role", "system").put("content", text);
            case 2 -> {
                ArrayNode parts = message.put("role", "user").putArray("content");
                parts.addObject().put("type", "text").put("text", text);
                parts.addObject()
                        .put("type", "image_url")
                        .putObject("image_url")
                        .put("url", "https://example.org/a.png")
                        .put("detail", text.length() % 2 == 0 ? "low" : "high");
            }
            default ->
                message.put("role", "assistant")
                        .put("content", text)
                        .putArray("tool_calls")
                        .addObject()
                        .put("id", "c1")
                        .put("type", "function")
                        .putObject("function")
                        .put("name", "weather")
                        .put("arguments", "{\"city\":\"" + text.length() + "\"}");
        }
    }

    @Test
    void countToolsAsInLangChain4jsForm() {
        JsonNode request = json("{'messages':[{'role':'user','content':'Hi'}],'tools':[{'type':'function','function':"
                + "{'name':'weather','description':'Tells the weather','parameters':{'type':'object','properties':"
                + "{'city':{'type':'string'}},'required':['city']}}}]}");
        assertThat(PromptTokens.of(request, COUNTER)).isCloseTo(inLangChain4jsForm(request), within(3));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'system':'Be brief.','messages':[{'role':'user','content':[{'type':'text','text':'Hi there'}]}]}",
                "{'instructions':'Be brief.','input':[{'role':'user','content':[{'type':'input_text','text':'Hi there'}]}]}",
                "{'instructions':'Be brief.','input':'Hi there'}",
                "{'system':[{'type':'text','text':'Be brief.'}],'messages':[{'role':'user','content':'Hi there'}]}"
            })
    void countTheSameInEveryDialect(String request) {
        assertThat(tokens(request))
                .isEqualTo(tokens("{'messages':[{'role':'system','content':'Be brief.'},"
                        + "{'role':'user','content':'Hi there'}]}"));
    }

    @Test
    void countCallsOfToolsAndWhatTheyReturned() {
        int bare = tokens("{'messages':[{'role':'user','content':'Hi'},{'role':'assistant'},{'role':'user'}]}");
        int chat = tokens(
                "{'messages':[{'role':'user','content':'Hi'},{'role':'assistant','tool_calls':[{'id':'c','type':"
                        + "'function','function':{'name':'weather','arguments':'{}'}}]},{'role':'tool','content':'sunny'}]}");
        int messages = tokens(
                "{'messages':[{'role':'user','content':'Hi'},{'role':'assistant','content':[{'type':'tool_use',"
                        + "'id':'c','name':'weather','input':{}}]},{'role':'user','content':[{'type':'tool_result','content':'sunny'}]}]}");
        int responses = tokens("{'input':[{'role':'user','content':'Hi'},{'type':'function_call','name':'weather',"
                + "'arguments':'{}'},{'type':'function_call_output','output':'sunny'}]}");
        assertThat(chat).isGreaterThan(bare + 2).isEqualTo(messages).isCloseTo(responses, within(1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{'messages':null}",
                "{'messages':{'a':1}}",
                "{'messages':[1,null,[2],{'content':{'text':3}}]}",
                "{'messages':[{'content':[{'type':'image_url'},{'type':7}]}],'tools':[1,{'function':2}]}",
                "{'system':null,'input':[[]],'tools':{'a':{}}}"
            })
    void passOverWhatIsNotAsTheDialectHasIt(String request) {
        assertThat(tokens(request)).isBetween(3, 1000);
    }
}
