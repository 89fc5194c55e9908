package dev.llmrouter.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.llmrouter.anthropic.MessagesRequest;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.responses.ResponsesRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NeedsTest {

    private static byte[] json(String quoted) {
        return quoted.replace('\'', '"').getBytes(StandardCharsets.UTF_8);
    }

    private static Set<Capability> capabilities(String names) {
        return "-".equals(names)
                ? Set.of()
                : Arrays.stream(names.split(" ", -1)).map(Capability::valueOf).collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        'tools':[{'type':'function','function':{'name':'f'}}]                        | TOOLS
        'tools':[]                                                                    | -
        'tools':null                                                                  | -
        'functions':[{'name':'f'}]                                                    | TOOLS
        'response_format':{'type':'json_schema','json_schema':{'name':'x'}}           | JSON_SCHEMA
        'response_format':{'type':'json_object'}                                      | -
        'reasoning_effort':'low'                                                      | REASONING
        'reasoning_effort':'none'                                                     | -
        'reasoning_effort':null                                                       | -
        'reasoning':{'effort':'high'}                                                 | REASONING
        'metadata':{'type':'image_url','tools':[1]}                                   | -
        """)
    void ofAChat(String fields, String needed) {
        String chat = "{'model':'m','messages':[{'role':'user','content':'type image_url'}]," + fields + "}";
        assertThat(OpenAiRequest.read(json(chat)).needs()).isEqualTo(capabilities(needed));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        {'type':'text','text':'image_url'}                       | -
        {'type':'image_url','image_url':{'url':'data:'}}         | VISION
        {'type':'input_audio','input_audio':{'data':''}}         | AUDIO
        {'type':'file','file':{'file_id':'x'}}                   | PDF
        {'type':['image_url']}                                   | -
        """)
    void ofThePartsOfAChat(String part, String needed) {
        String chat = "{'model':'m','messages':[{'role':'user','content':[{'type':'text'}," + part + "]}]}";
        assertThat(OpenAiRequest.read(json(chat)).needs()).isEqualTo(capabilities(needed));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        {'type':'image','source':{'type':'base64'}}                                  | VISION
        {'type':'document','source':{'type':'base64'}}                               | PDF
        {'type':'tool_use','id':'t','name':'draw','input':{'type':'image'}}          | -
        {'type':'tool_result','tool_use_id':'t','content':[{'type':'image'}]}        | VISION
        """)
    void ofThePartsOfMessages(String block, String needed) {
        String messages = "{'model':'m','max_tokens':9,'messages':[{'role':'user','content':[" + block + "]}]}";
        assertThat(MessagesRequest.read(json(messages)).needs()).isEqualTo(capabilities(needed));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
        'thinking':{'type':'enabled','budget_tokens':2000}                           | REASONING
        'thinking':{'type':'disabled'}                                               | -
        'tools':[{'name':'f','input_schema':{}}]                                     | TOOLS
        'output_config':{'format':{'type':'json_schema','schema':{}}}                | JSON_SCHEMA
        """)
    void ofMessages(String fields, String needed) {
        String messages = "{'model':'m','max_tokens':9,'messages':[{'role':'user','content':'Hi'}]," + fields + "}";
        assertThat(MessagesRequest.read(json(messages)).needs()).isEqualTo(capabilities(needed));
    }

    @Test
    void ofAResponse() {
        String response =
                "{'model':'m','reasoning':{'effort':'low','summary':'auto'},'tools':[{'type':'function','name':'f'}],"
                        + "'text':{'format':{'type':'json_schema','name':'x','schema':{}}},"
                        + "'input':[{'type':'message','role':'user','content':[{'type':'input_image','image_url':'u'}]}]}";
        assertThat(ResponsesRequest.read(json(response)).needs())
                .containsExactlyInAnyOrder(
                        Capability.REASONING, Capability.TOOLS, Capability.JSON_SCHEMA, Capability.VISION);
    }

    @Test
    void ofAResponseToAText() {
        assertThat(ResponsesRequest.read(json("{'model':'m','input':'Hi','tools':[]}"))
                        .needs())
                .isEmpty();
    }

    @Test
    void ofLangChain4jsForm() {
        ChatRequest chat = ChatRequest.builder()
                .messages(UserMessage.from(ImageContent.from("https://example.com/a.png")))
                .build();
        assertThat(LlmRequest.of(chat, false).needs()).containsExactly(Capability.VISION);
    }
}
