package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.NoReplyException;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.Resources;
import dev.llmrouter.guard.GuardException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.apache.camel.main.Main;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The Kamelets in Camel Main, found where Camel looks for them by itself, with routes that an integration has. */
class KameletsTest {

    private static final Path FOLDER = Path.of("camel-k", "kamelets");
    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{\\??([A-Za-z]+)}}");
    private static final String RULE = "The text contains no names & no <numbers>.";
    private static final FakeOpenAi upstream = answering(completion("Hi"));
    private static final int PORT = FreePort.any();
    private static final Main main = new Main();

    @TempDir
    static Path folder = Path.of(".");

    private static ProducerTemplate producer;

    @BeforeAll
    static void start() throws Exception {
        Path config = Files.writeString(
                folder.resolve("router.yaml"),
                """
                providers:
                  up: { type: openai, baseUrl: "%s" }
                  local: { type: local }
                targets:
                  judge: { provider: up, model: m }
                retries: { count: 0 }
                models:
                  smart: { of: [ judge ] }
                """
                        .formatted(upstream.baseUrl()));
        main.addInitialProperty("config", config.toString());
        main.addInitialProperty("rule", RULE);
        main.addInitialProperty("camel.component.llm-router.data", folder.toString());
        main.addInitialProperty("camel.server.enabled", "true");
        main.addInitialProperty("camel.server.host", "127.0.0.1");
        main.addInitialProperty("camel.server.port", Integer.toString(PORT));
        main.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to("kamelet:llm-router-action?model=smart&config={{config}}");
                from("direct:embed").to("kamelet:llm-embed-action");
                from("direct:sink").to("kamelet:llm-router-sink?model=smart&replies=mock:replies");
                from("direct:fail").to("kamelet:llm-guard-action?model=smart&rule=RAW({{rule}})");
                from("direct:mark").to("kamelet:llm-guard-action?model=smart&onRefusal=mark&rule=RAW({{rule}})");
                from("direct:plain").to("kamelet:llm-guard-action?model=smart&rule=No words (in Greek), please.");
                from("kamelet:openai-gateway-source").to("kamelet:llm-router-action?model=smart&resultType=JSON");
            }
        });
        main.start();
        producer = main.getCamelContext().createProducerTemplate();
    }

    @AfterAll
    static void stop() {
        main.stop();
        upstream.close();
    }

    @BeforeEach
    void forget() {
        upstream.received().clear();
        upstream.nowAnswering(completion("Hi"));
    }

    static List<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.sorted().toList();
        }
    }

    private static JsonNode read(Path file) {
        return Resources.in(file).get(0);
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyFileIsAsACatalogueOfKameletsWantsIt(Path file) throws IOException {
        JsonNode kamelet = read(file);
        assertThat(Resources.mistakes(kamelet)).isEmpty();
        String name = kamelet.at("/metadata/name").asText();
        assertThat(file.getFileName()).hasToString(name + ".kamelet.yaml");
        String type =
                kamelet.at("/metadata/labels/camel.apache.org~1kamelet.type").asText();
        assertThat(name).endsWith("-" + type);
        JsonNode annotations = kamelet.at("/metadata/annotations");
        for (String wanted : List.of("kamelet.support.level", "provider", "kamelet.group", "kamelet.namespace")) {
            assertThat(annotations.path("camel.apache.org/" + wanted).asText())
                    .as(wanted)
                    .isNotEmpty();
        }
        String icon = annotations.path("camel.apache.org/kamelet.icon").asText();
        String data = "data:image/svg+xml;base64,";
        assertThat(icon).startsWith(data).hasSizeLessThan(500);
        assertThat(new String(Base64.getDecoder().decode(icon.substring(data.length())), StandardCharsets.UTF_8))
                .startsWith("<svg");
        String version = Pattern.compile("<artifactId>llm-router</artifactId>\\s*<version>(.*?)</version>")
                .matcher(Files.readString(Path.of("pom.xml")))
                .results()
                .findFirst()
                .orElseThrow()
                .group(1);
        assertThat(annotations.path("camel.apache.org/catalog.version").asText())
                .isEqualTo(version);
        assertThat(kamelet.at("/spec/dependencies"))
                .extracting(JsonNode::asText)
                .contains("camel:kamelet", "mvn:dev.llmrouter:llm-router:" + version);
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyPropertyIsDescribedAndUsed(Path file) {
        JsonNode kamelet = read(file);
        JsonNode properties = kamelet.at("/spec/definition/properties");
        List<String> used = PLACEHOLDER
                .matcher(kamelet.at("/spec/template").toString())
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
        assertThat(used).hasSameElementsAs(names(properties));
        assertThat(names(properties)).containsAll(read(kamelet.at("/spec/definition/required")));
        properties.forEach(property -> {
            assertThat(property.path("title").asText()).isNotEmpty();
            assertThat(property.path("description").asText()).endsWith(".");
            assertThat(property.path("type").asText()).isEqualTo("string");
        });
        String end = "source"
                        .equals(kamelet.at("/metadata/labels/camel.apache.org~1kamelet.type")
                                .asText())
                ? "kamelet:sink"
                : "kamelet:source";
        assertThat(kamelet.at("/spec/template").toString()).contains("\"" + end + "\"");
    }

    private static List<String> read(JsonNode texts) {
        List<String> all = new ArrayList<>();
        texts.forEach(text -> all.add(text.asText()));
        return all;
    }

    private static List<String> names(JsonNode object) {
        List<String> all = new ArrayList<>();
        object.fieldNames().forEachRemaining(all::add);
        return all;
    }

    private static Exchange send(String uri, Object body) {
        return producer.request(uri, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeader("kept", "as it was");
        });
    }

    @Test
    void theActionAsksAndTheReplyIsTheMessage() {
        Exchange answered = send("direct:ask", "Hello");
        assertThat(answered.getException()).isNull();
        assertThat(answered.getMessage().getBody()).isEqualTo("Hi");
        assertThat(answered.getMessage().getHeader("kept")).isEqualTo("as it was");
        assertThat(upstream.last().body()).contains("Hello");
    }

    @Test
    void theShippedConfigurationServesItOffline() throws Exception {
        Main shipped = new Main();
        shipped.addInitialProperty("camel.component.llm-router.data", folder.toString());
        shipped.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:ask").to("kamelet:llm-router-action?model=smart&config=config/router.yaml");
            }
        });
        shipped.start();
        try {
            String reply =
                    shipped.getCamelContext().createProducerTemplate().requestBody("direct:ask", "Hello", String.class);
            assertThat(reply).contains("You wrote: Hello");
        } finally {
            shipped.stop();
        }
    }

    @Test
    void aTextBecomesAVectorAndAListAListOfThem() {
        assertThat(send("direct:embed", "Hello").getMessage().getBody(float[].class))
                .hasSize(384);
        assertThat(send("direct:embed", List.of("Hello", "Good morning"))
                        .getMessage()
                        .getBody())
                .asInstanceOf(InstanceOfAssertFactories.LIST)
                .hasSize(2)
                .hasOnlyElementsOfType(float[].class);
    }

    @Test
    void theSinkSendsTheReplyOnAndFailsWhereThereIsNone() throws Exception {
        MockEndpoint replies = main.getCamelContext().getEndpoint("mock:replies", MockEndpoint.class);
        replies.expectedBodiesReceived("Hi");
        assertThat(send("direct:sink", "Hello").getException()).isNull();
        replies.assertIsSatisfied();
        upstream.nowAnswering(error(500, "oops"));
        assertThat(send("direct:sink", "Hello").getException()).isInstanceOf(NoReplyException.class);
        replies.assertIsSatisfied();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "Yes.", " YES\\n", "**yes**"})
    void whatKeepsTheRulePassesAsItWas(String verdict) {
        upstream.nowAnswering(completion(verdict));
        for (String guard : List.of("direct:fail", "direct:mark")) {
            Exchange passed = send(guard, "some text");
            assertThat(passed.getException()).isNull();
            assertThat(passed.getMessage().getBody()).isEqualTo("some text");
            assertThat(passed.getMessage().getHeaders()).containsOnlyKeys("kept");
            assertThat(upstream.last().body())
                    .contains("no names & no <numbers>.")
                    .contains("some text");
        }
    }

    @Test
    void aRuleIsReadAsItStandsInAUri() {
        upstream.nowAnswering(completion("yes"));
        assertThat(send("direct:plain", "some text").getException()).isNull();
        assertThat(upstream.last().body()).contains("The rule: No words (in Greek), please.\\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"no, there is a name in it", "", "perhaps", "yes, but a name is in it", "yes no", "yesterday"})
    void whateverElseTheModelSaysIsARefusal(String verdict) {
        upstream.nowAnswering(completion(verdict));
        Exchange failed = send("direct:fail", "I am Ada");
        assertThat(failed.getException())
                .isInstanceOf(GuardException.class)
                .hasMessage("The text does not keep the rule '" + RULE + "'; the header LlmGuardReason says why.");
        assertThat(failed.getMessage().getHeader("LlmGuardReason")).isEqualTo(verdict);
        Exchange marked = send("direct:mark", "I am Ada");
        assertThat(marked.getException()).isNull();
        assertThat(marked.getMessage().getBody()).isEqualTo("I am Ada");
        assertThat(marked.getMessage().getHeader("LlmGuardReason")).isEqualTo(verdict);
    }

    @ParameterizedTest
    @ValueSource(strings = {"direct:fail", "direct:mark"})
    void nothingPassesWhileNoModelCanBeAsked(String guard) {
        upstream.nowAnswering(error(500, "oops"));
        assertThat(send(guard, "some text").getException()).isInstanceOf(NoReplyException.class);
    }

    @Test
    void aStreamIsCheckedAndCanStillBeRead() {
        upstream.nowAnswering(completion("yes"));
        Exchange passed = send("direct:fail", new ByteArrayInputStream("of bytes".getBytes(StandardCharsets.UTF_8)));
        assertThat(upstream.last().body()).contains("of bytes");
        assertThat(passed.getMessage().getBody(String.class)).isEqualTo("of bytes");
    }

    @Test
    void nobodyElseCanMarkAMessageAsRefused() {
        upstream.nowAnswering(completion("yes"));
        Exchange passed = producer.request(
                "direct:mark", exchange -> exchange.getMessage().setHeader("LlmGuardReason", "forged"));
        assertThat(passed.getMessage().getHeader("LlmGuardReason")).isNull();
    }

    private static HttpResponse<String> post(String body) throws Exception {
        return post(PORT, body, "any");
    }

    private static HttpResponse<String> post(int port, String body, String key) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
                                .header("content-type", "application/json")
                                .header("authorization", "Bearer " + key)
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void theGatewayHandsARequestToTheRouteAndAnswersWithWhatItLeaves() throws Exception {
        HttpResponse<String> answer =
                post("{\"model\":\"any\",\"seed\":7,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(Resources.of(answer.body())
                        .get(0)
                        .at("/choices/0/message/content")
                        .asText())
                .isEqualTo("Hi");
        assertThat(upstream.last().body()).contains("\"seed\":7");
    }

    @Test
    void whatFailsBehindTheGatewayIsAnErrorInOpenAisForm() throws Exception {
        upstream.nowAnswering(error(500, "oops"));
        HttpResponse<String> failed = post("{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
        assertThat(failed.statusCode()).isBetween(500, 599);
        assertThat(failed.body()).startsWith("{\"error\":{");
        assertThat(post("no JSON").body()).doesNotContain("Exception");
    }

    @Test
    void whoAsksTheGatewayShowsAKeyAndIsHeldToWhatItsTenantMay() throws Exception {
        Path config = Files.writeString(
                folder.resolve("tenants.yaml"),
                Files.readString(folder.resolve("router.yaml"))
                        + """
                  other: { of: [ judge ] }
                tenants:
                  full: { keys: [ "{{FULL_KEY}}" ] }
                  less: { keys: [ "{{LESS_KEY}}" ], models: [ other ] }
                """);
        int port = FreePort.any();
        Main guarded = new Main();
        guarded.addInitialProperty("FULL_KEY", "sk-full-0123456789abcdef");
        guarded.addInitialProperty("LESS_KEY", "sk-less-0123456789abcdef");
        guarded.addInitialProperty("camel.component.llm-router.config", config.toString());
        guarded.addInitialProperty(
                "camel.component.llm-router.data", folder.resolve("guarded").toString());
        guarded.addInitialProperty("camel.server.enabled", "true");
        guarded.addInitialProperty("camel.server.host", "127.0.0.1");
        guarded.addInitialProperty("camel.server.port", Integer.toString(port));
        guarded.configure().addRoutesBuilder(new RouteBuilder() {
            @Override
            public void configure() {
                from("kamelet:openai-gateway-source").to("kamelet:llm-router-action?model=smart&resultType=JSON");
            }
        });
        guarded.start();
        try {
            String hello = "{\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
            assertThat(post(port, hello, "sk-wrong-0123456789abcdef").statusCode())
                    .isEqualTo(401);
            assertThat(post(port, hello, "sk-less-0123456789abcdef").statusCode())
                    .isBetween(403, 404);
            assertThat(upstream.received()).isEmpty();
            HttpResponse<String> answer = post(port, hello, "sk-full-0123456789abcdef");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        } finally {
            guarded.stop();
        }
    }

    @Test
    void aMissingPropertyIsSaid() {
        assertThatThrownBy(() -> main.getCamelContext().addRoutes(new RouteBuilder() {
                    @Override
                    public void configure() {
                        from("direct:none").to("kamelet:llm-router-action");
                    }
                }))
                .hasStackTraceContaining("model");
    }
}
