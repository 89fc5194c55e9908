package dev.llmrouter.provider;

import dev.langchain4j.exception.HttpException;
import dev.langchain4j.http.client.HttpClient;
import dev.langchain4j.http.client.HttpRequest;
import dev.langchain4j.http.client.SuccessfulHttpResponse;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParser;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.key.KeyUse;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.openai.RequestFitter;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.RetryAfter;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.RequestOptions;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * LangChain4j's HTTP client over the server's own pool of connections. A refusal keeps what the router needs of it, its
 * headers included, as a suppressed {@link LlmException}. Blocks its caller, so not for an event loop.
 */
final class ServerHttpClient implements HttpClient {

    private final ProviderServer server;
    private final String model;
    private final Timeouts limits;
    private final RequestFitter fitter;

    ServerHttpClient(ProviderServer server, Target target, RequestFitter fitter) {
        this.server = server;
        this.model = target.model();
        this.limits = target.timeouts();
        this.fitter = fitter;
    }

    @Override
    public SuccessfulHttpResponse execute(HttpRequest request) {
        Cancellation givenUp = new Cancellation();
        KeyUse key = server.key(model);
        Future<SuccessfulHttpResponse> answer = send(request, key, givenUp)
                .compose(response -> body(response).compose(body -> successful(response, body, key)
                        .map(ok -> ok.body(body.toString()).build())));
        try {
            return answer.toCompletionStage()
                    .toCompletableFuture()
                    .get(limits.total().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof HttpException http ? http : unreachable();
        } catch (TimeoutException e) {
            givenUp.cancel();
            throw Failure.of(FailureClass.TIMEOUT, "The provider took longer than the target's limit 'total' allows.")
                    .asException();
        } catch (InterruptedException e) {
            givenUp.cancel();
            Thread.currentThread().interrupt();
            throw Failure.of(FailureClass.CANCELLED, "The caller left.").asException();
        }
    }

    @Override
    public void execute(HttpRequest request, ServerSentEventParser parser, ServerSentEventListener listener) {
        KeyUse key = server.key(model);
        send(request, key, Cancellation.ofThisThread()).onComplete(answer -> {
            if (answer.failed()) {
                listener.onError(unreachable());
                return;
            }
            HttpClientResponse response = answer.result();
            if (response.statusCode() >= 300) {
                body(response)
                        .onComplete(body -> listener.onError(
                                body.succeeded() ? refused(response, body.result(), key) : unreachable()));
            } else {
                listener.onOpen(SuccessfulHttpResponse.builder()
                        .statusCode(response.statusCode())
                        .headers(headers(response))
                        .build());
                new ListenedEvents(response, listener).start();
            }
        });
    }

    private static Future<Buffer> body(HttpClientResponse response) {
        Future<Buffer> body = response.body();
        response.resume();
        return body;
    }

    /** The response is paused: whoever listens to it may be late, and then resumes it. */
    private Future<HttpClientResponse> send(HttpRequest request, KeyUse key, Cancellation cancellation) {
        RequestOptions options = server.post("", limits.connect()).setURI(server.withQuery(path(request.url())));
        return server.client().request(options).compose(post -> {
            request.headers().forEach((name, values) -> post.headers().set(name, values));
            server.putHeaders(post, key);
            cancellation.onCancel(() -> post.reset());
            Future<HttpClientResponse> response = post.response().onSuccess(HttpClientResponse::pause);
            post.end(fitted(request));
            return response.onSuccess(answer -> key.answered(answer.statusCode()));
        });
    }

    /** LangChain4j does not know what this server leaves out. */
    private Buffer fitted(HttpRequest request) {
        boolean isChat = request.url().endsWith(Operation.CHAT.path());
        if (!isChat || fitter.quirks().leavesRequestsAlone()) {
            return Buffer.buffer(request.body());
        }
        OpenAiRequest written = OpenAiRequest.read(request.body().getBytes(StandardCharsets.UTF_8));
        return written.fitted(fitter).request().forModel(written.model());
    }

    private static String path(String url) {
        URI uri = URI.create(url);
        return uri.getRawQuery() == null ? uri.getRawPath() : uri.getRawPath() + "?" + uri.getRawQuery();
    }

    private Future<SuccessfulHttpResponse.Builder> successful(HttpClientResponse response, Buffer body, KeyUse key) {
        return response.statusCode() >= 300
                ? Future.failedFuture(refused(response, body, key))
                : Future.succeededFuture(SuccessfulHttpResponse.builder()
                        .statusCode(response.statusCode())
                        .headers(headers(response)));
    }

    private HttpException refused(HttpClientResponse response, Buffer body, KeyUse key) {
        Failure failure = server.errors()
                .ofStatus(response.statusCode(), body.getBytes(), RetryAfter.of(response::getHeader, Instant.now()));
        HttpException refused = new HttpException(response.statusCode(), failure.message());
        refused.addSuppressed(key.judged(failure).asException());
        return refused;
    }

    private static LlmException unreachable() {
        return Failure.of(FailureClass.CONNECT, "The provider could not be reached.")
                .asException();
    }

    private static Map<String, List<String>> headers(HttpClientResponse response) {
        Map<String, List<String>> headers = new HashMap<>();
        response.headers()
                .names()
                .forEach(name -> headers.put(name, response.headers().getAll(name)));
        return headers;
    }
}
