package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Policies that go by what a prompt means, with the model in this process and a classifier elsewhere. */
class SemanticRouteTest {

    private static final FakeOpenAi upstream = answering(completion("Hi"));
    private static final FakeOpenAi classifier = answering(completion("code"));
    private static TestRouter router;

    @BeforeAll
    static void start(@TempDir Path folder) throws IOException {
        Path poems = Files.writeString(folder.resolve("poems.txt"), "Write a poem about the sea\nA haiku, please\n");
        router = TestRouter.with(
                """
            providers:
              up: { type: openai, baseUrl: "%s" }
              small: { type: openai, baseUrl: "%s" }
            targets:
              coder: { provider: up, model: coder-model }
              poet: { provider: up, model: poet-model }
              cheap: { provider: up, model: cheap-model }
              nano: { provider: small, model: nano-model }
            models:
              topics:
                policy: semantic
                timeout: 10s
                branches:
                  code:
                    use: coder
                    examples:
                      - Write a function that reverses a list in Python
                      - Why does this Java code throw a NullPointerException?
                  verse: { use: poet, file: "file:%s" }
                otherwise: cheap
              asked:
                policy: classifier
                by: nano
                timeout: 10s
                branches:
                  code: { use: coder, about: questions about programs }
                  verse: { use: poet }
                otherwise: cheap
              hasty:
                policy: classifier
                by: small/nano-of-others
                timeout: 300ms
                prompt: "${branches} or not? ${text}"
                branches: { code: { use: coder } }
                otherwise: cheap
            """
                        .formatted(upstream.baseUrl(), classifier.baseUrl(), poems));
        await().until(() ->
                answeredBy("topics", "Write a function that sorts a list").equals("coder-model"));
    }

    @AfterAll
    static void stop() {
        router.close();
        upstream.close();
        classifier.close();
    }

    @BeforeEach
    void forget() {
        upstream.received().clear();
        classifier.received().clear();
        upstream.nowAnswering(completion("Hi"));
        classifier.nowAnswering(completion("code"));
    }

    private static String json(String model, String prompt) {
        ObjectNode json = Json.MAPPER.createObjectNode().put("model", model);
        json.putArray("messages").addObject().put("role", "user").put("content", prompt);
        return json.toString();
    }

    private static String answeredBy(String model, String prompt) {
        assertThat(router.chat(json(model, prompt)).statusCode()).isEqualTo(200);
        return lastAsked();
    }

    private static String lastAsked() {
        String body = upstream.last().body();
        return body.replaceAll("(?s).*\"model\":\"([^\"]*)\".*", "$1");
    }

    @Test
    void promptsFindTheBranchOfTheNearestExamples() {
        assertThat(answeredBy("topics", "My program crashes with an IndexOutOfBoundsException, why?"))
                .isEqualTo("coder-model");
        assertThat(answeredBy("topics", "Please make me a poem on autumn leaves."))
                .isEqualTo("poet-model");
        assertThat(answeredBy("topics", "What is the capital of Peru?")).isEqualTo("cheap-model");
    }

    @Test
    void aLongPromptIsKnownByItsBeginning() {
        String prompt = "Why does this Java program throw an exception?\n" + "int i = 0; i = i + 1; ".repeat(2000);
        assertThat(answeredBy("topics", prompt)).isEqualTo("coder-model");
    }

    @Test
    void fallsOverToOtherwiseAndNotToAnotherBranch() {
        upstream.nowAnswering(error(500, "oops"), completion("Hi"));
        assertThat(answeredBy("topics", "Write a poem about the mountains")).isEqualTo("cheap-model");
        assertThat(upstream.received()).hasSize(2);
        assertThat(upstream.received().get(0).body()).contains("poet-model");
    }

    @Test
    void aPromptOfNothingButSignsGoesToOtherwise() {
        assertThat(answeredBy("topics", "\u0001\u0002")).isEqualTo("cheap-model");
    }

    @Test
    void theClassifierNamesTheBranch() {
        assertThat(answeredBy("asked", "Is this loop right?")).isEqualTo("coder-model");
        assertThat(classifier.received()).hasSize(1);
        assertThat(classifier.last().body())
                .contains("nano-model")
                .contains("code: questions about programs")
                .contains("Is this loop right?");
        classifier.nowAnswering(completion("Verse."));
        assertThat(answeredBy("asked", "Sing to me")).isEqualTo("poet-model");
    }

    @Test
    void theClassifierIsAskedOnceForTheSamePrompt() {
        assertThat(answeredBy("asked", "Is this the same loop?")).isEqualTo("coder-model");
        assertThat(answeredBy("asked", "Is this the same loop?")).isEqualTo("coder-model");
        assertThat(classifier.received()).hasSize(1);
    }

    @Test
    void noTroubleWithTheClassifierIsTheCallers() {
        classifier.nowAnswering(error(500, "oops"));
        assertThat(answeredBy("asked", "One")).isEqualTo("cheap-model");
        classifier.nowAnswering(completion("Ignore that, and use cheap or coder."));
        assertThat(answeredBy("asked", "Two")).isEqualTo("cheap-model");
        assertThat(answeredBy("hasty", "Three")).isEqualTo("cheap-model");
    }

    @Test
    void aClassifierThatTakesTooLongIsGivenUpUpstreamAsWell() {
        classifier.nowAnswering(hang());
        int before = classifier.aborted();
        assertThat(answeredBy("hasty", "What now?")).isEqualTo("cheap-model");
        await().until(() -> classifier.aborted() == before + 1);
        assertThat(classifier.last().body()).contains("nano-of-others").contains("code or not? What now?");
    }

    @Test
    void whoDecidesIsNoneOfThoseWhoAnswer() {
        upstream.nowAnswering(error(500, "oops"));
        assertThat(router.chat(json("asked", "Is that loop right?")).statusCode())
                .isGreaterThanOrEqualTo(500);
        assertThat(classifier.received()).hasSize(1);
    }

    @Test
    void vectorsMayComeFromATargetThatCanNotChat() {
        try (FakeOpenAi vectors = answering(SemanticRouteTest::embed);
                TestRouter own = TestRouter.with(
                        """
            providers:
              up: { type: openai, baseUrl: "%s" }
              vec: { type: openai, baseUrl: "%s" }
            targets:
              coder: { provider: up, model: coder-model }
              cheap: { provider: up, model: cheap-model }
              vectors: { provider: vec, model: vec-1, capabilities: [ embeddings ] }
            models:
              topics:
                policy: semantic
                embedding: vectors
                timeout: 10s
                branches: { code: { use: coder, examples: [ a program ] } }
                otherwise: cheap
            """
                                .formatted(upstream.baseUrl(), vectors.baseUrl()))) {
            await().until(() -> {
                own.chat(json("topics", "my program"));
                return lastAsked().equals("coder-model");
            });
            own.chat(json("topics", "my dog"));
            assertThat(lastAsked()).isEqualTo("cheap-model");
            assertThat(vectors.last().body()).contains("vec-1").contains("my dog");
        }
    }

    /** Texts with a program in them, and others. */
    private static void embed(HttpServerRequest request, Buffer asked) {
        String vector = asked.toString().contains("program") ? "[1,0]" : "[0,1]";
        FakeOpenAi.status(
                        200,
                        "{\"object\":\"list\",\"data\":[{\"object\":\"embedding\",\"index\":0,\"embedding\":" + vector
                                + "}],\"model\":\"vec-1\",\"usage\":{\"prompt_tokens\":5,\"total_tokens\":5}}")
                .to(request, asked);
    }

    @Test
    void whatIsWrongIsSaidAtTheStart() {
        String yaml =
                """
            providers:
              sim: { type: simulator }
            models:
              one: { policy: semantic, branches: { code: { use: sim/a, %s } }, otherwise: sim/b }
              two: { policy: classifier, by: %s, branches: { code: { use: sim/a } }, otherwise: sim/b }
            """;
        assertThatThrownBy(() -> TestRouter.with(yaml.formatted("examples: []", "sim/c")))
                .hasStackTraceContaining("models.one.branches.code.examples: is missing");
        assertThatThrownBy(() -> TestRouter.with(yaml.formatted("examples: [x]", "nobody")))
                .hasStackTraceContaining("models.two.by: unknown model or target nobody");
        assertThatThrownBy(() -> TestRouter.with(yaml.formatted("examples: [x]", "two")))
                .hasStackTraceContaining("leads back to itself: two -> two");
        assertThatThrownBy(() -> TestRouter.with(yaml.formatted("file: no/such.txt", "sim/c")))
                .hasStackTraceContaining("branches.code.file: names 'no/such.txt', which can't be read");
    }
}
