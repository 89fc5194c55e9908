package dev.llmrouter.springboot;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.langchain4j.exception.AuthenticationException;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.DisabledChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.embedding.DisabledEmbeddingModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.StreamedReply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

/** What an application of Spring gets by injection; whole applications are in {@code HostApplicationsIT}. */
class LlmRouterAutoConfigurationTest {

    private static final String SIMULATOR =
            """
        providers:
          sim: { type: simulator, latency: 1ms, perToken: 1ms }
          off: { type: openai, apiKey: "{{NO_SUCH_KEY:}}" }
        targets:
          small: { provider: sim, model: small }
          dear: { provider: off, model: large }
        """;

    @TempDir
    private Path folder = Path.of(".");

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable one : opened) {
            one.close();
        }
    }

    /** An application that has an embedding model of its own. */
    @Configuration(proxyBeanMethods = false)
    static class Own {
        @Bean
        EmbeddingModel own() {
            return new DisabledEmbeddingModel();
        }
    }

    /** A starter whose name comes behind the router's. */
    @AutoConfiguration
    static class Starter {
        @Bean
        @ConditionalOnMissingBean
        ChatModel ofStarter() {
            return new DisabledChatModel();
        }
    }

    /** What Spring Boot finds on the class path. */
    @ImportAutoConfiguration(LlmRouterAutoConfiguration.class)
    static class Found {}

    /** The same where there is such a starter. */
    @ImportAutoConfiguration({LlmRouterAutoConfiguration.class, Starter.class})
    static class FoundWithStarter {}

    /** An application whose context has its beans, and whose routes have not started yet. */
    private AnnotationConfigApplicationContext application(String yaml, Map<String, ?> properties, Class<?>... own)
            throws Exception {
        Map<String, Object> all = new HashMap<>(properties);
        all.put(
                "llm-router.config",
                Files.writeString(folder.resolve("router.yaml"), yaml).toString());
        AnnotationConfigApplicationContext application = new AnnotationConfigApplicationContext();
        opened.add(application);
        application.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", all));
        for (Class<?> one : own) {
            application.register(one);
        }
        application.register(Found.class);
        application.refresh();
        return application;
    }

    /** The same, started. */
    private AnnotationConfigApplicationContext started(String yaml, Map<String, ?> properties, Class<?>... own)
            throws Exception {
        AnnotationConfigApplicationContext application = application(yaml, properties, own);
        start(application);
        return application;
    }

    /** As Spring Boot's own Camel context does it. */
    private void start(AnnotationConfigApplicationContext application) {
        DefaultCamelContext camel = new DefaultCamelContext();
        opened.add(camel);
        camel.start();
        application.getBean(CamelContextConfiguration.class).beforeApplicationStart(camel);
    }

    @Test
    void theModelThatIsNamedIsABeanOfEachTypeAndOfThatTypeOnly() throws Exception {
        AnnotationConfigApplicationContext application =
                started(SIMULATOR, Map.of("llm-router.model", "small"), Own.class);
        StreamedReply reply = new StreamedReply();
        application.getBean(StreamingChatModel.class).chat("How are you?", reply);

        assertThat(application.getBean(ChatModel.class).chat("Hello")).endsWith("You wrote: Hello");
        assertThat(reply.whole().aiMessage().text()).endsWith("You wrote: How are you?");
        assertThat(application.getBean(EmbeddingModel.class)).isInstanceOf(DisabledEmbeddingModel.class);
    }

    @Test
    void aModelThatAStarterBringsStaysTheOnlyOneOfItsType() throws Exception {
        AnnotationConfigApplicationContext application =
                application(SIMULATOR, Map.of("llm-router.model", "small"), FoundWithStarter.class);

        assertThat(application.getBean(ChatModel.class)).isInstanceOf(DisabledChatModel.class);
        assertThat(application.getBeansOfType(StreamingChatModel.class)).hasSize(1);
    }

    @Test
    void embeddingsMayBeMadeByAnother() throws Exception {
        try (FakeOpenAi upstream = answering(status(
                200,
                "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":[0.5,-0.25]}],"
                        + "\"model\":\"m\",\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}"))) {
            AnnotationConfigApplicationContext application = started(
                    SIMULATOR.replace("apiKey: \"{{NO_SUCH_KEY:}}\"", "baseUrl: \"" + upstream.baseUrl() + "\""),
                    Map.of("llm-router.model", "small", "llm-router.embedding-model", "dear"));

            assertThat(application
                            .getBean(EmbeddingModel.class)
                            .embed("Hello")
                            .content()
                            .vector())
                    .containsExactly(0.5f, -0.25f);
            assertThat(upstream.last().body()).contains("\"large\"");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " "})
    void whereNoneIsNamedThereIsNone(String blank) throws Exception {
        assertThat(started(SIMULATOR, Map.of("llm-router.model", blank)).getBeansOfType(ChatModel.class))
                .isEmpty();
        assertThat(started(SIMULATOR, Map.of()).getBeansOfType(EmbeddingModel.class))
                .isEmpty();
    }

    @Test
    void whoAsksTooEarlyIsToldWhenToAsk() throws Exception {
        AnnotationConfigApplicationContext application = application(SIMULATOR, Map.of("llm-router.model", "small"));
        ChatModel model = application.getBean(ChatModel.class);

        assertThatThrownBy(() -> model.chat("Hello"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("ApplicationRunner");
        start(application);
        assertThat(model.chat("Hello")).endsWith("You wrote: Hello");
    }

    @ParameterizedTest
    @ValueSource(strings = {"llm-router.model", "llm-router.embedding-model"})
    void aNameThatThereIsNotFailsTheStart(String property) {
        assertThatThrownBy(() -> started(SIMULATOR, Map.of(property, "smal")))
                .isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, e -> {
                    assertThat(e.getName()).isEqualTo(property);
                    assertThat(e.getReason()).contains("'smal' does not exist").contains("Did you mean small?");
                });
        assertThatThrownBy(() -> started(SIMULATOR, Map.of(property, "nobody/small")))
                .hasMessageContaining("nobody/small");
    }

    @ParameterizedTest
    @ValueSource(strings = {"dear", "off/large", "small", "sim/other"})
    void aModelWhoseProviderHasNoKeyYetDoesNot(String model) throws Exception {
        assertThat(started(SIMULATOR, Map.of("llm-router.model", model)).getBean(ChatModel.class))
                .isNotNull();
    }

    @Test
    void theTenantPaysWhoseCallsTheyAre() throws Exception {
        System.setProperty("test.of-shop", "sk-of-the-shop");
        String tenants = SIMULATOR + "tenants:\n  shop: { keys: [ \"{{sys:test.of-shop}}\" ] }\n";
        ChatModel nobodys =
                started(tenants, Map.of("llm-router.model", "small")).getBean(ChatModel.class);
        ChatModel shops = started(tenants, Map.of("llm-router.model", "small", "llm-router.tenant", "shop"))
                .getBean(ChatModel.class);

        assertThat(shops.chat("Hello")).endsWith("You wrote: Hello");
        assertThatThrownBy(() -> nobodys.chat("Hello")).isInstanceOf(AuthenticationException.class);
        assertThatThrownBy(() -> started(tenants, Map.of("llm-router.model", "small", "llm-router.tenant", "shpo")))
                .isInstanceOfSatisfying(InvalidConfigurationPropertyValueException.class, e -> {
                    assertThat(e.getName()).isEqualTo("llm-router.tenant");
                    assertThat(e.getReason()).isEqualTo("There is no tenant 'shpo'; did you mean shop?");
                });
    }
}
