package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code target/app/llm-router.jar} as an operator runs it, in a process of its own. */
class PackagedRouterIT {

    private static final String SIMULATOR =
            """
        providers: { sim: { type: simulator, latency: 1ms, perToken: 1ms } }
        targets: { small: { provider: sim, model: small } }
        """;

    private static final String SLOW_SIMULATOR = SIMULATOR.replace("perToken: 1ms", "perToken: 60ms");

    /** 128 and the number of the signal: what every JVM says, however well it ended. */
    private static final int STOPPED_BY_SIGTERM = 143;

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path folder = Path.of(".");

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
    }

    /** A router that was told to listen on a port, and the file that it prints to. */
    private record Running(Process process, int port, Path out) {

        /** What it printed, but for what newer versions of Java say of Netty's use of Unsafe. */
        String printed() {
            try {
                return Files.readString(out)
                        .replaceAll("(?m)^WARNING: .*sun\\.misc\\.Unsafe.*\\R", "")
                        .replaceAll("(?m)^WARNING: Please consider reporting this.*\\R", "");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        Running awaitBanner() {
            await().atMost(PATIENCE).until(() -> printed().contains("try it") || !process.isAlive());
            assertThat(process.isAlive()).as(printed()).isTrue();
            return this;
        }

        int awaitExit() throws InterruptedException {
            assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .as(printed())
                    .isTrue();
            return process.exitValue();
        }

        HttpRequest asking(boolean stream) {
            return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/v1/chat/completions"))
                    .header("content-type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"small\",\"stream\":" + stream
                            + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"))
                    .build();
        }
    }

    private Running run(Map<String, String> environment, int port) throws IOException {
        Path out = Files.createTempFile(folder, "router", ".log");
        ProcessBuilder java = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-jar",
                        Path.of("target/app/llm-router.jar").toString())
                .redirectErrorStream(true)
                .redirectOutput(out.toFile());
        java.environment()
                .keySet()
                .removeIf(name -> name.startsWith("LLM_ROUTER_") || name.endsWith("_KEY") || name.endsWith("_TOKEN"));
        java.environment().put("OLLAMA_HOST", "127.0.0.1:1");
        java.environment().put("LLM_ROUTER_PORT", Integer.toString(port));
        java.environment().put("LLM_ROUTER_DATA", folder.resolve("data").toString());
        java.environment().putAll(environment);
        Process process = java.start();
        started.add(process);
        return new Running(process, port, out);
    }

    private Running run(String yaml) throws IOException {
        Path config = Files.writeString(folder.resolve("router.yaml"), yaml);
        return run(Map.of("LLM_ROUTER_CONFIG", config.toString()), FreePort.any());
    }

    @Test
    void startsWithTheShippedConfigurationOffline() throws Exception {
        Running router = run(Map.of("LLM_ROUTER_CONFIG", "config/router.yaml"), FreePort.any())
                .awaitBanner();
        assertThat(router.printed())
                .contains("llm-router takes calls at http://127.0.0.1:" + router.port() + "/v1")
                .contains("off      openai: env:OPENAI_API_KEY is not set")
                .contains("on       sim: simulator")
                .doesNotContain("WARN")
                .doesNotContain("ERROR");
    }

    @Test
    void answersManyCallersAtOnceAndStopsWhenItIsToldTo() throws Exception {
        Running router = run(SIMULATOR).awaitBanner();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            answers.add(client.sendAsync(router.asking(i % 2 == 0), HttpResponse.BodyHandlers.ofString()));
        }
        for (int i = 0; i < answers.size(); i++) {
            HttpResponse<String> answer = answers.get(i).get(30, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).contains(i % 2 == 0 ? "data: [DONE]" : "You wrote: Hello");
        }
        router.process().destroy();
        assertThat(router.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(router.process().exitValue()).isEqualTo(STOPPED_BY_SIGTERM);
        assertThat(router.printed()).doesNotContain("Exception").doesNotContain("ERROR");
    }

    @Test
    void endsWhatItHasBegunBeforeItStops() throws Exception {
        Running router = run(SLOW_SIMULATOR).awaitBanner();
        HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        HttpResponse<InputStream> stream = client.send(router.asking(true), HttpResponse.BodyHandlers.ofInputStream());
        CompletableFuture<HttpResponse<String>> whole =
                client.sendAsync(router.asking(false), HttpResponse.BodyHandlers.ofString());
        router.process().destroy();
        try (InputStream events = stream.body()) {
            assertThat(new String(events.readAllBytes(), StandardCharsets.UTF_8))
                    .contains("data: [DONE]");
        }
        assertThat(whole.get(30, TimeUnit.SECONDS).statusCode()).isIn(200, 503);
        assertThat(router.awaitExit()).isEqualTo(STOPPED_BY_SIGTERM);
        assertThat(router.printed())
                .contains("requests of /v1/chat/completions are in flight")
                .doesNotContain("Exception")
                .doesNotContain("ERROR");
    }

    @Test
    void aConfigurationWithThreeMistakesIsRefusedWithALineForEach() throws Exception {
        Running router = run(
                """
            providers:
              sim: { type: simulator, latencey: 1ms }
            targets:
              small: { provider: simm, model: small }
            models:
              smart: { of: [ smal ] }
            """);
        assertThat(router.awaitExit()).isEqualTo(1);
        List<String> lines =
                router.printed().lines().filter(line -> !line.isBlank()).toList();
        assertThat(lines.get(0)).isEqualTo("llm-router can't start.");
        assertThat(lines.stream().filter(line -> line.matches(".*router\\.yaml:\\d+.*")))
                .hasSize(3)
                .satisfiesExactly(
                        line -> assertThat(line).contains("router.yaml:2").contains("latency"),
                        line -> assertThat(line).contains("router.yaml:4").contains("sim"),
                        line -> assertThat(line).contains("router.yaml:6").contains("small"));
        assertThat(router.printed()).doesNotContain("Exception").doesNotContain("\tat ");
    }

    @Test
    void aPortInUseIsSaidInOneLine() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Path config = Files.writeString(folder.resolve("router.yaml"), SIMULATOR);
            Running router = run(Map.of("LLM_ROUTER_CONFIG", config.toString()), taken.getLocalPort());
            assertThat(router.awaitExit()).isEqualTo(1);
            assertThat(router.printed())
                    .contains("llm-router can't start.")
                    .contains("Can't listen on 127.0.0.1:" + taken.getLocalPort())
                    .doesNotContain("\tat ");
        }
    }

    @Test
    void aConfigurationThatIsNotThereIsNamed() throws Exception {
        Running router = run(Map.of("LLM_ROUTER_CONFIG", "/no/where.yaml"), FreePort.any());
        assertThat(router.awaitExit()).isEqualTo(1);
        assertThat(router.printed())
                .contains("There is no configuration at /no/where.yaml. Set LLM_ROUTER_CONFIG to a router.yaml.")
                .doesNotContain("\tat ");
    }
}
