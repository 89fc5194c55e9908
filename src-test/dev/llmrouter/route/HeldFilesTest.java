package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.OtherRouter;
import dev.llmrouter.fixture.Watched;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files that a person decides on. */
class HeldFilesTest extends WatchedFolders {

    private static final String HOLDS = "holds: [ { when: \"${body} contains 'transfer'\", reason: money } ]\n";

    private String config() {
        return files().config(server(), ", model: m") + HOLDS;
    }

    private static JsonNode held(TestRouter router, String query) {
        return Caller.tree(router.get("/admin/held" + query).body());
    }

    private static String onlyId(TestRouter router) {
        await().until(() -> held(router, "").path("count").asInt() == 1);
        return held(router, "").at("/held/0/id").asText();
    }

    private static int decide(TestRouter router, String id, String decision) {
        return router.send("POST", "/admin/held/" + id + "/" + decision, "").statusCode();
    }

    private static List<String> in(Path place) {
        try (Stream<Path> all = Files.list(place)) {
            return all.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name -> !name.startsWith("."))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void oneWaitsBesideTheInboxAndIsAnsweredOnceItIsReleased() throws IOException {
        try (TestRouter router = TestRouter.with(config())) {
            Instant before = Instant.now().minusSeconds(1);
            files().put("a.txt", "Make a transfer");
            files().put("b.json", "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"No money\"}]}");
            String id = onlyId(router);
            JsonNode one = held(router, "").at("/held/0");
            assertThat(one.path("kind").asText()).isEqualTo("file");
            assertThat(one.path("file").asText()).isEqualTo("a.txt");
            assertThat(one.path("reason").asText()).isEqualTo("money");
            assertThat(one.path("bytes").asInt()).isEqualTo(15);
            assertThat(Instant.parse(one.path("since").asText())).isAfter(before);
            assertThat(one.has("body")).isFalse();
            assertThat(held(router, "?body=true").at("/held/0/body").asText()).isEqualTo("Make a transfer");
            assertThat(in(folder().resolve("held"))).containsExactly(id + ".a.txt");
            assertThat(in(files().failed())).isEmpty();
            assertThat(Watched.read(files().outbox().resolve("b.json"))).contains("No money");
            assertThat(server().received()).hasSize(1);

            assertThat(decide(router, id, "release")).isEqualTo(200);
            assertThat(Watched.read(files().outbox().resolve("a.txt"))).isEqualTo("You said: Make a transfer");
            await().until(() -> Files.exists(files().done().resolve("a.txt")));
            assertThat(held(router, "").path("count").asInt()).isZero();
            assertThat(decide(router, id, "release")).as("it is gone").isEqualTo(404);
            assertThat(folder().resolve("held")).isDirectoryNotContaining("glob:**.reason");
        }
    }

    @Test
    void oneThatIsRefusedIsInTheFailedFolderWithTheReason() {
        try (TestRouter router = TestRouter.with(config())) {
            files().put("a.md", "Make a transfer");
            assertThat(decide(router, onlyId(router), "refuse")).isEqualTo(200);
            assertThat(files().failed().resolve("a.md")).hasContent("Make a transfer");
            JsonNode error = Watched.json(files().failed().resolve("a.md.error.json"));
            assertThat(error.at("/error/code").asText()).isEqualTo("hold_refused");
            assertThat(error.at("/error/message").asText()).endsWith("money");
            assertThat(held(router, "").path("count").asInt()).isZero();
            assertThat(server().received()).isEmpty();
        }
    }

    @Test
    void twoOfOneNameAreBothHeldAndAnswered() {
        try (TestRouter router = TestRouter.with(config())) {
            files().put("a.txt", "transfer 1");
            onlyId(router);
            files().put("a.txt", "transfer no 2");
            await().until(() -> held(router, "").path("count").asInt() == 2);
            held(router, "")
                    .path("held")
                    .forEach(one -> decide(router, one.path("id").asText(), "release"));
            await().until(() -> server().received().size() == 2);
            await().until(() -> in(folder().resolve("held/released")).isEmpty());
            assertThat(in(files().failed())).isEmpty();
        }
    }

    @Test
    void whoWritesIntoTheInboxReleasesNothing() throws IOException {
        try (TestRouter router = TestRouter.with(config())) {
            String name = UUID.randomUUID() + ".a.txt";
            Files.createDirectories(files().inbox().resolve(".released"));
            Files.writeString(files().inbox().resolve(".released").resolve(name), "Make a transfer");
            files().put(name, "Make a transfer");
            assertThat(onlyId(router)).isNotEqualTo(name.substring(0, 36));
            assertThat(held(router, "").at("/held/0/file").asText()).isEqualTo(name);
            assertThat(decide(router, "../inbox", "release")).isEqualTo(404);
            assertThat(decide(router, "..%2Finbox", "release")).isEqualTo(404);
            assertThat(server().received()).isEmpty();
        }
    }

    @Test
    void linesThatAreHeldAreErrorsOfTheirBatch() {
        try (TestRouter router = TestRouter.with(config())) {
            files().put("some.jsonl", Watched.request("a", "Hello") + Watched.request("b", "Make a transfer"));
            files().put("rows.csv", "custom_id,prompt\nc,Make a transfer\nd,Hello\n");
            Watched.json(files().outbox().resolve("some.summary.json"));
            Watched.json(files().outbox().resolve("rows.csv.summary.json"));
            for (String[] each : new String[][] {{"some", "b"}, {"rows.csv", "c"}}) {
                List<JsonNode> errors = Watched.lines(files().outbox().resolve(each[0] + ".errors.jsonl"));
                assertThat(errors).hasSize(1);
                assertThat(errors.get(0).path("custom_id").asText()).isEqualTo(each[1]);
                assertThat(errors.get(0).at("/response/status_code").asInt()).isEqualTo(403);
                assertThat(errors.get(0).at("/response/body/error/code").asText())
                        .isEqualTo("held");
            }
            assertThat(held(router, "").path("count").asInt()).isZero();
            assertThat(server().received()).hasSize(2);
        }
    }

    @Test
    void nothingIsLostWhereTheRouterIsKilledWhileItHoldsAndReleases() {
        int many = 60;
        OtherRouter first = new OtherRouter(folder(), config());
        for (int i = 0; i < many; i++) {
            files().put("f" + i + ".txt", "transfer " + i);
        }
        Path held = folder().resolve("held");
        await().pollInterval(Duration.ofMillis(2))
                .atMost(Duration.ofSeconds(30))
                .until(() -> in(held).size() > 5);
        first.kill();
        OtherRouter second = new OtherRouter(folder(), config());
        await().atMost(Duration.ofSeconds(30)).until(() -> in(files().inbox()).isEmpty());
        JsonNode all = Caller.tree(second.get("/admin/held?limit=1000"));
        assertThat(all.path("held"))
                .hasSize(many)
                .allSatisfy(one -> assertThat(one.path("reason").asText()).isEqualTo("money"));
        assertThat(server().received()).isEmpty();
        all.path("held")
                .forEach(one -> second.post("/admin/held/" + one.path("id").asText() + "/release"));
        await().pollInterval(Duration.ofMillis(2))
                .until(() -> server().received().size() > 5);
        second.kill();
        try (OtherRouter last = new OtherRouter(folder(), config())) {
            for (int i = 0; i < many; i++) {
                assertThat(Watched.read(files().outbox().resolve("f" + i + ".txt")))
                        .as(last.printed())
                        .isEqualTo("You said: transfer " + i);
            }
            await().untilAsserted(() -> assertThat(in(held.resolve("released"))).isEmpty());
            assertThat(in(held)).isEmpty();
            assertThat(in(files().failed())).isEmpty();
            assertThat(in(files().done())).hasSize(many);
        }
    }
}
