package dev.llmrouter.openai;

import static dev.llmrouter.openai.Fixture.call;
import static dev.llmrouter.openai.Fixture.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.ImageContent.DetailLevel;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRequestReaderTest {

    private static final String HI = "'messages':[{'role':'user','content':'hi'}]";

    private static ChatRequest read(String body) {
        return ChatRequestReader.read(json(body)).request();
    }

    private static List<String> dropped(String fields) {
        return ChatRequestReader.read(json("{" + HI + "," + fields + "}")).dropped();
    }

    private static ToolSpecification tool(String parameters) {
        return read("{" + HI + ",'tools':[{'type':'function','function':{'name':'f','parameters':" + parameters
                        + "}}]}")
                .toolSpecifications()
                .get(0);
    }

    @Test
    void readsEveryRole() {
        ChatRequest request = read("{'messages':[{'role':'developer','content':'be brief'},"
                + "{'role':'user','name':'ann','content':'weather?'},"
                + "{'role':'assistant','content':null,'reasoning_content':'hm','tool_calls':[{'id':'c1','type':'function',"
                + "'function':{'name':'weather','arguments':'{}'}}]},"
                + "{'role':'tool','tool_call_id':'c1','content':[{'type':'text','text':'rain'}]}]}");

        assertThat(request.messages())
                .containsExactly(
                        SystemMessage.from("be brief"),
                        UserMessage.from("ann", "weather?"),
                        AiMessage.builder()
                                .thinking("hm")
                                .toolExecutionRequests(List.of(call("c1", "weather", "{}")))
                                .build(),
                        ToolExecutionResultMessage.from("c1", "weather", "rain"));
    }

    @Test
    void readsEveryKindOfContent() {
        ChatRequest request = read("{'messages':[{'role':'user','content':[{'type':'text','text':'look'},"
                + "{'type':'image_url','image_url':{'url':'https://example.com/a.png','detail':'high'}},"
                + "{'type':'image_url','image_url':{'url':'data:image/png;base64,AAAA'}},"
                + "{'type':'input_audio','input_audio':{'data':'BBBB','format':'wav'}},"
                + "{'type':'file','file':{'filename':'a.pdf','file_data':'data:application/pdf;base64,CCCC'}}]}]}");

        assertThat(((UserMessage) request.messages().get(0)).contents())
                .containsExactly(
                        TextContent.from("look"),
                        ImageContent.from("https://example.com/a.png", DetailLevel.HIGH),
                        ImageContent.from("AAAA", "image/png", DetailLevel.AUTO),
                        AudioContent.from("BBBB", "audio/wav"),
                        PdfFileContent.from("CCCC", "application/pdf"));
    }

    @Test
    void readsEveryParameter() {
        ChatRequest request = read("{'model':'m'," + HI + ",'temperature':0.5,'top_p':1,'max_tokens':7,"
                + "'max_completion_tokens':9,'stop':'END','frequency_penalty':-1,'presence_penalty':2}");

        assertThat(request)
                .isEqualTo(ChatRequest.builder()
                        .messages(UserMessage.from("hi"))
                        .modelName("m")
                        .temperature(0.5)
                        .topP(1.0)
                        .maxOutputTokens(9)
                        .stopSequences(List.of("END"))
                        .frequencyPenalty(-1.0)
                        .presencePenalty(2.0)
                        .build());
    }

    @Test
    void keepsARefusal() {
        AiMessage message = (AiMessage) read("{'messages':[{'role':'assistant','refusal':'no'}]}")
                .messages()
                .get(0);

        assertThat(message.text()).isEqualTo("no");
        assertThat(message.attribute("refusal", String.class)).isEqualTo("no");
    }

    @Test
    void carriesAToolThatReturnedNothing() {
        ChatRequest request = read("{'messages':[{'role':'tool','tool_call_id':'c','name':'f','content':''}]}");

        assertThat(request.messages()).containsExactly(ToolExecutionResultMessage.from("c", "f", "\"\""));
    }

    @Test
    void keepsUnknownKeywordsOfAToolsProperties() {
        ToolSpecification tool = tool(
                "{'type':'object','properties':{'a':{'type':'string','pattern':'x+'},'b':{'$ref':'#/definitions/B'}},"
                        + "'required':['a'],'additionalProperties':false,'definitions':{'B':true}}");

        assertThat(tool.parameters().properties().get("a"))
                .isEqualTo(JsonRawSchema.from("{\"type\":\"string\",\"pattern\":\"x+\"}"));
        assertThat(tool.parameters().properties().get("b")).isEqualTo(JsonRawSchema.from("{\"$ref\":\"#/$defs/B\"}"));
        assertThat(tool.parameters().definitions()).containsEntry("B", JsonRawSchema.from("{}"));
        assertThat(tool.parameters().required()).containsExactly("a");
        assertThat(tool.parameters().additionalProperties()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"auto,AUTO", "none,NONE", "required,REQUIRED"})
    void readsToolChoice(String word, ToolChoice choice) {
        assertThat(read("{" + HI + ",'tool_choice':'" + word + "'}").toolChoice())
                .isEqualTo(choice);
    }

    @Test
    void aNamedToolIsRequiredAndTheOnlyOne() {
        ChatRequest request = read("{" + HI
                + ",'tools':[{'type':'function','function':{'name':'a'}},{'type':'function','function':{'name':'b'}}],"
                + "'tool_choice':{'type':'function','function':{'name':'b'}}}");

        assertThat(request.toolChoice()).isEqualTo(ToolChoice.REQUIRED);
        assertThat(request.toolSpecifications())
                .extracting(ToolSpecification::name)
                .containsExactly("b");
    }

    @Test
    void readsResponseFormats() {
        assertThat(read("{" + HI + ",'response_format':{'type':'text'}}").responseFormat())
                .isEqualTo(ResponseFormat.TEXT);
        assertThat(read("{" + HI + ",'response_format':{'type':'json_object'}}").responseFormat())
                .isEqualTo(ResponseFormat.JSON);
        assertThat(read("{" + HI
                                + ",'response_format':{'type':'json_schema','json_schema':{'name':'s','schema':{'type':'object'}}}}")
                        .responseFormat()
                        .jsonSchema()
                        .rootElement())
                .isEqualTo(JsonRawSchema.from("{\"type\":\"object\"}"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'stream':true,'stream_options':{'include_usage':true}",
                "'user':'u','metadata':{'a':'b'},'store':true,'service_tier':'auto','parallel_tool_calls':true",
                "'n':1,'logprobs':false,'modalities':['text'],'logit_bias':{},'seed':null"
            })
    void staysSilentAboutWhatChangesNothing(String fields) {
        assertThat(dropped(fields)).isEmpty();
    }

    @Test
    void listsWhatCannotBeCarried() {
        assertThat(
                        dropped(
                                "'seed':3000000000,'logprobs':true,'modalities':['audio'],'vendor':{'x':1},"
                                        + "'tools':[{'type':'custom','custom':{}},"
                                        + "{'type':'function','function':{'name':'f','parameters':{'anyOf':[],'type':'object'}}}],"
                                        + "'response_format':{'type':'json_schema','json_schema':{'name':'s','strict':true,'schema':{}}}"))
                .containsExactly(
                        "seed",
                        "logprobs",
                        "modalities",
                        "vendor",
                        "tools[0]",
                        "tools[1].function.parameters.anyOf",
                        "response_format.json_schema.strict");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            'reasoning_effort':'low'                            | LOW    | 2048  | false
            'reasoning_effort':'none'                           | NONE   | 0     | false
            'reasoning':{'effort':'high','exclude':true}        | HIGH   | 24576 | true
            'reasoning':{'max_tokens':3000}                     | MEDIUM | 3000  | false
            'reasoning':{'enabled':true}                        | MEDIUM | 8192  | false
            'reasoning':{'enabled':false}                       | NONE   | 0     | false
            'reasoning':{'exclude':true},'reasoning_effort':'low' | LOW  | 2048  | true
            """,
            quoteCharacter = '`')
    void readsHowMuchToThink(String fields, Reasoning.Effort words, int tokens, boolean isHidden) {
        PromptParameters parameters =
                PromptParameters.of(read("{'messages':[{'role':'user','content':'x'}]," + fields + "}")
                        .parameters());
        Reasoning reasoning = java.util.Objects.requireNonNull(parameters.reasoning());
        assertThat(reasoning.words()).isEqualTo(words);
        assertThat(reasoning.tokens()).isEqualTo(tokens);
        assertThat(reasoning.isHidden()).isEqualTo(isHidden);
    }

    @Test
    void parametersThatLangChain4jLacksStayWhenOthersArePutOverThem() {
        PromptParameters read = PromptParameters.of(
                read("{'messages':[{'role':'user','content':'x'}],'seed':7,'parallel_tool_calls':false}")
                        .parameters());
        PromptParameters over = PromptParameters.EMPTY
                .overrideWith(read)
                .overrideWith(ChatRequestParameters.builder().modelName("m").build());
        assertThat(over.seed()).isEqualTo(7);
        assertThat(over.parallelToolCalls()).isFalse();
        assertThat(over.modelName()).isEqualTo("m");
    }

    @Test
    void thoughtsInPiecesAreReadWithTheirSignaturesAlsoWhereAStreamWasNotPutTogether() {
        AiMessage answer = (AiMessage) read("{'messages':[{'role':'assistant','content':'x','reasoning_details':["
                        + "{'type':'reasoning.text','text':'a','index':0},{'type':'reasoning.text','text':'b','index':0},"
                        + "{'type':'reasoning.text','signature':'s','format':'f','index':0},{},"
                        + "{'type':'reasoning.encrypted','data':'e','id':'c','index':1}]}]}")
                .messages()
                .get(0);
        assertThat(answer.thinking()).isEqualTo("ab");
        assertThat(Thoughts.of(answer))
                .containsExactly(new Thoughts.Detail("ab", "s", "f", null), new Thoughts.Detail(null, "e", null, "c"));
    }

    @Test
    void listsUnknownFieldsOfMessages() {
        assertThat(ChatRequestReader.read(json("{'messages':[{'role':'system','content':'s','name':'x'},"
                                + "{'role':'user','content':[{'type':'text','text':'t','cache_control':{}}]}]}"))
                        .dropped())
                .containsExactly("messages[0].name", "messages[1].content[0].cache_control");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            messages                                  | {}
            messages                                  | {'messages':{}}
            messages                                  | {'messages':[]}
            messages[0]                               | {'messages':[1]}
            messages[0].role                          | {'messages':[{'content':'x'}]}
            messages[0].role                          | {'messages':[{'role':'boss','content':'x'}]}
            messages[0].content                       | {'messages':[{'role':'user'}]}
            messages[0].content                       | {'messages':[{'role':'user','content':7}]}
            messages[0].content                       | {'messages':[{'role':'user','content':' '}]}
            messages[0].content                       | {'messages':[{'role':'user','content':[]}]}
            messages[0].content                       | {'messages':[{'role':'assistant'}]}
            messages[0].content[0].type               | {'messages':[{'role':'user','content':[{'type':'video_url'}]}]}
            messages[0].content[0].image_url          | {'messages':[{'role':'user','content':[{'type':'image_url'}]}]}
            messages[0].content[0].image_url.url      | {'messages':[{'role':'user','content':[{'type':'image_url','image_url':{}}]}]}
            messages[0].content[0].image_url.url      | {'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'no url'}}]}]}
            messages[0].content[0].image_url.url      | {'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:image/png,x'}}]}]}
            messages[0].content[0].image_url.url      | {'messages':[{'role':'user','content':[{'type':'image_url','image_url':{'url':'data:;base64,x'}}]}]}
            messages[0].content[0].input_audio.format | {'messages':[{'role':'user','content':[{'type':'input_audio','input_audio':{'data':'x'}}]}]}
            messages[0].content[0].file.file_id       | {'messages':[{'role':'user','content':[{'type':'file','file':{'file_id':'f'}}]}]}
            messages[0].content[0].file.file_data     | {'messages':[{'role':'user','content':[{'type':'file','file':{'file_data':'data:text/csv;base64,x'}}]}]}
            messages[0].tool_calls[0].function        | {'messages':[{'role':'assistant','tool_calls':[{'id':'a'}]}]}
            messages[0].tool_call_id                  | {'messages':[{'role':'tool','tool_call_id':'a','content':'x'}]}
            temperature                               | {'messages':[{'role':'user','content':'x'}],'temperature':'hot'}
            max_tokens                                | {'messages':[{'role':'user','content':'x'}],'max_tokens':0}
            max_tokens                                | {'messages':[{'role':'user','content':'x'}],'max_tokens':3000000000}
            seed                                      | {'messages':[{'role':'user','content':'x'}],'seed':'one'}
            reasoning_effort                          | {'messages':[{'role':'user','content':'x'}],'reasoning_effort':'huge'}
            reasoning.max_tokens                      | {'messages':[{'role':'user','content':'x'}],'reasoning':{'max_tokens':0}}
            parallel_tool_calls                       | {'messages':[{'role':'user','content':'x'}],'parallel_tool_calls':'no'}
            stop[1]                                   | {'messages':[{'role':'user','content':'x'}],'stop':['a',1]}
            n                                         | {'messages':[{'role':'user','content':'x'}],'n':2}
            model                                     | {'messages':[{'role':'user','content':'x'}],'model':{}}
            tools[0].function.name                    | {'messages':[{'role':'user','content':'x'}],'tools':[{'type':'function','function':{}}]}
            tools[0].function.parameters              | {'messages':[{'role':'user','content':'x'}],'tools':[{'type':'function','function':{'name':'f','parameters':[]}}]}
            tool_choice                               | {'messages':[{'role':'user','content':'x'}],'tool_choice':'maybe'}
            tool_choice.function.name                 | {'messages':[{'role':'user','content':'x'}],'tool_choice':{'type':'function','function':{'name':'f'}}}
            response_format.type                      | {'messages':[{'role':'user','content':'x'}],'response_format':{'type':'xml'}}
            response_format.json_schema.schema        | {'messages':[{'role':'user','content':'x'}],'response_format':{'type':'json_schema','json_schema':{'name':'s'}}}
            """,
            quoteCharacter = '`')
    void namesThePlaceOfABadShape(String path, String body) {
        assertThatThrownBy(() -> read(body)).isInstanceOfSatisfying(LlmException.class, e -> {
            Failure failure = e.failure();
            assertThat(failure.kind()).isEqualTo(FailureClass.BAD_REQUEST);
            assertThat(failure.status()).isEqualTo(400);
            assertThat(failure.param()).isEqualTo(path);
            assertThat(failure.message()).startsWith(path + " ");
        });
    }

    @Test
    void refusesWhatIsNoObject() {
        assertThatThrownBy(() -> read("[]"))
                .isInstanceOf(LlmException.class)
                .hasMessage("the request is not an object");
    }
}
