package dev.llmrouter.provider;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.key.KeyUse;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.RetryAfter;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks a provider's server in JSON of its own, for models that are handed LangChain4j's requests. What fails is an
 * {@link LlmException} with all that the provider said of it. Thread-safe.
 */
public final class JsonCalls {

    private final ProviderServer server;
    private final String model;
    private final Timeouts limits;
    private final Refusals refusals;

    /** Calls of one target's server; {@code refusals} reads what it says when it refuses. */
    public JsonCalls(ProviderServer server, Target target, Refusals refusals) {
        this.server = server;
        this.model = target.model();
        this.limits = target.timeouts();
        this.refusals = refusals;
    }

    /** {@return the answer to a body posted to a path below the base URL; blocks, and stops when interrupted} */
    public JsonNode whole(String path, JsonNode body) {
        Cancellation givenUp = new Cancellation();
        KeyUse key = server.key(model);
        Future<JsonNode> answer =
                send(path, body, key, givenUp).compose(this::body).map(this::tree);
        try {
            return answer.toCompletionStage()
                    .toCompletableFuture()
                    .get(limits.total().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw key.judged(failure(e.getCause())).asException();
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

    /** Posts a body and hands over the pieces of the answer as they come; returns at once. */
    public void stream(String path, JsonNode body, JsonStream.Framing framing, JsonStream.Listener listener) {
        Cancellation cancellation = Cancellation.ofThisThread();
        KeyUse key = server.key(model);
        JsonStream stream = new JsonStream(this, key, cancellation, listener);
        send(path, body, key, cancellation).onComplete(answer -> {
            if (answer.failed()) {
                stream.fail(failure(answer.cause()));
            } else if (isGood(answer.result())) {
                stream.read(answer.result(), framing);
            } else {
                body(answer.result()).onFailure(refused -> stream.fail(failure(refused)));
            }
        });
    }

    private static boolean isGood(HttpClientResponse response) {
        return response.statusCode() >= 200 && response.statusCode() < 300;
    }

    /** The response is paused, since whoever reads it may be late. */
    private Future<HttpClientResponse> send(String path, JsonNode body, KeyUse key, Cancellation cancellation) {
        RequestOptions options = server.post(path, limits.connect());
        byte[] bytes = bytes(body);
        return server.client()
                .request(options)
                .recover(unreachable ->
                        Future.failedFuture(Failure.of(FailureClass.CONNECT, "The provider could not be reached.")
                                .asException()))
                .compose(post -> {
                    post.exceptionHandler(broken -> {});
                    server.putHeaders(post, key);
                    post.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
                    cancellation.onCancel(post::reset);
                    return send(post, bytes);
                })
                .onSuccess(response -> key.answered(response.statusCode()));
    }

    private static Future<HttpClientResponse> send(HttpClientRequest post, byte[] bytes) {
        Future<HttpClientResponse> response = post.response().onSuccess(HttpClientResponse::pause);
        post.end(Buffer.buffer(bytes));
        return response;
    }

    private static byte[] bytes(JsonNode body) {
        try {
            return Json.MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Fails for an answer that is a refusal. */
    private Future<Buffer> body(HttpClientResponse response) {
        Promise<Buffer> body = Promise.promise();
        new ReplyBody(response, body::tryComplete).collect(broken -> body.tryFail(broken.asException()));
        response.resume();
        return body.future()
                .compose(whole -> isGood(response)
                        ? Future.succeededFuture(whole)
                        : Future.failedFuture(refused(response, whole).asException()));
    }

    private Failure refused(HttpClientResponse response, Buffer body) {
        byte[] bytes = body.getBytes();
        Failure plain = server.errors()
                .ofStatus(response.statusCode(), bytes, RetryAfter.of(response::getHeader, Instant.now()));
        boolean isRuled = server.errors().ruled(response.statusCode(), bytes) != null;
        return isRuled ? plain : refusals.refine(plain, treeOrMissing(bytes));
    }

    /** {@return the failure behind an error within an answer of status 200} */
    public Failure refused(JsonNode answer) {
        JsonNode error = answer.path("error");
        Failure plain = server.errors().ofEvent(error);
        return server.errors().ruled(error) != null ? plain : refusals.refine(plain, answer);
    }

    private JsonNode tree(Buffer body) {
        JsonNode tree = treeOrMissing(body.getBytes());
        if (!tree.isObject()) {
            throw Failure.of(FailureClass.MALFORMED, "The provider's answer is not a JSON object.")
                    .asException();
        }
        if (tree.hasNonNull("error")) {
            throw refused(tree).asException();
        }
        return tree;
    }

    /** {@return the arguments of a call as an object; an empty one where they are none} */
    public static JsonNode arguments(ToolExecutionRequest call) {
        JsonNode tree = treeOrMissing(String.valueOf(call.arguments()).getBytes(StandardCharsets.UTF_8));
        return tree.isObject() ? tree : JsonNodeFactory.instance.objectNode();
    }

    /** Puts a parameter into a request, where it is there. */
    public static void put(ObjectNode json, String field, @Nullable Number value) {
        if (value instanceof Double exact) {
            json.put(field, exact);
        } else if (value instanceof Integer whole) {
            json.put(field, whole);
        }
    }

    /** {@return the JSON in these bytes; a missing node where they are none} */
    public static JsonNode treeOrMissing(byte[] json) {
        try {
            JsonNode tree = Json.MAPPER.readTree(json);
            // a few servers put the one object into a list
            return tree == null ? MissingNode.getInstance() : tree.isArray() ? tree.path(0) : tree;
        } catch (IOException e) {
            return MissingNode.getInstance();
        }
    }

    /** {@return what an exception means, also one that says nothing of it} */
    public static Failure failure(@Nullable Throwable thrown) {
        Failure known = LlmException.failureIn(thrown);
        return known != null
                ? known
                : Failure.of(FailureClass.CUT, "The connection to the provider broke before the reply.");
    }
}
