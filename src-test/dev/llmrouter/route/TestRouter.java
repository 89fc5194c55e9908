package dev.llmrouter.route;

import dev.llmrouter.provider.Environment;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.jspecify.annotations.Nullable;

/** The standalone router on a free port, as its main class starts it, with the configuration of one test. */
public final class TestRouter implements AutoCloseable {

    /** A key that configurations may refer to as {@code sys:test.caller}. */
    public static final String KEY = "sk-of-anybody";

    static {
        System.setProperty("test.caller", KEY);
    }

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final org.apache.camel.main.Main camel;
    private final Main main;
    private final Path folder;
    private @Nullable String key;
    private boolean isKept;

    private TestRouter(
            Path folder,
            String yaml,
            @Nullable Map<String, String> environment,
            Consumer<org.apache.camel.main.Main> before)
            throws Exception {
        this.folder = folder;
        Path config = Files.writeString(folder.resolve("router.yaml"), yaml);
        Settings settings = new Settings(config, "127.0.0.1", 0, folder);
        main = environment == null ? new Main(settings) : new Main(settings, Environment.of(environment));
        camel = main.camel();
        // that of a process of its own is held until the end of the process, and the router with it
        camel.setShutdownStrategy(new SimpleMainShutdownStrategy());
        before.accept(camel);
        camel.start();
    }

    /** Starts a router with that configuration, which looks at nothing of the machine it runs on. */
    public static TestRouter with(String yaml) {
        return start(newFolder(), yaml, null);
    }

    /** Starts a router with that configuration, which looks for providers in that environment. */
    public static TestRouter with(String yaml, Map<String, String> environment) {
        return start(newFolder(), yaml, environment);
    }

    /** Starts a router with that configuration and that catalogue beside it. */
    public static TestRouter with(String yaml, String catalog) {
        Path folder = newFolder();
        try {
            Files.writeString(folder.resolve("catalog.yaml"), catalog);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return start(folder, yaml, null);
    }

    /** Starts a router with that configuration, after something has been bound or added for it. */
    public static TestRouter with(String yaml, Consumer<org.apache.camel.main.Main> before) {
        return start(newFolder(), yaml, null, before);
    }

    /** Starts a router with that configuration, whose state is in a folder that it leaves as it is when it is closed. */
    public static TestRouter in(Path folder, String yaml) {
        return in(folder, yaml, nothing -> {});
    }

    /** The same, after something has been bound or added for it. */
    public static TestRouter in(Path folder, String yaml, Consumer<org.apache.camel.main.Main> before) {
        TestRouter router = start(folder, yaml, null, before);
        router.isKept = true;
        return router;
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory("llm-router");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static TestRouter start(Path folder, String yaml, @Nullable Map<String, String> environment) {
        return start(folder, yaml, environment, nothing -> {});
    }

    private static TestRouter start(
            Path folder,
            String yaml,
            @Nullable Map<String, String> environment,
            Consumer<org.apache.camel.main.Main> before) {
        try {
            return new TestRouter(folder, yaml, environment, before);
        } catch (RuntimeException e) {
            delete(folder);
            throw e;
        } catch (Exception e) {
            delete(folder);
            throw new IllegalStateException(e);
        }
    }

    /** Starts a router with one OpenAI-compatible provider {@code up} and one target {@code m}. */
    public static TestRouter before(String baseUrl) {
        return with(
                """
            providers:
              up: { type: openai, baseUrl: "%s" }
            targets:
              m: { provider: up, model: upstream-model }
            """
                        .formatted(baseUrl));
    }

    /** Starts a router with a target {@code real} at an OpenAI-compatible provider and {@code made-up} at a simulator. */
    public static TestRouter withRealAndMadeUp(String baseUrl) {
        return with(
                """
            providers:
              up: { type: openai, baseUrl: "%s" }
              sim: { type: simulator, latency: 1ms, perToken: 1ms }
            targets:
              real: { provider: up, model: upstream-model }
              made-up: { provider: sim, model: small }
            """
                        .formatted(baseUrl));
    }

    /** Has all of its callers show a key as a bearer token, unless they show something else. */
    public TestRouter showing(String key) {
        this.key = key;
        return this;
    }

    /** The port that calls are taken on. */
    public int port() {
        return main.port();
    }

    /** Where it is, for the base URL of a client. */
    public String url() {
        return "http://127.0.0.1:" + port() + "/v1";
    }

    /** The Camel context that it runs in. */
    public CamelContext camel() {
        return camel.getCamelContext();
    }

    /** Posts a body to {@code /v1/chat/completions}, with further headers: name, value, name, value. */
    public HttpResponse<String> chat(String json, String... headers) {
        return send(request("/chat/completions", json, headers));
    }

    /** The same without waiting. */
    public CompletableFuture<HttpResponse<String>> startChat(String json, String... headers) {
        return CLIENT.sendAsync(request("/chat/completions", json, headers), HttpResponse.BodyHandlers.ofString());
    }

    /** The same, and hangs up when the first bytes of the answer are there; ends when that is done. */
    public CompletableFuture<?> leaveChat(String json, String... headers) {
        return CLIENT.sendAsync(request("/chat/completions", json, headers), any -> new Leaving());
    }

    /** Posts a body to a path below {@code /v1}, such as {@code /messages}, with further headers. */
    public HttpResponse<String> post(String path, String json, String... headers) {
        return send(request(path, json, headers));
    }

    private HttpRequest.Builder builder(URI uri) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(uri);
        return key == null ? builder : builder.setHeader("authorization", "Bearer " + key);
    }

    private HttpRequest request(String path, String json, String... headers) {
        HttpRequest.Builder post = builder(URI.create(url() + path))
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .header("content-type", "application/json");
        for (int i = 0; i < headers.length; i += 2) {
            post.setHeader(headers[i], headers[i + 1]);
        }
        return post.build();
    }

    /** Asks a model with one short message. */
    public HttpResponse<String> ask(String model) {
        return chat("{\"model\":\"" + model + "\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }

    /** Asks a model with one short message for a stream. */
    public HttpResponse<String> stream(String model) {
        return chat("{\"model\":\"" + model
                + "\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}");
    }

    /** Has the keys of a provider used again that were refused. */
    public void reloadKeys(String provider) {
        send("POST", "/admin/providers/" + provider + "/reload-keys", "");
    }

    /** Gets a path of the server, such as {@code /health}. */
    public HttpResponse<String> get(String path) {
        return send(builder(URI.create("http://127.0.0.1:" + port() + path)).build());
    }

    /** Asks for a path of the server with any method, and a body that may be empty, with further headers. */
    public HttpResponse<String> send(String method, String path, String json, String... headers) {
        HttpRequest.Builder request = builder(URI.create("http://127.0.0.1:" + port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(json));
        if (!json.isEmpty()) {
            request.header("content-type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return send(request.build());
    }

    /** How many calls a target has at the moment, as Prometheus sees it. */
    public int inFlight(String target) {
        String name = "llm_inflight{target=\"" + target + "\"} ";
        return metrics()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(name.length())))
                .findFirst()
                .orElseThrow();
    }

    /** What Prometheus sees, one line for each meter. */
    public String metrics() {
        return get("/observe/metrics").body();
    }

    private static HttpResponse<String> send(HttpRequest request) {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        camel.stop();
        if (!isKept) {
            delete(folder);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (NoSuchFileException e) {
            // closed before
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Takes one piece of an answer, and leaves. */
    private static final class Leaving implements HttpResponse.BodySubscriber<Boolean> {

        private final CompletableFuture<Boolean> left = new CompletableFuture<>();
        private @Nullable Subscription subscription;

        @Override
        public CompletionStage<Boolean> getBody() {
            return left;
        }

        @Override
        public void onSubscribe(Subscription begun) {
            subscription = begun;
            begun.request(1);
        }

        @Override
        public void onNext(List<ByteBuffer> bytes) {
            Objects.requireNonNull(subscription).cancel();
            left.complete(true);
        }

        @Override
        public void onError(Throwable thrown) {
            left.complete(false);
        }

        @Override
        public void onComplete() {
            left.complete(false);
        }
    }
}
