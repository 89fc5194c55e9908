package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The set-ups in {@code config/examples} do what they say. */
class ExamplesTest {

    private static final Path FOLDER = Path.of("config", "examples");

    static List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".yaml") && !name.endsWith(".camel.yaml"))
                    // asks for keys: DropInExamplesTest shows them
                    .filter(name -> !name.equals("eu-tenant.yaml"))
                    .sorted()
                    .toList();
        }
    }

    private static TestRouter example(String name) {
        try {
            return TestRouter.with(quick(Files.readString(FOLDER.resolve(name))));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** The same with simulators that take no time where they may. */
    static String quick(String yaml) {
        return yaml.replaceAll("type: simulator(?!, latency)", "type: simulator, latency: 1ms, perToken: 1ms");
    }

    private static String by(HttpResponse<String> reply) {
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        return reply.headers().firstValue("x-llm-target").orElseThrow();
    }

    private static String chat(String model, String prompt) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"" + prompt + "\"}]}";
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyModelAnswersWholeAndAsAStream(String name) throws IOException {
        try (TestRouter router = example(name)) {
            JsonNode models =
                    Json.MAPPER.readTree(router.get("/v1/models").body()).path("data");
            assertThat(models).isNotEmpty();
            for (JsonNode model : models) {
                String id = model.path("id").asText();
                if (id.equals("mini") && name.equals("openai-vllm.yaml")) {
                    // stands for what fails
                    continue;
                }
                assertThat(by(router.ask(id))).isNotEmpty();
                assertThat(router.stream(id).body()).as(id).endsWith("data: [DONE]\n\n");
            }
        }
    }

    @Test
    void theSupportDeskGoesByContent() {
        try (TestRouter router = example("support-desk.yaml")) {
            assertThat(by(router.chat(chat("desk", "Is this contract valid?")))).isEqualTo("writer");
            assertThat(by(router.chat(chat("desk", "Hello"), "x-tier", "gold"))).isEqualTo("writer");
            assertThat(by(router.chat(chat("desk", "Why?\\n```java\\nint i = null;\\n```"))))
                    .isEqualTo("coder");
            Awaitility.await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> assertThat(
                            by(router.chat(chat("topics", "I demand that you refund me, it is too late"))))
                    .isEqualTo("writer"));
        }
    }

    @Test
    void costFirstGoesToTheCheapest() {
        try (TestRouter router = example("cost-first.yaml")) {
            assertThat(by(router.ask("cheap"))).isEqualTo("nano");
            assertThat(by(router.ask("careful"))).isEqualTo("nano");
        }
    }

    @Test
    void personalDataStaysInTheEu() {
        try (TestRouter router = example("eu-only.yaml")) {
            assertThat(by(router.ask("assistant"))).isEqualTo("large");
            assertThat(by(router.chat(chat("assistant", "Hello"), "x-llm-labels", "pii")))
                    .isEqualTo("own");
            assertThat(by(router.ask("records"))).isEqualTo("own");
        }
    }
}
