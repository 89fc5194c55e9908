package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.llmrouter.config.ConfigException;
import dev.llmrouter.fixture.CapturedOutput;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.provider.Environment;
import dev.llmrouter.provider.Preset;
import dev.llmrouter.provider.Presets;
import dev.llmrouter.provider.Provider;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DiscoveryTest {

    private static final String SIMULATOR = "providers: { sim: { type: simulator, latency: 0ms, perToken: 0ms } }\n";
    private static final String NO_OLLAMA = "127.0.0.1:1";

    @TempDir
    private Path folder = Path.of(".");

    /** The providers of an application that has the router in it: those that are on, and what is said of them. */
    private Map<String, String> on(String yaml, String... environment) throws Exception {
        Map<String, String> variables = new HashMap<>(Map.of("OLLAMA_HOST", NO_OLLAMA));
        for (int i = 0; i < environment.length; i += 2) {
            variables.put(environment[i], environment[i + 1]);
        }
        Path config = Files.writeString(folder.resolve("router.yaml"), yaml);
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.start();
            camel.getRegistry().bind("mine", Environment.class, Environment.of(variables));
            LlmRouter router = LlmRouter.install(camel, LlmRouter.read(camel, config));
            Map<String, String> on = new HashMap<>();
            for (Provider provider : router.providers()) {
                if (provider.offBecause().isEmpty()) {
                    on.put(
                            provider.name(),
                            Objects.requireNonNullElse(router.reason(provider), provider.description()));
                }
            }
            return on;
        }
    }

    private static String discovering(String providers) {
        return "discover: true\nproviders: { sim: { type: simulator } " + providers + " }\n";
    }

    @Test
    void aProviderWhoseKeyIsSetIsOn() throws Exception {
        assertThat(on(discovering(""), "GROQ_API_KEY", "gsk-1", "OPENAI_API_KEY", "sk-1"))
                .containsEntry("groq", "GROQ_API_KEY is set")
                .containsEntry("openai", "OPENAI_API_KEY is set")
                .containsOnlyKeys("groq", "openai", "sim");
    }

    @Test
    void everyServerWithAKeyIs() throws Exception {
        List<String> environment = new ArrayList<>();
        List<String> expected = new ArrayList<>(List.of("sim"));
        for (Map.Entry<String, Preset> server : Presets.shipped().servers().entrySet()) {
            String key = server.getValue().key();
            if (key != null) {
                environment.addAll(List.of(key, "k"));
                expected.add(server.getKey());
            }
        }
        assertThat(on(discovering(""), environment.toArray(String[]::new)).keySet())
                .containsExactlyInAnyOrderElementsOf(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void aKeyThatIsBlankIsNone(String key) throws Exception {
        assertThat(on(discovering(""), "GROQ_API_KEY", key)).containsOnlyKeys("sim");
    }

    @ParameterizedTest
    @CsvSource({"gorq, groq", "deep-seek, deepseek", "openrooter, openrouter"})
    void aMisspeltServerIsSuggested(String written, String meant) {
        assertThatThrownBy(() -> on(discovering(", x: { type: " + written + " }")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("providers.x.type: unknown type; did you mean " + meant + "?");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "drops: [ messages ] | quirks.drops: holds messages, which no request can be without",
                "drops: [ \"messages[0].name\" ] | quirks.drops: holds no path of a field",
                "renames: { model: x } | quirks.renames: holds model, which no request can be without",
                "dorps: [ a ] | quirks.dorps: unknown key; did you mean drops?",
                "jsonSchema: yes | quirks.jsonSchema: expected one of native, object, none",
            })
    void quirksThatCanNotBeAreSaid(String quirks, String said) {
        String entry = ", x: { type: openai, baseUrl: \"http://127.0.0.1:1/v1\", quirks: { " + quirks + " } }";
        assertThatThrownBy(() -> on(discovering(entry)))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(said);
    }

    @Test
    void anotherVariableOfThatServiceIsNotTakenForAKey() throws Exception {
        assertThat(on(discovering(""), "GITHUB_TOKEN", "ghp", "AWS_ACCESS_KEY_ID", "a", "AWS_SECRET_ACCESS_KEY", "b"))
                .containsOnlyKeys("sim");
    }

    @Test
    void whatTheConfigurationSaysOfATypeOrANameStands() throws Exception {
        assertThat(on(
                        discovering(", mine: { type: groq, apiKey: \"{{env:NO_SUCH_VARIABLE:}}\" }"),
                        "GROQ_API_KEY",
                        "k"))
                .containsOnlyKeys("sim");
        assertThat(on(discovering(", groq: { type: simulator }"), "GROQ_API_KEY", "k"))
                .containsOnlyKeys("sim", "groq")
                .doesNotContainValue("GROQ_API_KEY is set");
        assertThat(on(
                        discovering(", vllm: { type: openai, baseUrl: \"http://127.0.0.1:1/v1\" }"),
                        "OPENAI_API_KEY",
                        "k"))
                .containsOnlyKeys("sim", "vllm");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "discover: false\n"})
    void anApplicationIsNotSurprised(String discover) throws Exception {
        assertThat(on(discover + SIMULATOR, "GROQ_API_KEY", "k")).containsOnlyKeys("sim");
    }

    @Test
    void theStandaloneRouterLooksUnlessItIsToldNotTo() {
        Map<String, String> environment = Map.of("GROQ_API_KEY", "gsk-hidden", "OLLAMA_HOST", NO_OLLAMA);
        assertThat(printed(SIMULATOR, environment))
                .contains("on       groq: GROQ_API_KEY is set")
                .doesNotContain("gsk-hidden")
                .doesNotContain("ollama");
        assertThat(printed("discover: false\n" + SIMULATOR, environment)).doesNotContain("groq");
    }

    private static String printed(String yaml, Map<String, String> environment) {
        try (CapturedOutput output = CapturedOutput.begin();
                TestRouter router = TestRouter.with(yaml, environment)) {
            assertThat(router.port()).isPositive();
            return output.text();
        }
    }

    @Test
    void ollamaIsOnWhereItAnswers() {
        try (FakeOpenAi ollama = answering(status(
                200,
                "{\"models\":[{\"name\":\"llama3.2:latest\"},{\"name\":\"hf.co/a/b:Q4\"},{\"name\":\"a\\nb\"}]}"))) {
            Map<String, String> environment = Map.of("OLLAMA_HOST", "127.0.0.1:" + ollama.port());
            try (CapturedOutput output = CapturedOutput.begin();
                    TestRouter router = TestRouter.with(SIMULATOR, environment)) {
                assertThat(ollama.last().path()).isEqualTo("/api/tags");
                assertThat(output.text())
                        .contains("on       ollama: answers at 127.0.0.1:" + ollama.port()
                                + " with llama3.2:latest, hf.co/a/b:Q4\n");
                ollama.nowAnswering(completion("From Ollama"));
                assertThat(router.ask("ollama/llama3.2:latest").body()).contains("From Ollama");
                assertThat(ollama.last().body()).contains("llama3.2:latest");
            }
        }
    }

    @Test
    void ollamaThatIsConfiguredIsNotAskedWhetherItIsThere() throws Exception {
        try (FakeOpenAi ollama = answering(status(200, "{\"models\":[]}"))) {
            on(discovering(", ollama: { type: simulator }"), "OLLAMA_HOST", "127.0.0.1:" + ollama.port());
            assertThat(ollama.received()).isEmpty();
            assertThat(on(discovering(""), "OLLAMA_HOST", "127.0.0.1:" + ollama.port()))
                    .hasEntrySatisfying("ollama", said -> assertThat(said).endsWith(", and has no models yet"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "[]", "{\"models\":3}", "{}", "null", "{\"models\":[", "\u0000"})
    void whateverElseAnswersThereIsNoOllama(String answer) throws Exception {
        try (FakeOpenAi something = answering(status(200, answer))) {
            assertThat(on(discovering(""), "OLLAMA_HOST", "127.0.0.1:" + something.port()))
                    .containsOnlyKeys("sim");
        }
    }

    @Test
    void whoKeepsSilentIsNotWaitedFor() throws Exception {
        Vertx vertx = Vertx.vertx();
        try (FakeOpenAi silent = answering(hang())) {
            long begin = System.nanoTime();
            assertThat(LocalOllama.look(vertx, "127.0.0.1:" + silent.port()).get(10, TimeUnit.SECONDS))
                    .isEqualTo(Optional.empty());
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin)).isLessThan(6000);
        } finally {
            vertx.close();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "- | http://127.0.0.1:11434",
                "0.0.0.0 | http://127.0.0.1:11434",
                "0.0.0.0:8000 | http://127.0.0.1:8000",
                ":8000 | http://127.0.0.1:8000",
                "[::] | http://127.0.0.1:11434",
                "[::1]:5 | http://[::1]:5",
                "gpu | http://gpu:11434",
                "http://gpu | http://gpu:80",
                "https://gpu/ollama/ | https://gpu:443/ollama",
                "ftp://gpu | -",
                "http://me:secret@gpu | -",
                "not an address | -",
                "a_b | -",
                "http:// | -",
            })
    void itsAddressIsReadAsItsOwnClientsDo(String host, String address) {
        assertThat(LocalOllama.address(host)).isEqualTo(address == null ? null : URI.create(address));
    }
}
