package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.error;
import static dev.llmrouter.fixture.FakeOpenAi.hang;
import static dev.llmrouter.fixture.FakeOpenAi.status;
import static dev.llmrouter.fixture.FakeOpenAi.stream;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.MultipartField;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.SseException;
import com.openai.models.audio.speech.SpeechCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.audio.transcriptions.TranscriptionStreamEvent;
import com.openai.models.images.ImageGenStreamEvent;
import com.openai.models.images.ImageGenerateParams;
import com.openai.models.images.ImagesResponse;
import com.openai.models.moderations.ModerationCreateParams;
import com.openai.models.moderations.ModerationCreateResponse;
import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.FakeOpenAi.Answer;
import dev.llmrouter.fixture.RawClient;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Images, sound, moderations and rankings, asked with OpenAI's own client for Java where it has them. */
class PassthroughRouteTest {

    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final FakeOpenAi up = answering(status(200, "{}"));
    private final FakeOpenAi other = answering(status(200, "{}"));
    private final TestRouter router = TestRouter.with(
            """
        providers:
          up: { type: openai, baseUrl: "%s" }
          other: { type: openai, baseUrl: "%s" }
        targets:
          m: { provider: up, model: upstream-model, price: { input: 1, output: 1 } }
          n: { provider: other, model: other-model }
        models:
          both: { of: [ m, n ] }
        """
                    .formatted(up.baseUrl(), other.baseUrl()));
    private final OpenAIClient client = OpenAIOkHttpClient.builder()
            .baseUrl(router.url())
            .apiKey("sk-of-the-caller")
            .maxRetries(0)
            .build();

    @AfterEach
    void stop() {
        client.close();
        router.close();
        up.close();
        other.close();
    }

    private HttpResponse<byte[]> post(String path, String type, byte[] body) {
        try {
            return HTTP.send(request(path, type, body), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpRequest request(String path, String type, byte[] body) {
        return HttpRequest.newBuilder(URI.create(router.url() + path))
                .header("content-type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
    }

    private HttpResponse<byte[]> post(String path, String json) {
        return post(path, "application/json", json.getBytes(UTF_8));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), UTF_8);
    }

    private static byte[] noise(int length) {
        byte[] noise = new byte[length];
        new Random(length).nextBytes(noise);
        return noise;
    }

    /** Whatever it is asked, these bytes, and {@code content-length} or not. */
    private static Answer bytes(String type, byte[] body) {
        return (request, asked) ->
                request.response().putHeader("content-type", type).end(Buffer.buffer(body));
    }

    private void awaitMeter(String pattern) {
        await().untilAsserted(() -> assertThat(router.metrics()).containsPattern(pattern));
    }

    // ---- images

    @Test
    void imagesComeWithWhatTheyTook() {
        up.nowAnswering(status(
                200,
                "{\"created\":1,\"data\":[{\"b64_json\":\"AAAA\"}],\"usage\":{\"input_tokens\":11,\"output_tokens\":22,"
                        + "\"total_tokens\":33,\"input_tokens_details\":{\"text_tokens\":11,\"image_tokens\":0}}}"));
        ImagesResponse images = client.images()
                .generate(
                        ImageGenerateParams.builder().model("m").prompt("a cat").build())
                .validate();
        assertThat(images.data().orElseThrow().get(0).b64Json()).hasValue("AAAA");
        assertThat(up.last().path()).isEqualTo("/v1/images/generations");
        assertThat(up.last().body()).contains("\"upstream-model\"").doesNotContain("\"m\"");
        awaitMeter("llm_tokens_total\\{kind=\"output\",target=\"m\"} 22");
        awaitMeter("llm_calls_total\\{model=\"m\",operation=\"images\",outcome=\"ok\"");
        assertThat(router.metrics()).containsPattern("llm_usage_estimated_total\\{target=\"m\"} 0");
    }

    private static final String PARTIAL = "event: image_generation.partial_image\n"
            + "data: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"AAAA\",\"background\":\"opaque\","
            + "\"created_at\":1,\"output_format\":\"png\",\"partial_image_index\":0,\"quality\":\"low\",\"size\":\"1024x1024\"}\n\n";
    private static final String COMPLETED = "event: image_generation.completed\n"
            + "data: {\"type\":\"image_generation.completed\",\"b64_json\":\"BBBB\",\"background\":\"opaque\","
            + "\"created_at\":1,\"output_format\":\"png\",\"quality\":\"low\",\"size\":\"1024x1024\",\"usage\":"
            + "{\"input_tokens\":5,\"output_tokens\":6,\"total_tokens\":11,"
            + "\"input_tokens_details\":{\"text_tokens\":5,\"image_tokens\":0}}}\n\n";

    private List<ImageGenStreamEvent> imageEvents() {
        List<ImageGenStreamEvent> events = new ArrayList<>();
        try (StreamResponse<ImageGenStreamEvent> streamed = client.images()
                .generateStreaming(ImageGenerateParams.builder()
                        .model("m")
                        .prompt("a cat")
                        .partialImages(1)
                        .build())) {
            streamed.stream().forEach(event -> events.add(event.validate()));
        }
        return events;
    }

    @Test
    void imagesAreStreamedEventByEvent() {
        up.nowAnswering(stream(PARTIAL, COMPLETED));
        List<ImageGenStreamEvent> events = imageEvents();
        assertThat(events).hasSize(2);
        assertThat(events.get(1).asGenerationCompleted().b64Json()).isEqualTo("BBBB");
        awaitMeter("llm_calls_total\\{model=\"m\",operation=\"images\",outcome=\"ok\",stream=\"true\"} 1");
        awaitMeter("llm_tokens_total\\{kind=\"output\",target=\"m\"} 6");
    }

    @Test
    void aStreamThatEndsBeforeTheWholeImageSaysSo() {
        up.nowAnswering(stream(PARTIAL));
        assertThatThrownBy(this::imageEvents).isInstanceOf(SseException.class);
        awaitMeter("llm_calls_total\\{model=\"m\",operation=\"images\",outcome=\"upstream_cut\"");
    }

    @Test
    void aStreamedErrorBeforeAnyImageIsPassedOver() {
        up.nowAnswering(
                stream("data: {\"type\":\"error\",\"error\":{\"type\":\"server_error\",\"message\":\"no\"}}\n\n"));
        other.nowAnswering(stream(COMPLETED));
        HttpResponse<byte[]> answer =
                post("/images/generations", "{\"model\":\"both\",\"stream\":true,\"prompt\":\"a\"}");
        assertThat(text(answer)).isEqualTo(COMPLETED);
        assertThat(answer.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
        assertThat(answer.headers().firstValue("x-llm-target")).hasValue("n");
    }

    // ---- speech

    private static SpeechCreateParams speech() {
        return SpeechCreateParams.builder()
                .model("m")
                .input("Hello")
                .voice("alloy")
                .build();
    }

    @Test
    void soundArrivesAsItWasMade() throws IOException {
        byte[] sound = noise(3_000_000);
        up.nowAnswering(bytes("audio/mpeg", sound));
        try (com.openai.core.http.HttpResponse answer = client.audio().speech().create(speech())) {
            assertThat(answer.body().readAllBytes()).isEqualTo(sound);
            assertThat(answer.headers().values("content-type")).containsExactly("audio/mpeg");
            assertThat(answer.headers().values("x-llm-target")).containsExactly("m");
        }
        assertThat(up.last().body()).contains("\"upstream-model\"");
        awaitMeter("llm_calls_total\\{model=\"m\",operation=\"speech\",outcome=\"ok\"");
        awaitMeter("llm_usage_estimated_total\\{target=\"m\"} 1");
        assertThat(router.metrics()).containsPattern("llm_tokens_total\\{kind=\"output\",target=\"m\"} 0");
        assertThat(router.inFlight("m")).isZero();
    }

    @Test
    void soundIsHeardBeforeItIsComplete() throws IOException {
        CompletableFuture<Void> heard = new CompletableFuture<>();
        up.nowAnswering((request, asked) -> {
            io.vertx.core.Context loop = io.vertx.core.Vertx.currentContext();
            HttpServerResponse response = request.response().setChunked(true).putHeader("content-type", "audio/pcm");
            response.write("first");
            var unused = heard.thenRun(() -> loop.runOnContext(now -> response.end("last")));
        });
        try (com.openai.core.http.HttpResponse answer = client.audio().speech().create(speech());
                DataInputStream body = new DataInputStream(answer.body())) {
            byte[] first = new byte[5];
            body.readFully(first);
            assertThat(new String(first, UTF_8)).isEqualTo("first");
            heard.complete(null);
            assertThat(new String(body.readAllBytes(), UTF_8)).isEqualTo("last");
        }
    }

    @Test
    void soundWaitsForWhoIsSlow() {
        AtomicInteger written = new AtomicInteger();
        up.nowAnswering((request, asked) -> {
            request.response().setChunked(true).putHeader("content-type", "audio/mpeg");
            pump(request.response(), Buffer.buffer(noise(10_000)), written);
        });
        try (RawClient slow = RawClient.slowTo(router.port())) {
            slow.send(RawClient.post("{\"model\":\"m\",\"input\":\"a\",\"voice\":\"b\"}")
                    .replace("/chat/completions", "/audio/speech"));
            slow.readUntil("audio/mpeg");
            AtomicInteger before = new AtomicInteger(-1);
            await().pollInterval(Duration.ofMillis(300)).until(() -> before.getAndSet(written.get()) == written.get());
            assertThat(written.get()).isLessThan(5_000);
        }
        await().until(() -> up.aborted() == 1 && router.inFlight("m") == 0);
        awaitMeter("llm_calls_total\\{model=\"m\",operation=\"speech\",outcome=\"cancelled\"");
    }

    private static void pump(HttpServerResponse response, Buffer piece, AtomicInteger written) {
        while (written.get() < 20_000 && !response.writeQueueFull()) {
            response.write(piece);
            written.incrementAndGet();
        }
        response.drainHandler(drained -> pump(response, piece, written));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void soundThatBreaksOffIsNotTakenForWhole(boolean chunked) {
        up.nowAnswering((request, asked) -> {
            HttpServerResponse response = request.response().putHeader("content-type", "audio/mpeg");
            if (chunked) {
                response.setChunked(true);
            } else {
                response.putHeader("content-length", "1000");
            }
            response.write("half").onComplete(out -> request.connection().close());
        });
        try (com.openai.core.http.HttpResponse answer = client.audio().speech().create(speech())) {
            assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
        }
        awaitMeter("llm_calls_total\\{model=\"m\",operation=\"speech\",outcome=\"upstream_cut\"");
        assertThat(router.inFlight("m")).isZero();
    }

    @Test
    void silenceIsNoSound() {
        up.nowAnswering(bytes("audio/mpeg", new byte[0]));
        other.nowAnswering(bytes("audio/mpeg", new byte[] {1}));
        assertThat(post("/audio/speech", "{\"model\":\"both\",\"input\":\"a\"}").body())
                .containsExactly(1);
    }

    @Test
    void soundThatIsCodedForTheConnectionIsNotPassedOn() {
        up.nowAnswering((request, asked) -> request.response()
                .putHeader("content-type", "audio/mpeg")
                .putHeader("content-encoding", "gzip")
                .end("coded"));
        other.nowAnswering(bytes("audio/mpeg", new byte[] {1}));
        HttpResponse<byte[]> answer = post("/audio/speech", "{\"model\":\"both\",\"input\":\"a\"}");
        assertThat(answer.body()).containsExactly(1);
        assertThat(answer.headers().map()).doesNotContainKey("content-encoding");
    }

    @Test
    void speechAsEventsIsPassedByEvent() {
        String events =
                """
                data: {"type":"speech.audio.delta","audio":"AAAA"}

                data: {"type":"speech.audio.done","usage":{"input_tokens":3,"output_tokens":4,"total_tokens":7}}

                """;
        up.nowAnswering(stream(events));
        assertThat(text(post("/audio/speech", "{\"model\":\"m\",\"input\":\"a\",\"stream_format\":\"sse\"}")))
                .isEqualTo(events);
        awaitMeter("llm_tokens_total\\{kind=\"output\",target=\"m\"} 4");
    }

    // ---- transcriptions, translations

    private static TranscriptionCreateParams.Builder transcribing(String model, byte[] sound) {
        return TranscriptionCreateParams.builder()
                .model(model)
                .prompt("whisper")
                .file(MultipartField.<InputStream>builder()
                        .value(new ByteArrayInputStream(sound))
                        .filename("Grüße \"1\".mp3")
                        .contentType("audio/mpeg")
                        .build());
    }

    /** Keeps the bytes of what it is asked, which as text are lost. */
    private static Answer keeping(List<byte[]> kept, Answer answer) {
        return (request, asked) -> {
            kept.add(asked.getBytes());
            answer.to(request, asked);
        };
    }

    @Test
    void aFileArrivesAsItWasSent() {
        byte[] sound = noise(2_000_000);
        List<byte[]> kept = new CopyOnWriteArrayList<>();
        up.nowAnswering(keeping(
                kept,
                status(
                        200,
                        "{\"text\":\"Hello\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,\"output_tokens\":2,"
                                + "\"total_tokens\":16}}")));
        assertThat(client.audio()
                        .transcriptions()
                        .create(transcribing("m", sound).build())
                        .validate()
                        .asTranscription()
                        .text())
                .isEqualTo("Hello");
        String asked = new String(kept.get(0), ISO_8859_1);
        assertThat(asked).contains(new String(sound, ISO_8859_1));
        assertThat(asked.split("upstream-model", -1)).hasSize(2);
        String boundary = asked.substring(2, asked.indexOf("\r\n"));
        assertThat(up.last().header("content-type"))
                .startsWith("multipart/form-data")
                .contains(boundary);
        assertThat(up.last().path()).isEqualTo("/v1/audio/transcriptions");
        awaitMeter("llm_tokens_total\\{kind=\"input\",target=\"m\"} 14");
    }

    @Test
    void aTranscriptIsStreamed() {
        up.nowAnswering(stream(
                "data: {\"type\":\"transcript.text.delta\",\"delta\":\"Hel\"}\n\n",
                "data: {\"type\":\"transcript.text.delta\",\"delta\":\"lo 🌍\"}\n\n",
                "data: {\"type\":\"transcript.text.done\",\"text\":\"Hello 🌍\"}\n\n",
                "data: [DONE]\n\n"));
        StringBuilder heard = new StringBuilder();
        try (StreamResponse<TranscriptionStreamEvent> streamed = client.audio()
                .transcriptions()
                .createStreaming(transcribing("m", noise(100)).build())) {
            streamed.stream().forEach(event -> {
                if (event.validate().isTranscriptTextDelta()) {
                    heard.append(event.asTranscriptTextDelta().delta());
                }
            });
        }
        assertThat(heard).hasToString("Hello 🌍");
        awaitMeter("llm_calls_total\\{model=\"m\",operation=\"transcriptions\",outcome=\"ok\",stream=\"true\"} 1");
    }

    @Test
    void aModelThatDoesNotStreamMayAnswerWhole() {
        up.nowAnswering(status(200, "{\"text\":\"Hello\"}"));
        String form = form("m", "sound").replace("--b--", part("stream", "true") + "--b--");
        assertThat(text(post("/audio/transcriptions", FORM, form.getBytes(UTF_8))))
                .isEqualTo("{\"text\":\"Hello\"}");
    }

    @ParameterizedTest
    @CsvSource({"text/plain; charset=utf-8, Hello", "text/vtt, WEBVTT", "application/x-subrip, 1"})
    void aTranscriptMayBeAnyText(String type, String said) {
        up.nowAnswering(bytes(type, said.getBytes(UTF_8)));
        HttpResponse<byte[]> answer =
                post("/audio/transcriptions", FORM, form("m", "sound").getBytes(UTF_8));
        assertThat(text(answer)).isEqualTo(said);
        assertThat(answer.headers().firstValue("content-type")).hasValue(type);
    }

    @Test
    void aTranslationIsText() {
        up.nowAnswering(status(200, "{\"text\":\"Hello\"}"));
        assertThat(text(post("/audio/translations", FORM, form("m", "sound").getBytes(UTF_8))))
                .isEqualTo("{\"text\":\"Hello\"}");
        assertThat(up.last().path()).isEqualTo("/v1/audio/translations");
        assertThat(up.last().body()).isEqualTo(form("upstream-model", "sound"));
        awaitMeter("llm_calls_total\\{model=\"m\",operation=\"translations\",outcome=\"ok\"");
    }

    @Test
    void aFormIsSentToTheNextTargetUnderItsName() {
        up.nowAnswering(error(404, "no such path"));
        other.nowAnswering(status(200, "{\"text\":\"Hello\"}"));
        HttpResponse<byte[]> answer =
                post("/audio/transcriptions", FORM, form("both", "sound").getBytes(UTF_8));
        assertThat(answer.headers().firstValue("x-llm-target")).hasValue("n");
        assertThat(up.last().body()).isEqualTo(form("upstream-model", "sound"));
        assertThat(other.last().body()).isEqualTo(form("other-model", "sound"));
    }

    private static final String FORM = "multipart/form-data; boundary=b";

    private static String part(String name, String value) {
        return "--b\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    }

    private static String form(String model, String file) {
        return part("file\"; filename=\"a.mp3", file) + part("model", model) + "--b--\r\n";
    }

    @Test
    void aFormThatCannotBeReadIsRefusedInOpenAisWords() {
        HttpResponse<byte[]> answer =
                post("/audio/transcriptions", FORM, part("model", "m").getBytes(UTF_8));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(text(answer)).contains("\"type\":\"invalid_request_error\"").contains("closing boundary");
        BadRequestException refused = catchThrowableOfType(BadRequestException.class, () -> client.audio()
                .transcriptions()
                .create(transcribing(" ", noise(10)).build()));
        assertThat(refused.param()).hasValue("model");
        assertThat(up.received()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/audio/transcriptions, application/json, multipart/form-data",
        "/audio/translations, text/plain, multipart/form-data",
        "/images/generations, multipart/form-data; boundary=b, application/json",
        "/embeddings, multipart/form-data; boundary=b, application/json",
    })
    void aBodyOfAnotherTypeIsRefused(String path, String type, String wanted) {
        HttpResponse<byte[]> answer = post(path, type, "{}".getBytes(UTF_8));
        assertThat(answer.statusCode()).isEqualTo(415);
        assertThat(text(answer)).contains(wanted);
    }

    @Test
    void aFormWithoutATypeIsRefused() {
        try (RawClient raw = RawClient.to(router.port())) {
            raw.send("POST /v1/audio/transcriptions HTTP/1.1\r\nHost: r\r\nContent-Length: 2\r\n\r\n{}");
            assertThat(raw.answer().status()).isEqualTo(415);
        }
    }

    // ---- moderations, rankings

    @Test
    void moderationsAreAnswered() {
        List<String> names = List.of(
                "harassment",
                "harassment/threatening",
                "hate",
                "hate/threatening",
                "illicit",
                "illicit/violent",
                "self-harm",
                "self-harm/instructions",
                "self-harm/intent",
                "sexual",
                "sexual/minors",
                "violence",
                "violence/graphic");
        up.nowAnswering(status(
                200,
                "{\"id\":\"modr-1\",\"model\":\"omni\",\"results\":[{\"flagged\":true,\"categories\":"
                        + each(names, "true") + ",\"category_scores\":" + each(names, "0.5")
                        + ",\"category_applied_input_types\":" + each(names, "[\"text\"]") + "}]}"));
        ModerationCreateResponse answered = client.moderations()
                .create(ModerationCreateParams.builder().model("m").input("bad").build())
                .validate();
        assertThat(answered.results().get(0).flagged()).isTrue();
        assertThat(up.last().path()).isEqualTo("/v1/moderations");
        awaitMeter("llm_calls_total\\{model=\"m\",operation=\"moderations\",outcome=\"ok\"");
    }

    private static String each(List<String> names, String value) {
        return names.stream().map(name -> "\"" + name + "\":" + value).collect(Collectors.joining(",", "{", "}"));
    }

    @Test
    void rankingsAreAnsweredByteByByte() {
        String reply = "{ \"results\":[{\"index\":1,\"relevance_score\":1e-400}],\"usage\":{\"total_tokens\":9} }";
        up.nowAnswering(status(200, reply));
        String asked = "{\"model\":\"%s\",\"query\":\"q\",\"documents\":[\"a\",\"b\"],\"new\":1e400}";
        assertThat(text(post("/rerank", asked.formatted("m")))).isEqualTo(reply);
        assertThat(up.last().body()).isEqualTo(asked.formatted("upstream-model"));
        awaitMeter("llm_tokens_total\\{kind=\"input\",target=\"m\"} 9");
        awaitMeter("llm_calls_total\\{model=\"m\",operation=\"rerank\",outcome=\"ok\"");
    }

    // ---- all of them

    static Stream<String> paths() {
        return Stream.of("/images/generations", "/audio/speech", "/moderations", "/rerank");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("paths")
    void whoNamesNoModelIsToldTo(String path) {
        HttpResponse<byte[]> answer = post(path, "{\"input\":\"a\",\"prompt\":\"a\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(text(answer)).contains("\"param\":\"model\"").contains("GET /v1/models");
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("paths")
    void whatIsNoReplyIsPassedOver(String path) {
        Answer page = bytes("text/html", "<html>".getBytes(UTF_8));
        Answer half = status(200, "{\"data\":[");
        Answer failed = status(200, "{\"error\":{\"message\":\"overloaded\",\"type\":\"server_error\"}}");
        up.nowAnswering(page, half, failed, error(404, "no such path"), error(503, "busy"));
        other.nowAnswering(status(200, "{\"results\":[]}"));
        for (int i = 0; i < 5; i++) {
            HttpResponse<byte[]> answer = post(path, "{\"model\":\"both\",\"input\":\"a\"}");
            assertThat(text(answer)).isEqualTo("{\"results\":[]}");
            assertThat(answer.headers().firstValue("x-llm-attempts")).hasValue("2");
        }
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("paths")
    void whatTheProviderRefusesIsToldInItsWords(String path) {
        up.nowAnswering(error(400, "that is not allowed"));
        HttpResponse<byte[]> answer = post(path, "{\"model\":\"both\",\"input\":\"a\"}");
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(text(answer)).contains("that is not allowed");
        assertThat(other.received()).isEmpty();
    }

    @ParameterizedTest
    @org.junit.jupiter.params.provider.MethodSource("paths")
    void aCallerThatLeavesStopsTheProvider(String path) {
        up.nowAnswering(hang());
        try (RawClient caller = RawClient.to(router.port())) {
            caller.send(RawClient.post("{\"model\":\"m\",\"input\":\"a\"}").replace("/chat/completions", path));
            await().until(() -> up.open() == 1);
        }
        await().until(() -> up.aborted() == 1 && router.inFlight("m") == 0);
    }

    @Test
    void aCallerThatLeavesInTheMiddleOfAFormIsForgotten() {
        try (RawClient caller = RawClient.to(router.port())) {
            caller.send("POST /v1/audio/transcriptions HTTP/1.1\r\nHost: r\r\nContent-Type: " + FORM
                    + "\r\nContent-Length: 1000\r\n\r\n--b\r\n");
        }
        assertThat(router.get("/health").statusCode()).isEqualTo(200);
        assertThat(up.received()).isEmpty();
    }

    @Test
    void aFormThatIsTooLongIsRefused() {
        HttpResponse<byte[]> answer = post("/audio/transcriptions", FORM, new byte[(32 << 20) + 1]);
        assertThat(answer.statusCode()).isEqualTo(413);
    }

    @Test
    void credentialsOfTheCallerStayHere() {
        up.nowAnswering(status(200, "{\"results\":[]}", "set-cookie", "a=b", "keep-alive", "timeout=9"));
        HttpResponse<byte[]> answer = post("/rerank", "{\"model\":\"m\"}");
        assertThat(answer.headers().map()).doesNotContainKeys("set-cookie", "keep-alive");
        assertThat(up.last().header("authorization")).isNull();
    }
}
