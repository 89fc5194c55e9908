package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.Watched;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Many requests in one file. */
class BatchTest extends WatchedFolders {

    private void put(String name, int lines) {
        StringBuilder all = new StringBuilder();
        IntStream.range(0, lines).forEach(i -> all.append(Watched.request("r" + i, "prompt " + i)));
        files().put(name, all.toString());
    }

    private List<String> said(String name) {
        return Watched.lines(files().outbox().resolve(name)).stream()
                .map(Watched::said)
                .toList();
    }

    private static List<String> expected(int lines) {
        return IntStream.range(0, lines).mapToObj(i -> "You said: prompt " + i).toList();
    }

    /** The first of them comes last. */
    private static FakeOpenAi.Answer reversed(int lines) {
        List<CompletableFuture<Boolean>> turns = new ArrayList<>();
        IntStream.range(0, lines).forEach(i -> turns.add(new CompletableFuture<>()));
        AtomicInteger seen = new AtomicInteger();
        return (request, body) -> {
            int number = Integer.parseInt(Watched.prompt(body.toString()).split(" ", 2)[1]);
            FakeOpenAi.held(turns.get(number), (then, asked) -> {
                        Watched.echo().to(then, asked);
                        if (number > 0) {
                            turns.get(number - 1).complete(true);
                        }
                    })
                    .to(request, body);
            if (seen.incrementAndGet() == lines) {
                turns.get(lines - 1).complete(true);
            }
        };
    }

    @Test
    void resultsAreInTheOrderOfTheLinesWhoeverAnswersFirst() {
        server().nowAnswering(reversed(10));
        with("", router -> {
            put("ten.jsonl", 10);
            assertThat(said("ten.jsonl")).isEqualTo(expected(10));
        });
    }

    @Test
    void resultsAreAsTheyCameWhereThatIsWanted() {
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        server().nowAnswering((request, body) -> {
            boolean isFirst = Watched.prompt(body.toString()).equals("prompt 0");
            (isFirst ? FakeOpenAi.held(held, Watched.echo()) : Watched.echo()).to(request, body);
        });
        with(", order: asTheyCome", router -> {
            put("ten.jsonl", 10);
            await().until(() -> router.get("/admin/batches").body().contains("\"succeeded\":9"));
            held.complete(true);
            assertThat(said("ten.jsonl")).containsExactlyInAnyOrderElementsOf(expected(10));
            assertThat(said("ten.jsonl").get(9)).isEqualTo("You said: prompt 0");
        });
    }

    @Test
    void noMoreAreAskedAtOneTimeThanMayBeOverAllFiles() {
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        server().nowAnswering(FakeOpenAi.held(held, Watched.echo()));
        AtomicInteger most = new AtomicInteger();
        with(", model: m, parallel: 5", router -> {
            put("one.jsonl", 20);
            put("other.jsonl", 20);
            await().until(() -> server().open() == 5);
            await().during(Duration.ofMillis(300)).until(() -> most.accumulateAndGet(server().open(), Math::max) == 5);
            assertThat(router.get("/admin/batches").body()).contains("\"status\":\"running\",\"lines\":20");
            server().nowAnswering((request, body) -> {
                most.accumulateAndGet(server().open(), Math::max);
                Watched.echo().to(request, body);
            });
            held.complete(true);
            assertThat(said("one.jsonl")).isEqualTo(expected(20));
            assertThat(said("other.jsonl")).isEqualTo(expected(20));
            assertThat(most).hasValue(5);
        });
    }

    @Test
    void aBatchThatWasStoppedGoesOnWhereItWas() {
        AtomicInteger asked = new AtomicInteger();
        server().nowAnswering((request, body) -> {
            boolean isEarly = asked.incrementAndGet() <= 30;
            (isEarly ? Watched.echo() : FakeOpenAi.error(429, "Not now.", "retry-after", "60")).to(request, body);
        });
        with("", router -> {
            put("hundred.jsonl", 100);
            await().until(() -> asked.get() > 30);
            await().until(() -> router.get("/admin/batches").body().contains("\"succeeded\":30"));
        });
        assertThat(files().inbox().resolve("hundred.jsonl")).exists();
        assertThat(files().outbox().resolve("hundred.jsonl")).doesNotExist();
        server().received().clear();
        server().nowAnswering(Watched.echo());
        with("", router -> {
            assertThat(said("hundred.jsonl")).isEqualTo(expected(100));
            assertThat(server().received()).hasSize(70);
        });
    }

    @Test
    void aBatchThatIsCalledOffKeepsWhatThereIs() {
        AtomicInteger asked = new AtomicInteger();
        server().nowAnswering((request, body) -> {
            boolean isEarly = asked.incrementAndGet() <= 5;
            (isEarly ? Watched.echo() : FakeOpenAi.error(429, "Not now.", "retry-after", "60")).to(request, body);
        });
        with("", router -> {
            put("hundred.jsonl", 100);
            await().until(() -> router.get("/admin/batches").body().contains("\"succeeded\":5"));
            String id = Caller.tree(router.get("/admin/batches").body())
                    .at("/batches/0/id")
                    .asText();
            assertThat(router.send("POST", "/admin/batches/batch_of_nobody/cancel", "")
                            .statusCode())
                    .isEqualTo(404);
            assertThat(router.send("POST", "/admin/batches/" + id + "/cancel", "")
                            .statusCode())
                    .isEqualTo(200);
            JsonNode summary = Watched.json(files().outbox().resolve("hundred.summary.json"));
            assertThat(summary.get("status").asText()).isEqualTo("cancelled");
            assertThat(said("hundred.jsonl")).hasSize(5);
            await().until(() -> Files.exists(files().done().resolve("hundred.jsonl")));
        });
    }

    @Test
    void aLineWaitsForTargetsThatWantARest() {
        server().nowAnswering(FakeOpenAi.error(429, "Not now.", "retry-after", "1"), Watched.echo());
        with("", router -> {
            put("three.jsonl", 3);
            assertThat(said("three.jsonl")).isEqualTo(expected(3));
            assertThat(files().outbox().resolve("three.errors.jsonl")).doesNotExist();
        });
    }

    @Test
    void whoHasNoPatienceGetsTheError() {
        server().nowAnswering(FakeOpenAi.error(429, "Not now.", "retry-after", "1"));
        with(", patience: 0s", router -> {
            put("three.jsonl", 3);
            List<JsonNode> errors = Watched.lines(files().outbox().resolve("three.errors.jsonl"));
            assertThat(errors).hasSize(3).allSatisfy(error -> assertThat(
                            error.at("/response/status_code").asInt())
                    .isEqualTo(429));
        });
    }

    @Test
    void anotherFileOfTheSameNameIsAnotherBatch() {
        with("", router -> {
            put("again.jsonl", 5);
            assertThat(said("again.jsonl")).isEqualTo(expected(5));
            await().until(() -> Files.exists(files().done().resolve("again.jsonl")));
            Files.delete(files().outbox().resolve("again.jsonl"));
            put("again.jsonl", 6);
            assertThat(said("again.jsonl")).isEqualTo(expected(6));
            assertThat(server().received()).hasSize(11);
        });
    }

    @Test
    void lineBreaksInAReplyAreBlanksInTheResults() {
        server().nowAnswering(
                        FakeOpenAi.status(
                                200,
                                "{\n \"id\": \"c\",\r\n \"choices\": [{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"Hi\"},"
                                        + "\"finish_reason\":\"stop\"}],\n \"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}\n}"));
        with("", router -> {
            put("one.jsonl", 1);
            assertThat(said("one.jsonl")).containsExactly("Hi");
        });
    }
}
