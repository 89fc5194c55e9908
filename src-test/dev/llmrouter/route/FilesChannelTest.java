package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.Watched;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Files in a folder, with the routes as they are shipped. */
class FilesChannelTest extends WatchedFolders {

    @Test
    void aTextIsAnsweredByAText() {
        with(", model: m", router -> {
            files().put("hello.txt", "Hello");
            files().put("letter.md", "{} # Dear");
            assertThat(Watched.read(files().outbox().resolve("hello.txt"))).isEqualTo("You said: Hello");
            assertThat(Watched.read(files().outbox().resolve("letter.md"))).isEqualTo("You said: {} # Dear");
            await().until(() -> Files.exists(files().done().resolve("hello.txt")));
            assertThat(files().inbox().resolve("hello.txt")).doesNotExist();
            assertThat(router.get("/admin/batches").body()).isEqualTo("{\"batches\":[]}");
        });
    }

    @Test
    void aRequestIsAnsweredByTheBodyOfTheReply() {
        with("", router -> {
            files().put(
                            "one.json",
                            "{\"model\":\"m\",\"seed\":7,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            JsonNode reply = Watched.json(files().outbox().resolve("one.json"));
            assertThat(reply.at("/choices/0/message/content").asText()).isEqualTo("You said: Hello");
            assertThat(server().last().body()).contains("\"seed\":7");
        });
    }

    @Test
    void whatCantBeAnsweredIsInTheFailedFolderWithTheReason() {
        with("", router -> {
            files().put("nobody.txt", "Hello");
            files().put("unknown.json", "{\"model\":\"x\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            files().put("broken.json", "{\"model\":");
            files().put(
                            "stream.json",
                            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
            assertThat(Watched.read(files().failed().resolve("nobody.txt.error.json")))
                    .contains("channels.files.model");
            assertThat(Watched.read(files().failed().resolve("unknown.json.error.json")))
                    .contains("model_not_found");
            assertThat(Watched.read(files().failed().resolve("broken.json.error.json")))
                    .contains("not valid JSON");
            assertThat(Watched.read(files().failed().resolve("stream.json.error.json")))
                    .contains("leave out 'stream'");
            await().until(() -> Files.exists(files().failed().resolve("broken.json")));
            assertThat(server().received()).isEmpty();
        });
    }

    @Test
    void linesOfAllKindsAreAnsweredInTheirOrderAndWrongOnesHaveAFileOfTheirOwn() {
        String lines = Watched.request("a", "one")
                + "\"two\"\n"
                + "\n"
                + "{\"prompt\":\"three\",\"custom_id\":\"c\"}\r\n"
                + "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"four\"}]}\n"
                + "{\"custom_id\":\"e\",\"body\":\n"
                + "{\"custom_id\":\"f\",\"url\":\"/v1/nothing\",\"body\":{}}\n"
                + "plain seven";
        with(", model: m", router -> {
            files().put("some.jsonl", lines);
            JsonNode summary = Watched.json(files().outbox().resolve("some.summary.json"));
            List<JsonNode> replies = Watched.lines(files().outbox().resolve("some.jsonl"));
            assertThat(replies)
                    .extracting(line -> line.get("custom_id").asText(), Watched::said)
                    .containsExactly(
                            tuple("a", "You said: one"),
                            tuple("line-2", "You said: two"),
                            tuple("c", "You said: three"),
                            tuple("line-5", "You said: four"),
                            tuple("line-8", "You said: plain seven"));
            assertThat(replies.get(0).at("/response/status_code").asInt()).isEqualTo(200);
            assertThat(replies.get(0).get("error").isNull()).isTrue();
            List<JsonNode> errors = Watched.lines(files().outbox().resolve("some.errors.jsonl"));
            assertThat(errors).hasSize(2);
            assertThat(errors.get(0).get("custom_id").asText()).isEqualTo("line-6");
            assertThat(errors.get(0).at("/error/code").asText()).isEqualTo("invalid_line");
            assertThat(errors.get(0).get("response").isNull()).isTrue();
            assertThat(errors.get(1).get("custom_id").asText()).isEqualTo("f");
            assertThat(errors.get(1).at("/response/status_code").asInt()).isEqualTo(400);
            assertThat(errors.get(1).at("/response/body/error/message").asText())
                    .contains("/v1/chat/completions");
            assertThat(summary.get("status").asText()).isEqualTo("completed");
            assertThat(summary.get("succeeded").asInt()).isEqualTo(5);
            assertThat(summary.get("failed").asInt()).isEqualTo(2);
            assertThat(summary.get("input_tokens").asInt()).isEqualTo(35);
            // five times 7 tokens at 1 and 3 at 2 US dollars per million
            assertThat(summary.get("cost_usd").decimalValue()).isEqualByComparingTo("0.000065");
            await().until(() -> Files.exists(files().done().resolve("some.jsonl")));
            assertThat(files().inbox().resolve(".work/some.jsonl.journal")).doesNotExist();
            assertThat(router.get("/admin/batches").body())
                    .contains("\"file\":\"some.jsonl\",\"status\":\"completed\"");
        });
    }

    @Test
    void aFileThatIsStillWrittenIsLeftAlone() {
        new WatchedRouter(folder(), server()).withQuiet("500ms", ", model: m", router -> {
            Path growing = files().inbox().resolve("growing.jsonl");
            Files.createDirectories(files().inbox());
            for (int i = 0; i < 5; i++) {
                Files.writeString(
                        growing, "\"half " + i + " and ", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
                await().pollDelay(Duration.ofMillis(100)).until(() -> true);
                Files.writeString(growing, "whole\"\n", StandardOpenOption.APPEND);
            }
            assertThat(Watched.lines(files().outbox().resolve("growing.jsonl"))).hasSize(5);
            assertThat(files().outbox().resolve("growing.errors.jsonl")).doesNotExist();
        });
    }

    @Test
    void eachRowOfATableIsPutIntoTheTemplate() {
        String table = "custom_id,text,by\nfirst,\"one, and\",$1\n\nsecond,two\nthird,${by},me\n";
        with(", model: m, template: \"${by} says ${text}\"", router -> {
            files().put("rows.csv", table);
            List<JsonNode> replies = Watched.lines(files().outbox().resolve("rows.csv.jsonl"));
            assertThat(replies)
                    .extracting(line -> line.get("custom_id").asText(), Watched::said)
                    .containsExactly(
                            tuple("first", "You said: $1 says one, and"), tuple("third", "You said: me says ${by}"));
            List<JsonNode> errors = Watched.lines(files().outbox().resolve("rows.csv.errors.jsonl"));
            assertThat(errors).singleElement().satisfies(error -> assertThat(
                            error.at("/error/message").asText())
                    .isEqualTo("The row has 2 columns, and the header has 3."));
        });
    }

    @Test
    void aTableWithoutTheColumnsOfTheTemplateIsInTheFailedFolder() {
        with(", model: m", router -> {
            files().put("rows.csv", "text,by\none,me\n");
            assertThat(Watched.read(files().failed().resolve("rows.csv.error.json")))
                    .contains("names the column prompt, and there are only text, by");
            await().until(() -> Files.exists(files().failed().resolve("rows.csv")));
            assertThat(server().received()).isEmpty();
        });
    }

    @Test
    void twoRoutersOnOneInboxTakeEachFileOnce() {
        CompletableFuture<Boolean> held = new CompletableFuture<>();
        server().nowAnswering(FakeOpenAi.held(held, Watched.echo()));
        with(
                ", model: m",
                one -> with(", model: m", other -> {
                    StringBuilder lines = new StringBuilder();
                    for (int i = 0; i < 10; i++) {
                        files().put("each-" + i + ".txt", "each " + i);
                        lines.append("\"line ").append(i).append("\"\n");
                    }
                    files().put("many.jsonl", lines.toString());
                    await().until(() -> server().open() >= 16);
                    held.complete(true);
                    assertThat(Watched.lines(files().outbox().resolve("many.jsonl")))
                            .hasSize(10);
                    for (int i = 0; i < 10; i++) {
                        Watched.read(files().outbox().resolve("each-" + i + ".txt"));
                    }
                    assertThat(server().received()).hasSize(20);
                }));
    }

    @Test
    void aFolderThatCantBeMadeIsRefusedWhereItStands() throws IOException {
        Files.writeString(files().outbox(), "a file");
        assertThatThrownBy(() -> with("", router -> {}))
                .hasStackTraceContaining("router.yaml:6: channels.files.outbox: is no folder and can't be made");
    }

    @Test
    void theWrongConfigurationIsRefusedWhereItStands() {
        assertThatThrownBy(() -> TestRouter.with(files().config(server(), "").replace("outbox\"", "inbox\"")))
                .hasStackTraceContaining("channels.files.outbox: is the inbox");
        assertThatThrownBy(() -> with(", model: nobody", router -> {}))
                .hasStackTraceContaining("channels.files.model: unknown model or target nobody");
        assertThatThrownBy(() -> with(", tenant: acme", router -> {}))
                .hasStackTraceContaining("channels.files.tenant: unknown tenant");
    }
}
