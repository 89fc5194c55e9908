package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReadmeTest {

    private final String readme = text(Path.of("README.md"));

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private List<String> found(String pattern) {
        return Pattern.compile(pattern, Pattern.MULTILINE)
                .matcher(readme)
                .results()
                .map(MatchResult::group)
                .toList();
    }

    @Test
    void itsCurlLinesAreAnsweredWithTheShippedConfiguration() throws Exception {
        assumeTrue(run("command -v curl").isSuccess(), "curl is not installed");
        List<String> lines = found("^curl .*$");
        assertThat(lines).hasSizeGreaterThanOrEqualTo(2);
        try (TestRouter router = TestRouter.with(text(Path.of("config/router.yaml")))) {
            for (String line : lines) {
                Outcome outcome = run(line.replace("127.0.0.1:8080", "127.0.0.1:" + router.port()) + " --fail -sS");
                assertThat(outcome.isSuccess())
                        .as(line + "\n" + outcome.output())
                        .isTrue();
                assertThat(outcome.output())
                        .containsAnyOf(
                                "\"finish_reason\":\"stop\"",
                                "\"stop_reason\":\"end_turn\"",
                                "\"embedding\":[",
                                "\"candidates\":[{",
                                "\"state\":\"",
                                "\"ready\":",
                                "\"faults\":{");
            }
        }
    }

    @Test
    void itsConfigurationIsOneThatTheRouterStartsWith() {
        String yaml = found("(?s)^```yaml\\nproviders:\\n  openai:.*?^```").get(0);
        String config = yaml.substring(yaml.indexOf('\n') + 1, yaml.lastIndexOf("```"));
        try (TestRouter router = TestRouter.with(config)) {
            assertThat(router.get("/v1/models").body()).contains("smart").contains("mixed");
        }
    }

    @Test
    void itsModelForLongTextsIsOneThatTheRouterStartsWith() {
        String yaml = found("(?s)^```yaml\\nproviders:\\n  vllm:.*?^```").get(0);
        try (TestRouter router = TestRouter.with(yaml.substring(yaml.indexOf('\n') + 1, yaml.lastIndexOf("```")))) {
            assertThat(router.get("/v1/models/long").body()).contains("8192");
        }
    }

    @Test
    void itsServerOfOnesOwnIsOneThatTheRouterStartsWith() {
        String yaml = found("(?s)^```yaml\\nproviders:\\n  mine:.*?^```").get(0);
        try (TestRouter router = TestRouter.with(yaml.substring(yaml.indexOf('\n') + 1, yaml.lastIndexOf("```")))) {
            assertThat(router.ask("sim/any").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void whatItSaysOfFailuresIsConfiguration() {
        String yaml = found("(?s)^```yaml\\nretries:.*?^```").get(0);
        String named =
                """
            providers: { sim: { type: simulator, latency: 0s, perToken: 0s } }
            targets:
              long-context: { provider: sim, model: a, retries: 2 }
              backup: { provider: sim, model: b }
              sorry: { provider: sim, model: c }
            """;
        try (TestRouter router =
                TestRouter.with(named + yaml.substring(yaml.indexOf('\n') + 1, yaml.lastIndexOf("```")))) {
            assertThat(router.ask("backup").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void itsMapNamesEveryRouteAndEveryPackage() throws IOException {
        try (Stream<Path> routes = Files.list(Path.of("routes"))) {
            assertThat(routes.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".camel.yaml"))
                            .map(name -> "| `" + name.replace(".camel.yaml", "") + "` |"))
                    .isNotEmpty()
                    .allSatisfy(row -> assertThat(readme).contains(row));
        }
        for (String root : List.of("processors", "providers")) {
            try (Stream<Path> packages = Files.list(Path.of(root, "dev", "llmrouter"))) {
                assertThat(packages.map(folder -> "| `" + folder.getFileName() + "` |"))
                        .isNotEmpty()
                        .allSatisfy(row -> assertThat(readme).contains(row));
            }
        }
    }

    @Test
    void itsMetersAreThoseThatThereAre() {
        try (TestRouter router = TestRouter.with(text(Path.of("config/router.yaml")))) {
            router.ask("sim-small");
            router.stream("sim-small");
            String metrics = router.metrics();
            assertThat(found("`llm_[a-z_]+`")).isNotEmpty().allSatisfy(name -> assertThat(metrics)
                    .contains(name.replace("`", "")));
        }
    }

    private record Outcome(boolean isSuccess, String output) {}

    private static Outcome run(String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("bash", "-c", command)
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Outcome(process.waitFor(60, TimeUnit.SECONDS) && process.exitValue() == 0, output);
    }
}
