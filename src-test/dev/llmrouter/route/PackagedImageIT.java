package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the Dockerfile does, as far as it can be done without Docker. */
class PackagedImageIT {

    private static final Path DOCKERFILE = Path.of("camel-k", "image", "Dockerfile");
    private static final Path APP = Path.of("target", "app").toAbsolutePath();
    private static final int FIRST_WITH_CACHES = 25;

    @TempDir
    private Path folder = Path.of(".");

    private static List<String> lines(String instruction) throws IOException {
        return Files.readString(DOCKERFILE)
                .lines()
                .filter(line -> line.startsWith(instruction + " "))
                .map(line -> line.substring(instruction.length() + 1))
                .toList();
    }

    /** The command of the image, where its folders are somewhere else. */
    private static List<String> entryPoint() throws IOException {
        return Pattern.compile("\"([^\"]*)\"")
                .matcher(lines("ENTRYPOINT").get(0))
                .results()
                .map(found -> found.group(1)
                        .replace("/java/", System.getProperty("java.home") + "/")
                        .replace("/app/", APP + "/"))
                .collect(Collectors.toCollection(ArrayList::new));
    }

    private static Map<String, String> environment() throws IOException {
        return Arrays.stream(lines("ENV").get(0).split(" ", -1))
                .map(variable -> variable.split("=", 2))
                .collect(Collectors.toMap(variable -> variable[0], variable -> variable[1]));
    }

    private String run(List<String> command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
        return said;
    }

    @Test
    void everythingThatItCopiesIsThere() throws IOException {
        List<String> copied = lines("COPY").stream()
                .filter(line -> !line.startsWith("--from"))
                .map(line -> line.substring(0, line.lastIndexOf(' ')))
                .flatMap(line -> Arrays.stream(line.split(" ", -1)))
                .toList();
        assertThat(copied).contains("pom.xml", "providers", "processors", "routes", "config/router.yaml");
        assertThat(copied).allSatisfy(name -> assertThat(Path.of(name)).exists());
    }

    @Test
    void itRunsAsNobodyInParticularAndListensForOthers() throws IOException {
        assertThat(lines("USER")).containsExactly("65532:65532");
        assertThat(environment()).containsEntry("LLM_ROUTER_HOST", "0.0.0.0").containsEntry("LLM_ROUTER_DATA", "/data");
    }

    @Test
    void itsCommandStartsTheRouterWithWhatJavaHasLearned() throws Exception {
        assumeThat(Runtime.version().feature()).isGreaterThanOrEqualTo(FIRST_WITH_CACHES);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Path cache = APP.resolve("llm-router.aot");
        try {
            run(List.of("camel-k/image/train.sh", java, APP.toString()));
            assertThat(cache).isNotEmptyFile();
            List<String> command = entryPoint();
            assertThat(command).contains("-XX:AOTCache=" + cache);
            // without this a cache that does not fit is left out, and nobody hears of it
            command.add(1, "-XX:AOTMode=on");
            assertAnswers(command);
        } finally {
            Files.deleteIfExists(cache);
        }
    }

    @Test
    void onAnOlderJavaItsCommandStartsTheRouterWithoutACache() throws Exception {
        assumeThat(Runtime.version().feature()).isLessThan(FIRST_WITH_CACHES);
        List<String> command = entryPoint();
        command.removeIf(option -> option.startsWith("-XX:AOTCache="));
        assertThat(command).contains("-jar", APP + "/llm-router.jar");
        assertAnswers(command);
    }

    private void assertAnswers(List<String> command) throws Exception {
        int port = FreePort.any();
        Path out = folder.resolve("out.log");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("LLM_ROUTER_") || name.endsWith("_KEY"));
        builder.environment().put("OLLAMA_HOST", "127.0.0.1:1");
        builder.environment().put("LLM_ROUTER_CONFIG", "config/router.yaml");
        builder.environment().put("LLM_ROUTER_PORT", Integer.toString(port));
        builder.environment().put("LLM_ROUTER_DATA", folder.resolve("data").toString());
        Process router = builder.start();
        try {
            await().atMost(Duration.ofMinutes(2))
                    .until(() -> Files.readString(out).contains("try it") || !router.isAlive());
            assertThat(router.isAlive()).as(Files.readString(out)).isTrue();
            HttpResponse<String> ready = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/ready"))
                                    .build(),
                            HttpResponse.BodyHandlers.ofString());
            assertThat(ready.statusCode()).isEqualTo(200);
        } finally {
            router.destroy();
            router.waitFor();
        }
    }
}
