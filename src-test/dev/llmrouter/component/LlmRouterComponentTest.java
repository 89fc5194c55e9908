package dev.llmrouter.component;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.stallAfter;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.config.ConfigException;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.JarOf;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.outcome.LlmException;
import java.io.InputStream;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes of an application that ask {@code llm-router:}, in a plain context with no HTTP server. */
class LlmRouterComponentTest {

    private static final FakeOpenAi upstream = answering(completion("Hi"));

    @TempDir
    static Path folder = Path.of(".");

    private static DefaultCamelContext camel;
    private static ProducerTemplate producer;

    @BeforeAll
    static void start() throws Exception {
        Path config = Files.writeString(
                folder.resolve("router.yaml"),
                """
                providers:
                  up: { type: openai, baseUrl: "%s", apiKey: "{{KEY:sk-of-the-router}}" }
                  sim: { type: simulator, latency: 1ms, perToken: 1ms }
                targets:
                  real: { provider: up, model: upstream-model, price: { input: 1, output: 2 } }
                  gone: { provider: up, model: other-model }
                models:
                  smart: { policy: priority, of: [ real ] }
                  second: { policy: priority, of: [ gone ] }
                retries: { count: 0 }
                holds:
                  - { when: "${body} contains 'hold'", reason: "to be read first" }
                """
                        .formatted(upstream.baseUrl()));
        camel = new DefaultCamelContext();
        camel.getRegistry().bind("llm-router-data", folder);
        camel.getComponent("llm-router", LlmRouterComponent.class).setConfig(config.toString());
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to("llm-router:smart");
                from("direct:pieces")
                        .to("llm-router:smart?stream=true")
                        .split(body())
                        .streaming()
                        .to("mock:pieces");
            }
        });
        camel.start();
        producer = camel.createProducerTemplate();
    }

    @AfterAll
    static void stop() throws Exception {
        camel.close();
        upstream.close();
    }

    @BeforeEach
    void forget() {
        upstream.received().clear();
        upstream.nowAnswering(completion("Hi"));
    }

    private static Exchange ask(String uri, Object body, Map<String, Object> headers) {
        Exchange exchange = producer.request(uri, asked -> {
            asked.getMessage().setBody(body);
            asked.getMessage().setHeaders(headers);
        });
        return exchange;
    }

    private static Exchange ask(String uri, Object body) {
        return ask(uri, body, new java.util.HashMap<>());
    }

    @Test
    void aTextInIsATextOutAndTheHeadersSayHow() {
        Exchange answered = ask("direct:ask", "Hello");
        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody()).isEqualTo("Hi");
        assertThat(answered.getMessage().getHeader(LlmHeaders.ANSWERED_BY)).isEqualTo("real");
        assertThat(answered.getMessage().getHeader(LlmHeaders.ATTEMPTS)).isEqualTo(1);
        assertThat(answered.getMessage().getHeader(LlmHeaders.INPUT_TOKENS, Long.class))
                .isPositive();
        assertThat(answered.getMessage().getHeader(LlmHeaders.COST_USD, Double.class))
                .isPositive();
        assertThat(answered.getMessage().getHeader(LlmHeaders.FINISH_REASON)).isEqualTo("STOP");
        assertThat(answered.getMessage().getHeader(LlmHeaders.ANSWERED_CALL)).isNotNull();
        assertThat(upstream.last().body()).contains("\"upstream-model\"");
    }

    @Test
    void messagesRequestsAndOpenAisJsonAreTakenAsWell() {
        assertThat(ask("llm-router:smart", UserMessage.from("Hello"))
                        .getMessage()
                        .getBody())
                .isEqualTo("Hi");
        assertThat(ask("llm-router:smart", List.of(SystemMessage.from("Be short."), UserMessage.from("Hello")))
                        .getMessage()
                        .getBody())
                .isEqualTo("Hi");
        ChatRequest request =
                ChatRequest.builder().messages(UserMessage.from("Hello")).build();
        ChatResponse response = ask("llm-router:smart?resultType=response", request)
                .getMessage()
                .getBody(ChatResponse.class);
        assertThat(response.aiMessage().text()).isEqualTo("Hi");
        String json = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],\"seed\":7}";
        Exchange answered = ask("llm-router:smart?resultType=json", json);
        assertThat(answered.getMessage().getBody(String.class)).contains("\"chat.completion\"", "\"Hi\"");
        assertThat(upstream.last().body()).contains("\"seed\":7", "\"upstream-model\"");
    }

    @Test
    void aSystemMessageGoesBeforeTextsThatHaveNone() {
        ask("llm-router:smart?system=Be short.", "Hello");
        assertThat(upstream.last().body()).contains("Be short.");
        ask("llm-router:smart?system=Be short.", List.of(SystemMessage.from("Be long."), UserMessage.from("Hello")));
        assertThat(upstream.last().body()).contains("Be long.").doesNotContain("Be short.");
    }

    @Test
    void aHeaderNamesAnotherModelOnceAndIsNotForTheNext() {
        Exchange answered =
                ask("llm-router:smart", "Hello", new java.util.HashMap<>(Map.of(LlmHeaders.MODEL, "second")));
        assertThat(answered.getMessage().getHeader(LlmHeaders.ANSWERED_BY)).isEqualTo("gone");
        assertThat(answered.getMessage().getHeader(LlmHeaders.MODEL)).isNull();
    }

    @Test
    void aStreamIsAnIteratorOverPiecesOfText() throws Exception {
        upstream.nowAnswering(streamOf("How ", "are ", "you?"));
        Exchange answered = ask("llm-router:smart?stream=true", "Hello");
        assertThat(answered.getException()).isNull();
        List<String> pieces = new ArrayList<>();
        Iterator<?> arriving = answered.getMessage().getBody(Iterator.class);
        arriving.forEachRemaining(piece -> pieces.add((String) piece));
        assertThat(pieces).containsExactly("How ", "are ", "you?");
    }

    @Test
    void aSplitterTakesTheStreamPieceByPiece() throws Exception {
        upstream.nowAnswering(streamOf("How ", "are ", "you?"));
        var pieces = camel.getEndpoint("mock:pieces", org.apache.camel.component.mock.MockEndpoint.class);
        pieces.reset();
        pieces.expectedBodiesReceived("How ", "are ", "you?");
        ask("direct:pieces", "Hello");
        pieces.assertIsSatisfied();
    }

    @Test
    void aStreamOfJsonIsOpenAisEvents() throws Exception {
        upstream.nowAnswering(streamOf("How ", "are ", "you?"));
        String[] events = new String[1];
        camel.getRegistry().bind("readEvents", new org.apache.camel.Processor() {
            @Override
            public void process(Exchange exchange) throws Exception {
                try (InputStream body = exchange.getMessage().getBody(InputStream.class)) {
                    events[0] = new String(body.readAllBytes(), StandardCharsets.UTF_8);
                }
            }
        });
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:events")
                        .to("llm-router:smart?stream=true&resultType=json")
                        .process("readEvents");
            }
        });
        ask("direct:events", "Hello");
        assertThat(events[0]).contains("data: {", "\"are \"").endsWith("data: [DONE]\n\n");
    }

    @Test
    void whatNobodyAnswersIsAnExceptionOfTheRouters() {
        upstream.nowAnswering(error(500, "oops"));
        Exchange answered = ask("direct:ask", "Hello");
        assertThat(answered.getException()).isInstanceOf(RouterException.class);
        assertThat(ask("llm-router:unheard-of", "Hello").getException())
                .isInstanceOf(RouterException.class)
                .hasMessageContaining("unheard-of");
        assertThat(ask("direct:ask", " ").getException()).isInstanceOf(LlmException.class);
        assertThat(ask("direct:ask", "Please hold this").getException()).hasMessageContaining("to be read first");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "llm-router:smart?stream=true&resultType=response",
                "llm-router:smart?stream=true&operation=embeddings"
            })
    void aStreamOfWhatHasNoneIsRefusedWhenTheRouteIsMade(String uri) {
        assertThatThrownBy(() -> camel.getEndpoint(uri)).hasStackTraceContaining("stream");
    }

    @Test
    void withNoConfigurationTheErrorSaysWhereItIsLookedFor() {
        try (DefaultCamelContext other = new DefaultCamelContext()) {
            assertThatThrownBy(() -> other.getEndpoint("llm-router:smart"))
                    .hasStackTraceContaining("LLM_ROUTER_CONFIG")
                    .hasStackTraceContaining("LlmRouter.install");
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void aMistakeInTheConfigurationFailsTheStart() throws Exception {
        Path wrong = Files.writeString(folder.resolve("wrong.yaml"), "modles: {}\n");
        try (DefaultCamelContext other = new DefaultCamelContext()) {
            assertThatThrownBy(() -> other.getEndpoint("llm-router:smart?config=" + wrong))
                    .hasRootCauseInstanceOf(ConfigException.class)
                    .hasStackTraceContaining("modles");
        }
    }

    /** With a template beside it, which is read when the policies are made. */
    private static Map<String, String> packed(String template) {
        return Map.of(
                "llm/router.yaml",
                """
                providers: { sim: { type: simulator, latency: 1ms, perToken: 1ms } }
                targets: { small: { provider: sim, model: small } }
                models:
                  sorted:
                    policy: classifier
                    by: small
                    prompt: "resource: question.txt"
                    branches: { code: { use: small } }
                    otherwise: small
                """,
                "llm/question.txt",
                template);
    }

    @Test
    void aConfigurationInAJarIsReadThereWithWhatItNames() throws Exception {
        try (URLClassLoader jar = JarOf.texts(folder.resolve("app.jar"), packed("${branches} or not? ${text}"));
                DefaultCamelContext other = new DefaultCamelContext()) {
            other.setApplicationContextClassLoader(jar);
            other.getRegistry().bind("llm-router-data", folder.resolve("other"));
            other.start();
            assertThat(other.createProducerTemplate()
                            .requestBody("llm-router:sorted?config=classpath:llm/router.yaml", "Hello", String.class))
                    .contains("You wrote: Hello");
        }
    }

    @Test
    void aMistakeInAConfigurationInAJarIsSaidWithItsPlaceThere() throws Exception {
        try (URLClassLoader jar = JarOf.texts(folder.resolve("wrong.jar"), packed("no place for a text"));
                DefaultCamelContext other = new DefaultCamelContext()) {
            other.setApplicationContextClassLoader(jar);
            other.getRegistry().bind("llm-router-data", folder.resolve("other"));
            other.start();
            assertThatThrownBy(() -> other.getEndpoint("llm-router:sorted?config=classpath:llm/router.yaml"))
                    .rootCause()
                    .isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("classpath:llm/router.yaml:7: models.sorted.prompt: has no ${text} in it");
        }
    }

    @Test
    void aMessageThatComesWhileTheContextStartsWaitsForTheRouter() throws Exception {
        try (DefaultCamelContext other = new DefaultCamelContext()) {
            other.getComponent("llm-router", LlmRouterComponent.class)
                    .setConfig(folder.resolve("router.yaml").toString());
            other.getRegistry().bind("llm-router-data", folder.resolve("other"));
            other.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("timer:soon?repeatCount=1&delay=0")
                            .setBody(constant("Hello"))
                            .to("llm-router:smart")
                            .to("mock:answered");
                }
            });
            var answered = other.getEndpoint("mock:answered", org.apache.camel.component.mock.MockEndpoint.class);
            answered.expectedBodiesReceived("Hi");
            other.start();
            answered.assertIsSatisfied();
        }
    }

    @Test
    void aStreamThatNobodyReadsIsStoppedWhenTheExchangeIsDone() throws Exception {
        upstream.nowAnswering(stallAfter(chunk("How ")));
        int before = upstream.aborted();
        camel.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:unread").to("llm-router:smart?stream=true").setBody(constant("thrown away"));
            }
        });
        Exchange answered = ask("direct:unread", "Hello");
        assertThat(answered.getMessage().getBody()).isEqualTo("thrown away");
        await().until(() -> upstream.aborted() == before + 1);
        await().until(() -> camel.getInflightRepository().size() == 0);
    }

    @Test
    void camelKnowsItsOptionsAndHeadersByHeart() throws Exception {
        JsonNode known = new ObjectMapper().readTree(camel.getComponentParameterJsonSchema("llm-router"));
        for (String option :
                List.of("operation", "resultType", "stream", "system", "tenant", "policy", "deadline", "config")) {
            assertThat(known.path("properties").path(option).path("description").asText())
                    .as(option)
                    .isNotBlank();
        }
        assertThat(known.path("properties").path("resultType").path("enum")).hasSize(3);
        assertThat(known.path("headers")
                        .path(LlmHeaders.COST_USD)
                        .path("description")
                        .asText())
                .contains("US dollars");
        assertThat(PluginHelper.getConfigurerResolver(camel).resolvePropertyConfigurer("llm-router-endpoint", camel))
                .isNotNull();
    }
}
