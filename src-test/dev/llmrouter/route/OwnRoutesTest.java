package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import dev.llmrouter.fixture.CapturedLog;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import org.apache.camel.support.FileWatcherResourceReloadStrategy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Routes of the operator in place of ours, and beside them. */
class OwnRoutesTest {

    private static final String YAML =
            """
            providers: { sim: { type: simulator, latency: 1ms, perToken: 1ms } }
            targets: { one: { provider: sim, model: small }, two: { provider: sim, model: large } }
            """;

    @TempDir
    Path folder;

    private TestRouter router() {
        return TestRouter.with(YAML, main -> main.bind(LlmRouter.ROUTES, folder));
    }

    /** The shipped way to choose, behind a rule of the operator's. */
    private void writeSelect(String model) throws Exception {
        String shipped = Files.readString(Path.of("routes/select.camel.yaml"));
        String rule = "- setHeader: { name: LlmModel, constant: { expression: " + model + " } }";
        assertThat(shipped).contains("      steps:\n        - choice:");
        Path part = Files.writeString(
                folder.resolve("select.part"),
                shipped.replace(
                        "      steps:\n        - choice:", "      steps:\n        " + rule + "\n        - choice:"));
        Files.move(part, folder.resolve("select.camel.yaml"), StandardCopyOption.REPLACE_EXISTING);
    }

    private static String asked(TestRouter router) {
        return router.ask("one").headers().firstValue("x-llm-target").orElse("nobody");
    }

    @Test
    void oneOfTheSameNameTakesThePlaceOfOursAndWhatIsEditedIsTakenAtOnce() throws Exception {
        writeSelect("two");
        try (TestRouter router = router()) {
            assertThat(asked(router)).isEqualTo("two");
            writeSelect("one");
            await().atMost(Duration.ofSeconds(30)).until(() -> asked(router).equals("one"));
        }
    }

    @Test
    void anEditThatIsNoRouteLeavesTheOneBeforeAndTheNextIsTaken() throws Exception {
        writeSelect("two");
        try (CapturedLog log = CapturedLog.of(FileWatcherResourceReloadStrategy.class.getName(), Level.WARN);
                TestRouter router = router()) {
            Files.writeString(folder.resolve("select.camel.yaml"), "- route: { from: [");
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> log.atLeast(Level.WARN).toString().contains("select.camel.yaml"));
            assertThat(asked(router)).isEqualTo("two");
            writeSelect("one");
            await().atMost(Duration.ofSeconds(30)).until(() -> asked(router).equals("one"));
        }
    }

    @Test
    void oneOfAnotherNameStandsBesideOurs() throws Exception {
        Files.writeString(folder.resolve("more.camel.yaml"), more("here"));
        try (TestRouter router = router()) {
            assertThat(router.camel().createProducerTemplate().requestBody("direct:more", "Hello", String.class))
                    .isEqualTo("here");
            assertThat(asked(router)).isEqualTo("one");
        }
    }

    private static String more(String says) {
        return "- route: { id: more, from: { uri: direct:more, steps: [ { setBody: { constant: { expression: " + says
                + " } } } ] } }\n";
    }

    @Test
    void aFolderThatIsNoneIsNamed() {
        assertThatThrownBy(() -> OwnRoutes.checked(folder.resolve("none")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("LLM_ROUTER_ROUTES is '" + folder.resolve("none"));
    }
}
