package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.fixture.AnthropicWords;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FreePort;
import dev.llmrouter.fixture.JmsCaller;
import dev.llmrouter.llm.LlmReply;
import jakarta.jms.TextMessage;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Attachments that a request only names, and who is asked gets with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClaimCheckTest {

    private static final String PDF = "%PDF-1.4 a report";
    private static final String NOBODYS = "file-0123456789abcdef0123456789abcdef";

    private final FakeOpenAi one = answering(completion("one"));
    private final FakeOpenAi two = answering(completion("two"));
    private final FakeOpenAi claude = answering(new AnthropicWords().text(false));
    private final int port = FreePort.any();
    private final TestRouter router = TestRouter.with(
            """
        retries: { count: 0 }
        providers:
          one: { type: openai, baseUrl: "%s" }
          two: { type: openai, baseUrl: "%s" }
          claude: { type: anthropic, baseUrl: "%s", apiKey: "{{sys:test.caller}}" }
        targets:
          a: { provider: one, model: m, breaker: { window: 100, minimumCalls: 100 } }
          b: { provider: two, model: m }
          c: { provider: claude, model: m }
          blind: { provider: one, model: m, capabilities: [ tools, pdf ] }
          seeing: { provider: two, model: m, capabilities: [ vision ] }
        models:
          both: { of: [ a, b ] }
          across: { of: [ a, c ] }
          able: { of: [ blind, seeing ] }
        channels:
          batches: { }
          jms: { port: %d, consumers: 1 }
        """
                    .formatted(one.baseUrl(), two.baseUrl(), claude.baseUrl(), port));

    @BeforeEach
    void begin() {
        one.received().clear();
        two.received().clear();
        claude.received().clear();
        one.nowAnswering(completion("one"));
    }

    @AfterAll
    void stop() {
        router.close();
        one.close();
        two.close();
        claude.close();
    }

    private static String upload(TestRouter to, String key, String name, String type, byte[] bytes) throws Exception {
        String head = "--x\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nuser_data\r\n--x\r\n"
                + "content-disposition: form-data; name=\"file\"; filename=\"" + name + "\"\r\ncontent-type: " + type
                + "\r\n\r\n";
        HttpResponse<String> kept = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create(to.url() + "/files"))
                                .header("content-type", "multipart/form-data; boundary=x")
                                .header("authorization", "Bearer " + key)
                                .POST(HttpRequest.BodyPublishers.concat(
                                        HttpRequest.BodyPublishers.ofString(head),
                                        HttpRequest.BodyPublishers.ofByteArray(bytes),
                                        HttpRequest.BodyPublishers.ofString("\r\n--x--\r\n")))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(kept.statusCode()).as(kept.body()).isEqualTo(200);
        return Caller.tree(kept.body()).path("id").asText();
    }

    private String upload(String name, String type, String text) throws Exception {
        return upload(router, "none", name, type, text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static String chat(String model, String id) {
        return "{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":"
                + "\"What is that?\"},{\"type\":\"file\",\"file\":{\"file_id\":\"" + id + "\"}}]}]}";
    }

    private static JsonNode attached(FakeOpenAi server) {
        assertThat(server.received()).hasSize(1);
        return Caller.tree(server.last().body()).at("/messages/0/content/1");
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void failoverBringsTheSameFileToTheNextAndTheCallerUploadsItOnce() throws Exception {
        String id = upload("report.pdf", "application/pdf", PDF);
        one.nowAnswering(error(500, "oops"));
        HttpResponse<String> reply = router.chat(chat("both", id));
        assertThat(reply.body()).contains("two");
        for (FakeOpenAi server : new FakeOpenAi[] {one, two}) {
            assertThat(attached(server).path("type").asText()).isEqualTo("file");
            assertThat(attached(server).at("/file/filename").asText()).isEqualTo("report.pdf");
            assertThat(attached(server).at("/file/file_data").asText())
                    .isEqualTo("data:application/pdf;base64," + base64(PDF));
            assertThat(server.last().body()).doesNotContain(id);
        }
    }

    @Test
    void anotherProviderGetsItInItsOwnWords() throws Exception {
        String id = upload("report.pdf", "application/pdf", PDF);
        one.nowAnswering(error(500, "oops"));
        HttpResponse<String> reply = router.chat(chat("across", id));
        assertThat(reply.headers().firstValue("x-llm-target")).contains("c");
        JsonNode block = Caller.tree(claude.last().body()).at("/messages/0/content/1");
        assertThat(block.path("type").asText()).isEqualTo("document");
        assertThat(block.at("/source/media_type").asText()).isEqualTo("application/pdf");
        assertThat(block.at("/source/data").asText()).isEqualTo(base64(PDF));
    }

    @ParameterizedTest
    @CsvSource({
        "photo.png, image/png, image_url, /image_url/url, 'data:image/png;base64,'",
        "photo.webp, application/octet-stream, image_url, /image_url/url, 'data:image/webp;base64,'",
        "song.wav, audio/wav, input_audio, /input_audio/data, ''"
    })
    void whatItIsSaysItsMediaTypeOrItsName(String name, String type, String part, String place, String before)
            throws Exception {
        assertThat(router.chat(chat("a", upload(name, type, "bytes"))).statusCode())
                .isEqualTo(200);
        assertThat(attached(one).path("type").asText()).isEqualTo(part);
        assertThat(attached(one).at(place).asText()).isEqualTo(before + base64("bytes"));
    }

    @Test
    void textIsPutInAsText() throws Exception {
        router.chat(chat("a", upload("notes.md", "text/markdown", "# Größe")));
        assertThat(attached(one).path("text").asText()).isEqualTo("# Größe");
    }

    @Test
    void targetsAreChosenByWhatTheFileIs() throws Exception {
        String image = upload("photo.png", "image/png", "bytes");
        assertThat(router.chat(chat("able", image)).headers().firstValue("x-llm-target"))
                .contains("seeing");
        String report = upload("report.pdf", "application/pdf", PDF);
        assertThat(router.chat(chat("able", report)).headers().firstValue("x-llm-target"))
                .contains("blind");
        assertThat(router.post("/route/explain", chat("able", image)).body()).contains("takes no images");
    }

    @Test
    void callersOfMessagesAndResponsesNameItInTheirWords() throws Exception {
        String id = upload("photo.png", "image/png", "bytes");
        router.post(
                "/messages",
                "{\"model\":\"c\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image\","
                        + "\"source\":{\"type\":\"file\",\"file_id\":\"" + id + "\"}}]}]}");
        JsonNode source = Caller.tree(claude.last().body()).at("/messages/0/content/0/source");
        assertThat(source.path("type").asText()).isEqualTo("base64");
        assertThat(source.path("data").asText()).isEqualTo(base64("bytes"));
        HttpResponse<String> reply = router.post(
                "/responses",
                "{\"model\":\"b\",\"input\":[{\"role\":\"user\",\"content\":[{\"type\":\"input_text\",\"text\":\"What?\"},"
                        + "{\"type\":\"input_image\",\"file_id\":\"" + id + "\"}]}]}");
        assertThat(reply.statusCode()).as(reply.body()).isEqualTo(200);
        assertThat(two.last().body()).contains("data:image/png;base64," + base64("bytes"));
    }

    @Test
    void aTicketOfNobodyIsRefusedBeforeAnybodyIsAsked() {
        HttpResponse<String> refusal = router.chat(chat("a", NOBODYS));
        assertThat(refusal.statusCode()).isEqualTo(404);
        assertThat(Caller.tree(refusal.body()).at("/error/code").asText()).isEqualTo("file_not_found");
        assertThat(router.post(
                                "/messages",
                                "{\"model\":\"a\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":"
                                        + "\"document\",\"source\":{\"type\":\"file\",\"file_id\":\"" + NOBODYS
                                        + "\"}}]}]}")
                        .body())
                .contains("\"not_found_error\"")
                .contains(NOBODYS);
        assertThat(one.received()).isEmpty();
    }

    @Test
    void aFileOfAProviderGoesThereAsItIs() {
        router.chat(chat("a", "file-6F2ksmvXxt4VdoqmHRw6kL"));
        assertThat(attached(one).at("/file/file_id").asText()).isEqualTo("file-6F2ksmvXxt4VdoqmHRw6kL");
    }

    @Test
    void whatNoModelIsShownIsRefused() throws Exception {
        HttpResponse<String> refusal = router.chat(chat("a", upload("all.zip", "application/zip", "PK")));
        assertThat(refusal.statusCode()).isEqualTo(400);
        assertThat(refusal.body()).contains("is application/zip; a model can be shown PNG");
        assertThat(one.received()).isEmpty();
    }

    @Test
    void filesThatAreTooLongTogetherAreRefused() throws Exception {
        String id = upload(router, "none", "huge.pdf", "application/pdf", new byte[24_000_001]);
        HttpResponse<String> refusal = router.chat(chat("a", id));
        assertThat(refusal.statusCode()).isEqualTo(413);
        assertThat(refusal.body()).contains("have 24000001 bytes together; the most is 24000000");
        assertThat(one.received()).isEmpty();
    }

    @Test
    void anotherTenantsTicketIsNone() throws Exception {
        System.setProperty("test.claim.acme", "sk-claim-acme");
        System.setProperty("test.claim.other", "sk-claim-other");
        try (TestRouter shared = TestRouter.with(
                """
            providers:
              one: { type: openai, baseUrl: "%s" }
            targets:
              a: { provider: one, model: m }
            channels: { batches: {} }
            tenants:
              acme: { keys: [ "{{sys:test.claim.acme}}" ] }
              other: { keys: [ "{{sys:test.claim.other}}" ] }
            """
                        .formatted(one.baseUrl()))) {
            String id = upload(shared, "sk-claim-acme", "report.pdf", "application/pdf", new byte[] {1});
            assertThat(shared.showing("sk-claim-other").chat(chat("a", id)).statusCode())
                    .isEqualTo(404);
            assertThat(one.received()).isEmpty();
            assertThat(shared.showing("sk-claim-acme").chat(chat("a", id)).statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aMessageInAQueueHasOnlyTheTicket() throws Exception {
        String id = upload("report.pdf", "application/pdf", PDF);
        try (JmsCaller caller = new JmsCaller(port)) {
            caller.send(chat("a", id));
            assertThat(((TextMessage) caller.reply()).getText()).contains("one");
            assertThat(attached(one).at("/file/file_data").asText()).endsWith(base64(PDF));
            caller.send(chat("a", NOBODYS));
            TextMessage dead = (TextMessage) caller.take("llm.dead");
            assertThat(dead.getStringProperty("LlmError")).isEqualTo("file_not_found");
            assertThat(dead.getText()).isEqualTo(chat("a", NOBODYS));
        }
    }

    @Test
    void aRouteNamesItLikewise() throws Exception {
        String id = upload("report.pdf", "application/pdf", PDF);
        LlmReply reply = router.camel()
                .createFluentProducerTemplate()
                .to("direct:chat")
                .withBody(chat("a", id))
                .request(LlmReply.class);
        assertThat(reply.text()).isEqualTo("one");
        assertThat(attached(one).at("/file/file_data").asText()).endsWith(base64(PDF));
    }

    @Test
    void aDecisionTellsNothingOfTheFile() throws Exception {
        HttpResponse<String> reply = router.chat(chat("a", upload("report.pdf", "application/pdf", PDF)));
        String id = reply.headers().firstValue("x-request-id").orElseThrow();
        org.awaitility.Awaitility.await()
                .until(() -> router.get("/v1/route/calls/" + id).statusCode() == 200);
        assertThat(router.get("/v1/route/calls/" + id).body()).doesNotContain(base64(PDF));
    }
}
