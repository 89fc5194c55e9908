package dev.llmrouter.route;

import static dev.llmrouter.fixture.FakeOpenAi.answering;
import static dev.llmrouter.fixture.FakeOpenAi.chunk;
import static dev.llmrouter.fixture.FakeOpenAi.completion;
import static dev.llmrouter.fixture.FakeOpenAi.cutAfter;
import static dev.llmrouter.fixture.FakeOpenAi.drip;
import static dev.llmrouter.fixture.FakeOpenAi.finish;
import static dev.llmrouter.fixture.FakeOpenAi.flood;
import static dev.llmrouter.fixture.FakeOpenAi.heldStream;
import static dev.llmrouter.fixture.FakeOpenAi.role;
import static dev.llmrouter.fixture.FakeOpenAi.streamOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.llmrouter.fixture.FakeOpenAi;
import dev.llmrouter.fixture.RawClient;
import dev.llmrouter.http.LlmHttpFilter;
import io.vertx.core.http.HttpServerResponse;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.FilterDef;
import org.apache.tomcat.util.descriptor.web.FilterMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The paths of the router in a servlet container, beside a servlet of the application, with four threads for all. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ServletHostTest {

    private static final int THREADS = 4;
    private static final int CALLS = 400;
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final FakeOpenAi up = answering(completion("Hi"));
    private final Tomcat tomcat = new Tomcat();
    private final DefaultCamelContext camel = new DefaultCamelContext();

    private int leftBefore;

    /** What the application itself has. */
    private static final class Own extends HttpServlet {
        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            response.getWriter().write("the application's " + request.getServletPath());
        }
    }

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        LlmHttpFilter filter = new LlmHttpFilter();
        camel.getRegistry().bind("host", filter);
        Path config = Files.writeString(
                folder.resolve("router.yaml"),
                """
            providers: { up: { type: openai, baseUrl: "%s" } }
            targets: { m: { provider: up, model: m1 } }
            channels: { batches: { folder: "%s", maxFileMegabytes: 1 } }
            streams: { callerIdle: 1s }
            """
                        .formatted(up.baseUrl(), folder.resolve("openai")));
        LlmRouter.install(camel, LlmRouter.read(camel, config)).installHttp();
        camel.start();

        tomcat.setBaseDir(folder.toString());
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("maxThreads", Integer.toString(THREADS));
        Context app = tomcat.addContext("/app", null);
        FilterDef definition = new FilterDef();
        definition.setFilterName("llm");
        definition.setFilter(filter);
        definition.setAsyncSupported("true");
        app.addFilterDef(definition);
        FilterMap map = new FilterMap();
        map.setFilterName("llm");
        map.addURLPattern("/*");
        map.setDispatcher(DispatcherType.REQUEST.name());
        map.setDispatcher(DispatcherType.ASYNC.name());
        app.addFilterMap(map);
        Tomcat.addServlet(app, "own", new Own()).setAsyncSupported(true);
        app.addServletMappingDecoded("/", "own");
        tomcat.start();
    }

    @AfterAll
    void stop() throws Exception {
        camel.close();
        tomcat.stop();
        tomcat.destroy();
        up.close();
    }

    @BeforeEach
    void answerAgain() {
        up.nowAnswering(completion("Hi"));
        leftBefore = up.aborted();
    }

    private boolean isLeft() {
        return up.aborted() == leftBefore + 1;
    }

    private int port() {
        return tomcat.getConnector().getLocalPort();
    }

    private HttpRequest.Builder to(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + "/app" + path));
    }

    private HttpRequest chat(boolean stream, String... headers) {
        HttpRequest.Builder post = to("/v1/chat/completions")
                .header("content-type", "application/json")
                .POST(body(stream));
        for (int i = 0; i < headers.length; i += 2) {
            post.header(headers[i], headers[i + 1]);
        }
        return post.build();
    }

    private static HttpRequest.BodyPublisher body(boolean stream) {
        return HttpRequest.BodyPublishers.ofString(json(stream));
    }

    private static String json(boolean stream) {
        return "{\"model\":\"m\",\"stream\":" + stream + ",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}";
    }

    private static String raw(boolean stream, String... headers) {
        return RawClient.post(json(stream), headers).replace(" /v1/", " /app/v1/");
    }

    private static HttpResponse<String> send(HttpRequest request) throws Exception {
        return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void aWholeReplyComesWithTheCallersOwnId() throws Exception {
        HttpResponse<String> reply = send(chat(false, "x-request-id", "mine-1"));
        assertThat(reply.statusCode()).isEqualTo(200);
        assertThat(reply.body()).contains("Hi");
        assertThat(reply.headers().firstValue("x-request-id")).contains("mine-1");
        assertThat(reply.headers().firstValue("x-llm-target")).contains("m");
        assertThat(reply.headers().firstValue("content-length")).isPresent();
    }

    @Test
    void eventsComeOneByOne() throws Exception {
        CompletableFuture<Void> seen = new CompletableFuture<>();
        up.nowAnswering(heldStream(role() + chunk("first"), seen, chunk("second"), finish(), FakeOpenAi.done()));
        try (RawClient client = RawClient.to(port())) {
            client.send(raw(true));
            client.readUntil("first");
            seen.complete(null);
            client.readUntil("data: [DONE]");
        }
    }

    @Test
    void moreStreamsGoOnThanTheContainerHasThreads() throws Exception {
        CompletableFuture<Void> all = new CompletableFuture<>();
        up.nowAnswering(heldStream(role() + chunk("first"), all, chunk("second"), finish(), FakeOpenAi.done()));
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 5 * THREADS; i++) {
            RawClient client = RawClient.to(port());
            clients.add(client);
            client.send(raw(true));
            client.readUntil("first");
        }
        all.complete(null);
        for (RawClient client : clients) {
            client.readUntil("data: [DONE]");
            client.close();
        }
    }

    @Test
    void aConnectionIsUsedAgainAfterAStream() throws Exception {
        up.nowAnswering(streamOf("one", "two"));
        try (RawClient client = RawClient.to(port())) {
            for (int i = 0; i < 3; i++) {
                client.send(raw(true));
                client.readUntil("data: [DONE]");
                client.readUntil("\r\n0\r\n\r\n");
            }
        }
    }

    @Test
    void aCallerThatLeavesAStreamEndsTheProvidersWork() {
        up.nowAnswering(drip(chunk("tick"), 1));
        try (RawClient client = RawClient.to(port())) {
            client.send(raw(true));
            client.readUntil("tick");
        }
        await().until(this::isLeft);
    }

    @Test
    void aCallerThatTakesNothingIsLeft() {
        AtomicInteger written = new AtomicInteger();
        up.nowAnswering(flood(chunk("x".repeat(1000)), 100_000, written));
        try (RawClient client = RawClient.slowTo(port())) {
            client.send(raw(true));
            await().until(this::isLeft);
        }
        assertThat(written.get()).isLessThan(50_000);
    }

    @Test
    void aReplyThatIsLongArrivesWhole() throws Exception {
        String text = "y".repeat(3_000_000);
        up.nowAnswering(completion(text));
        assertThat(send(chat(false)).body()).contains(text);
    }

    @Test
    void aStreamThatBreaksEndsWithAnErrorEvent() throws Exception {
        up.nowAnswering(cutAfter(role(), chunk("half")));
        HttpResponse<String> reply = send(chat(true));
        assertThat(reply.body()).contains("half").contains("\"error\"").doesNotContain("[DONE]");
    }

    @Test
    void mistakesAreToldInOpenAisWords() throws Exception {
        HttpResponse<String> unknown = send(to("/v1/chat/completions")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json(false).replace("\"m\"", "\"n\"")))
                .build());
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(unknown.body()).contains("\"error\"").contains("model_not_found");
        HttpResponse<String> method = send(to("/v1/chat/completions").GET().build());
        assertThat(method.statusCode()).isEqualTo(405);
        assertThat(method.headers().firstValue("allow")).contains("POST");
        HttpResponse<String> tooLong = send(to("/v1/chat/completions")
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofInputStream(
                        () -> new java.io.ByteArrayInputStream(new byte[33 << 20])))
                .build());
        assertThat(tooLong.statusCode()).isEqualTo(413);
    }

    @Test
    void modelsHealthAndAFileOfTheCallerAreThere() throws Exception {
        assertThat(send(to("/v1/models").build()).body()).contains("\"m\"");
        assertThat(send(to("/v1/models/m").build()).body()).contains("\"m\"");
        assertThat(send(to("/health/ready").build()).body()).contains("\"up\"");
        String form =
                """
            --b
            Content-Disposition: form-data; name="purpose"

            batch
            --b
            Content-Disposition: form-data; name="file"; filename="a.jsonl"
            Content-Type: application/jsonl

            {"a":1}
            --b--
            """
                        .replace("\n", "\r\n");
        HttpResponse<String> kept = send(to("/v1/files")
                .header("content-type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(form))
                .build());
        assertThat(kept.statusCode()).as(kept.body()).isEqualTo(200);
        String id = kept.body().replaceAll("(?s).*\"id\":\\s*\"([^\"]+)\".*", "$1");
        assertThat(send(to("/v1/files/" + id + "/content").build()).body()).isEqualTo("{\"a\":1}");
        HttpResponse<String> tooLong = send(to("/v1/files")
                .header("content-type", "multipart/form-data; boundary=b")
                .POST(HttpRequest.BodyPublishers.ofString(form.replace("{\"a\":1}", "z".repeat(1_200_000))))
                .build());
        assertThat(tooLong.statusCode()).isEqualTo(413);
    }

    @Test
    void whatNoRouteTakesIsTheApplications() throws Exception {
        assertThat(send(to("/v1/customers").build()).body()).isEqualTo("the application's /v1/customers");
        assertThat(send(to("/").build()).body()).isEqualTo("the application's /");
    }

    @Test
    void soundThatBreaksOffDoesNotLookWhole() {
        up.nowAnswering((request, asked) -> {
            HttpServerResponse answer = request.response().putHeader("content-type", "audio/mpeg");
            answer.setChunked(true).write("half").onComplete(out -> request.connection()
                    .close());
        });
        try (RawClient client = RawClient.to(port())) {
            client.send(RawClient.postTo("/app/v1/audio/speech", "{\"model\":\"m\",\"input\":\"a\",\"voice\":\"b\"}"));
            assertThat(client.rest()).contains("200").contains("half").doesNotEndWith("0\r\n\r\n");
        }
    }

    /** A container uses the objects of a request that has ended for the next one. */
    @Test
    void callersThatLeaveDoNoHarmToThoseAfterThem() throws Exception {
        String[] texts = new String[200];
        Arrays.setAll(texts, i -> "piece-" + i + ' ');
        up.nowAnswering(streamOf(texts));
        ExecutorService callers = Executors.newFixedThreadPool(2 * THREADS);
        try {
            List<Future<?>> calls = new ArrayList<>();
            for (int i = 0; i < CALLS; i++) {
                String id = "call-" + i;
                calls.add(i % 2 == 0 ? callers.submit(() -> leave(id)) : callers.submit(() -> hearOut(id)));
            }
            for (Future<?> call : calls) {
                call.get();
            }
        } finally {
            callers.shutdownNow();
        }
    }

    private void leave(String id) {
        try (RawClient client = RawClient.to(port())) {
            client.send(raw(true, "x-request-id: " + id));
            client.readUntil("piece-" + id.length());
            client.abort();
        }
    }

    private void hearOut(String id) {
        try (RawClient client = RawClient.to(port())) {
            client.send(raw(true, "x-request-id: " + id));
            assertThat(client.readUntil("data: [DONE]"))
                    .contains("x-request-id: " + id)
                    .contains("piece-199 ");
        }
    }
}
