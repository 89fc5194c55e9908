package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.llmrouter.fixture.AnthropicWords;
import dev.llmrouter.fixture.GeminiWords;
import dev.llmrouter.fixture.OpenAiWords;
import dev.llmrouter.fixture.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Official clients from npm, with nothing of them changed but the base URL; only where node is installed. */
class NodeClientsTest {

    private static final Path SCRIPTS = Path.of("src-test/clients");
    private static final Path WORK = Path.of("target/clients");

    private static final List<Words> PROVIDERS = List.of(new OpenAiWords(), new AnthropicWords(), new GeminiWords());

    private static final Map<Words, Scenarios> SCENARIOS = new LinkedHashMap<>();

    @BeforeAll
    static void install() throws Exception {
        assumeTrue(
                succeeds("command -v npm && node -e 'process.exit(parseInt(process.versions.node) < 20)'"),
                "npm and node from 20 on are not installed: the clients from npm are skipped");
        Files.createDirectories(WORK);
        try (Stream<Path> files = Files.list(SCRIPTS)) {
            for (Path file : files.toList()) {
                Files.write(WORK.resolve(file.getFileName().toString()), Files.readAllBytes(file));
            }
        }
        Outcome installed = run("", "npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts");
        assertThat(installed.isSuccess()).as(installed.output()).isTrue();
        PROVIDERS.forEach(words -> SCENARIOS.put(words, Scenarios.of(words)));
    }

    @AfterAll
    static void stop() {
        SCENARIOS.values().forEach(Scenarios::close);
    }

    static Stream<Arguments> clients() {
        return Stream.of("openai", "anthropic", "ai-sdk", "langchain")
                .flatMap(client -> PROVIDERS.stream().map(words -> Arguments.of(client, words)));
    }

    @ParameterizedTest(name = "{0} to {1}")
    @MethodSource("clients")
    void worksUnchanged(String client, Words words) throws Exception {
        int port = Objects.requireNonNull(SCENARIOS.get(words)).router().port();
        Outcome outcome = run("http://127.0.0.1:" + port, "node", client + ".mjs");
        assertThat(outcome.isSuccess()).as(outcome.output()).isTrue();
        assertThat(outcome.output()).contains("ok ");
    }

    private static boolean succeeds(String command) throws IOException, InterruptedException {
        return new ProcessBuilder("sh", "-c", command).start().waitFor() == 0;
    }

    private record Outcome(boolean isSuccess, String output) {}

    private static Outcome run(String origin, String... command) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(Arrays.asList(command))
                .directory(WORK.toFile())
                .redirectErrorStream(true);
        builder.environment().put("LLM_ROUTER_ORIGIN", origin);
        Process process = builder.start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(120, TimeUnit.SECONDS) && process.exitValue() == 0, output);
    }
}
