package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Hundreds of models made by chance: what explains a call is what then happens. */
class ExplainedAsMadeTest {

    private static final int TARGETS = 8;
    private static final int MODELS = 300;

    private static final List<String> KINDS =
            List.of("priority", "weighted", "roundRobin", "leastBusy", "fastest", "throughput", "cheapest", "cascade");

    private final Random random = new Random(20261121);

    private String targets() {
        return IntStream.range(0, TARGETS)
                .mapToObj(i -> "  t%d: { provider: up, model: m%d, weight: %d%s%s }\n"
                        .formatted(
                                i,
                                i,
                                random.nextInt(4),
                                random.nextInt(3) > 0 ? "" : ", capabilities: [ tools ]",
                                random.nextInt(3) > 0
                                        ? ", price: { input: %d, output: %d }"
                                                .formatted(1 + random.nextInt(9), 1 + random.nextInt(9))
                                        : ""))
                .collect(Collectors.joining());
    }

    private String models() {
        return IntStream.range(0, MODELS)
                .mapToObj(i -> "  model%d: %s\n".formatted(i, entry(i)))
                .collect(Collectors.joining());
    }

    private String entry(int number) {
        String members = String.join(", ", members(number));
        return switch (random.nextInt(6)) {
            case 0 -> rules(number);
            case 1 ->
                "{ policy: split, by: call, arms: { one: { use: %s }, two: { use: %s, percent: %d } } }"
                        .formatted(member(number), member(number), random.nextInt(101));
            case 2 -> "{ policy: sticky, by: prefix, of: [ %s ] }".formatted(members);
            default -> "{ policy: %s, of: [ %s ] }".formatted(KINDS.get(random.nextInt(KINDS.size())), members);
        };
    }

    private String rules(int number) {
        return "{ policy: content, when: [ { simple: \"${variable.call.hasTools}\", use: %s }, { regex: ell, use: %s } ],"
                        .formatted(member(number), member(number))
                + " otherwise: %s }".formatted(member(number));
    }

    private String member(int number) {
        return number > 0 && random.nextBoolean() ? "model" + random.nextInt(number) : "t" + random.nextInt(TARGETS);
    }

    private List<String> members(int number) {
        TreeSet<String> members = new TreeSet<>();
        int count = 1 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            members.add(member(number));
        }
        return new ArrayList<>(members);
    }

    private static JsonNode json(HttpResponse<String> response) {
        try {
            return Json.MAPPER.readTree(response.body());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String chat(String model) {
        String tools =
                random.nextInt(4) > 0 ? "" : "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],";
        String parts = random.nextInt(4) > 0
                ? "\"Hello\""
                : "[{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://example.com/a.png\"}}]";
        return "{\"model\":\"" + model + "\"," + tools + "\"messages\":[{\"role\":\"user\",\"content\":" + parts
                + "}]}";
    }

    @Test
    void theCandidateThatIsExplainedFirstAnswers() {
        String yaml = "targets:\n" + targets() + "models:\n" + models();
        try (FakeOpenAi upstream = FakeOpenAi.answering(FakeOpenAi.completion("Hello"));
                TestRouter router = TestRouter.with(
                        "providers: { up: { type: openai, baseUrl: \"" + upstream.baseUrl() + "\" } }\n" + yaml)) {
            for (int i = 0; i < MODELS; i++) {
                String chat = chat("model" + i);
                String id = "call-" + i;
                JsonNode told = json(router.post("/route/explain", chat, "x-request-id", id));
                HttpResponse<String> reply = router.chat(chat, "x-request-id", id);
                assertAlike(told, reply, yaml);
                // only then is everything learned of it that the next may go by
                Awaitility.await()
                        .pollInterval(Duration.ofMillis(2))
                        .until(() -> router.get("/v1/route/calls/" + id).statusCode() == 200);
            }
        }
    }

    private static void assertAlike(JsonNode told, HttpResponse<String> reply, String yaml) {
        String context = told + "\n" + reply.body() + "\n" + yaml;
        if (told.has("error")) {
            assertThat(reply.statusCode())
                    .as(context)
                    .isEqualTo(told.at("/error/status").asInt());
            assertThat(json(reply).at("/error/message")).as(context).isEqualTo(told.at("/error/message"));
        } else {
            assertThat(reply.headers().firstValue("x-llm-target"))
                    .as(context)
                    .contains(told.at("/candidates/0/target").asText());
        }
    }
}
