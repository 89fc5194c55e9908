package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.ResponsesWords;
import dev.llmrouter.openai.JsonSchemaSupport;
import dev.llmrouter.provider.ProviderModel;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What servers do not take, on the wire. */
class QuirksTest {

    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]";

    private final FakeOpenAi up = answering(completion("Hi"));
    private final FakeOpenAi other = answering(completion("Hi from the other"));
    private final TestRouter router = TestRouter.with(
            """
        discover: false
        providers:
          groq: { type: groq, baseUrl: "%1$s" }
          cerebras: { type: cerebras, baseUrl: "%1$s", apiKey: "{{sys:user.name}}", headers: { x-team: blue } }
          deepseek: { type: deepseek, baseUrl: "%1$s" }
          plain-groq: { type: groq, baseUrl: "%1$s", quirks: {} }
          odd:
            type: openai
            baseUrl: "%1$s"
            quirks:
              drops: [ stream_options, user ]
              renames: { seed: random_seed, max_completion_tokens: max_tokens }
              values: { tool_choice: { required: any } }
              streamUsage: false
              jsonSchema: none
          other: { type: openai, baseUrl: "%2$s" }
          sim: { type: simulator, latency: 0ms, perToken: 0ms }
          perplexity: { type: perplexity, baseUrl: "%1$s" }
          llamacpp: { type: llamacpp }
        targets:
          drops: { provider: groq, model: up }
          refuses: { provider: groq, model: up, unsupported: refuse }
          takes-all: { provider: other, model: up }
          made-up: { provider: sim, model: small }
          made-up-strictly: { provider: sim, model: small, unsupported: refuse }
        models:
          either: { of: [ drops, takes-all ] }
          strict-first: { of: [ refuses, takes-all ] }
          strict: { of: [ drops, made-up ], unsupported: refuse }
          lax: { of: [ refuses ], unsupported: drop }
        """
                    .formatted(up.baseUrl(), other.baseUrl()),
            Map.of("GROQ_API_KEY", "gsk-from-the-environment", "PERPLEXITY_API_KEY", "p", "DEEPSEEK_API_KEY", "d"));

    @AfterEach
    void stop() {
        router.close();
        up.close();
        other.close();
    }

    private static String request(String model, String fields) {
        return "{\"model\":\"" + model + "\"," + (fields.isEmpty() ? "" : fields + ",") + MESSAGES + "}";
    }

    private static Optional<String> dropped(HttpResponse<String> reply) {
        return reply.headers().firstValue("x-llm-dropped");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "groq | 'logit_bias':{'1':2},'top_p':0.10 | 'top_p':0.10 | logit_bias",
                "groq | 'n':2,'logprobs':true,'top_logprobs':3 | | n, logprobs, top_logprobs",
                "groq | 'n':1,'logprobs':false | |",
                "groq | 'presence_penalty':1 | 'presence_penalty':1 |",
                "cerebras | 'presence_penalty':1,'frequency_penalty':0,'n':2 | 'n':2 | presence_penalty",
                "deepseek | 'logprobs':true | 'logprobs':true |",
                "plain-groq | 'logprobs':true | 'logprobs':true |",
                "odd | 'seed':9007199254740993,'user':'me' | 'random_seed':9007199254740993 |",
                "odd | 'max_completion_tokens':5,'tool_choice':'required' | 'max_tokens':5,'tool_choice':'any' |",
                "odd | 'max_completion_tokens':5,'max_tokens':6 | 'max_tokens':5 |",
                "other | 'logit_bias':{'1':2},'n':2 | 'logit_bias':{'1':2},'n':2 |",
            })
    void whatArrivesIsWhatTheServerTakes(String provider, String given, String sent, String named) {
        FakeOpenAi asked = provider.equals("other") ? other : up;
        HttpResponse<String> reply = router.chat(request(provider + "/up", given.replace('\'', '"')));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(asked.last().body()).isEqualTo(request("up", sent == null ? "" : sent.replace('\'', '"')));
        assertThat(dropped(reply)).isEqualTo(Optional.ofNullable(named));
    }

    @Test
    void namesInMessagesAreNamedByTheirPlace() {
        HttpResponse<String> reply =
                router.chat("{\"model\":\"drops\",\"messages\":[{\"role\":\"system\",\"content\":\"s\"},"
                        + "{\"role\":\"user\",\"name\":\"ann 😀\",\"content\":\"Größe\"}]}");
        assertThat(up.last().body())
                .isEqualTo("{\"model\":\"up\",\"messages\":[{\"role\":\"system\",\"content\":\"s\"},"
                        + "{\"role\":\"user\",\"content\":\"Größe\"}]}");
        assertThat(dropped(reply)).hasValue("messages[1].name");
    }

    @Test
    void aPresetHasItsKeyFromTheEnvironmentAndAnEntryMaySayOtherwise() {
        router.chat(request("groq/up", ""));
        assertThat(up.last().header("authorization")).isEqualTo("Bearer gsk-from-the-environment");
        router.chat(request("cerebras/up", ""));
        assertThat(up.last().header("authorization")).isEqualTo("Bearer " + System.getProperty("user.name"));
        assertThat(up.last().header("x-team")).isEqualTo("blue");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "odd | |",
                "odd | ,'stream_options':{'include_usage':true} |",
                "groq | ,'n':3 | ,'stream_options':{'include_usage':true}",
                "groq | ,'stream_options':{'include_usage':false} | ,'stream_options':{'include_usage':true}",
            })
    void aStreamIsAskedForWhatTheServerTakes(String provider, String given, String sent) {
        up.nowAnswering(streamOf("Hi"));
        HttpResponse<String> reply =
                router.chat("{\"model\":\"" + provider + "/up\"," + MESSAGES + ",\"stream\":true" + text(given) + "}");
        assertThat(reply.body()).contains("Hi").endsWith("data: [DONE]\n\n");
        assertThat(up.last().body()).isEqualTo("{\"model\":\"up\"," + MESSAGES + ",\"stream\":true" + text(sent) + "}");
        assertThat(dropped(reply)).isEqualTo(text(given).contains("\"n\"") ? Optional.of("n") : Optional.empty());
    }

    private static String text(String given) {
        return given == null ? "" : given.replace('\'', '"');
    }

    @Test
    void onlyWhatTheTargetThatAnsweredWasNotToldIsNamed() {
        up.nowAnswering(error(500, "down"));
        HttpResponse<String> reply = router.chat(request("either", "\"logit_bias\":{\"1\":2}"));
        assertThat(reply.body()).contains("Hi from the other");
        assertThat(other.last().body()).contains("logit_bias");
        assertThat(dropped(reply)).isEmpty();
    }

    @Test
    void aTargetThatRefusesIsNotAsked() {
        HttpResponse<String> reply = router.chat(request("refuses", "\"logit_bias\":{\"1\":2},\"n\":2"));
        assertThat(reply.statusCode()).isEqualTo(400);
        assertThat(reply.body())
                .contains("The model 'refuses' can't be told: logit_bias, n.")
                .contains("\"param\":\"logit_bias\"")
                .contains("\"code\":\"unsupported_parameter\"");
        assertThat(up.received()).isEmpty();
        assertThat(router.chat(request("refuses", "\"n\":1,\"user\":\"me\"")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void anotherThatCanBeToldIsAskedInItsPlace() {
        HttpResponse<String> reply = router.chat(request("strict-first", "\"logit_bias\":{\"1\":2}"));
        assertThat(reply.headers().firstValue("x-llm-target")).hasValue("takes-all");
        assertThat(dropped(reply)).isEmpty();
        assertThat(up.received()).isEmpty();
    }

    @Test
    void whatAModelSaysStandsForAllOfItsTargets() {
        HttpResponse<String> refused = router.chat(request("strict", "\"logit_bias\":{\"1\":2}"));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("logit_bias").contains("drops").contains("made-up");
        assertThat(up.received()).isEmpty();
        HttpResponse<String> taken = router.chat(request("lax", "\"logit_bias\":{\"1\":2}"));
        assertThat(taken.statusCode()).isEqualTo(200);
        assertThat(dropped(taken)).hasValue("logit_bias");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatLangChain4jCannotHoldIsNamedAsWell(boolean stream) {
        String fields = "\"stream\":" + stream + ",\"logit_bias\":{\"1\":2},\"top_logprobs\":2";
        assertThat(dropped(router.chat(request("made-up", fields)))).hasValue("logit_bias, top_logprobs");
        HttpResponse<String> refused = router.chat(request("made-up-strictly", fields));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("can't be told: logit_bias, top_logprobs.");
        assertThat(dropped(router.chat(request("made-up", "\"stream\":" + stream))))
                .isEmpty();
    }

    @Test
    void manyNamesAreCutAndOddOnesAreHarmless() {
        String many = IntStream.range(0, 500)
                .mapToObj(i -> "\"invented_" + i + "\":1")
                .collect(Collectors.joining(","));
        assertThat(dropped(router.chat(request("made-up", many)))).hasValueSatisfying(names -> assertThat(names)
                .startsWith("invented_0, invented_1, ")
                .endsWith(", ...")
                .hasSizeLessThan(1100));
        String odd = "\"a\\r\\nx-evil: 1\":1,\"größe😀\":2,\"a,b\":3,\"" + "x".repeat(50_000) + "\":4,\"\":5";
        HttpResponse<String> reply = router.chat(request("made-up", odd));
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.headers().firstValue("x-evil")).isEmpty();
        assertThat(dropped(reply)).hasValueSatisfying(names -> assertThat(names)
                .startsWith("a??x-evil:?1, gr??e?, a?b, xxx")
                .endsWith("..., ?")
                .hasSizeLessThan(300));
    }

    @Test
    void anEmbeddedRouteIsToldInAHeader() {
        ProducerTemplate route = router.camel().createProducerTemplate();
        Exchange told = route.request("llm:drops", asking -> {
            asking.getMessage().setBody(request("any", "\"n\":2"));
            asking.getMessage().setHeader("LlmDropped", "of an earlier call");
        });
        assertThat(told.getMessage().getHeader("LlmDropped")).isEqualTo("n");
        assertThat(told.getMessage().getBody(ChatResponse.class).aiMessage().text())
                .isEqualTo("Hi");
        Exchange nothing = route.send("llm:drops", again -> {
            again.getMessage().setBody(request("any", ""));
            again.getMessage().setHeader("LlmDropped", "of an earlier call");
        });
        assertThat(nothing.getMessage().getHeader("LlmDropped")).isNull();
        assertThat(refusal(route, "llm:drops?unsupported=refuse", "")).contains("n");
        assertThat(refusal(route, "llm:drops", "refuse")).contains("n");
        assertThat(refusal(route, "llm:drops?unsupported=refuse", "drop")).isEmpty();
        assertThat(refusal(route, "direct:chat", "refuse")).contains("n");
    }

    private static String refusal(ProducerTemplate route, String uri, String header) {
        Exception thrown = route.request(uri, asking -> {
                    asking.getMessage().setBody(request("drops", "\"n\":2"));
                    asking.getMessage().setHeader("LlmUnsupported", header.isEmpty() ? null : header);
                })
                .getException();
        return thrown == null ? "" : String.valueOf(thrown.getMessage());
    }

    @Test
    void aLangChain4jModelSendsNothingThatTheServerDoesNotTake() throws Exception {
        ChatModel odd = model("cerebras/up", ChatModel.class);
        odd.chat(ChatRequest.builder()
                .messages(UserMessage.from("Hello"))
                .presencePenalty(0.5)
                .topP(0.25)
                .build());
        assertThat(up.last().body())
                .contains("\"top_p\"")
                .contains("0.25")
                .contains("Hello")
                .doesNotContain("presence_penalty");
        StreamingChatModel streaming = model("odd/up", StreamingChatModel.class);
        up.nowAnswering(streamOf("Hi"));
        CompletableFuture<String> text = new CompletableFuture<>();
        streaming.chat("Hello", new StreamingChatResponseHandler() {
            @Override
            public void onCompleteResponse(ChatResponse complete) {
                text.complete(complete.aiMessage().text());
            }

            @Override
            public void onError(Throwable thrown) {
                text.completeExceptionally(thrown);
            }
        });
        assertThat(text.get(5, TimeUnit.SECONDS)).isEqualTo("Hi");
        assertThat(up.last().body()).doesNotContain("stream_options");
    }

    private <T> T model(String name, Class<T> type) {
        router.chat(request(name, ""));
        return Objects.requireNonNull(router.camel().getRegistry().lookupByNameAndType(name, type));
    }

    @Test
    void aModelSaysWhatBecomesOfAJsonSchema() {
        assertThat(model("groq/up", ProviderModel.class).jsonSchemaSupport()).isEqualTo(JsonSchemaSupport.NATIVE);
        assertThat(model("deepseek/up", ProviderModel.class).jsonSchemaSupport())
                .isEqualTo(JsonSchemaSupport.OBJECT);
        assertThat(model("odd/up", ProviderModel.class).jsonSchemaSupport()).isEqualTo(JsonSchemaSupport.NONE);
        assertThat(model("made-up", ProviderModel.class).jsonSchemaSupport()).isEqualTo(JsonSchemaSupport.NATIVE);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aServerWithoutChatIsAskedForAResponse(boolean stream) {
        ResponsesWords words = new ResponsesWords();
        up.nowAnswering(words.text(stream));
        HttpResponse<String> reply = router.chat(request("perplexity/up", "\"seed\":7,\"stream\":" + stream));
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(reply.headers().firstValue("x-llm-dropped")).hasValue("seed");
        assertThat(reply.body()).contains(stream ? "chat.completion.chunk" : "chat.completion");
        assertThat(up.last().path()).endsWith("/responses");
        assertThat(words.asked(up.last()).texts()).containsExactly("Hello");
    }

    @Test
    void aServerThatNobodyHasSaidTheAddressOfIsOff() {
        assertThat(router.chat(request("llamacpp/up", "")).statusCode()).isEqualTo(404);
    }
}
