package dev.llmrouter.provider;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.fault.Fault;
import dev.llmrouter.key.KeyUse;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.WireRequest;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request on its way to a provider, with one of its keys, until the head of the answer is there. On one event loop. */
final class Outgoing {

    private final ProviderServer server;
    private final Target target;
    private final LlmRequest request;
    private final WireRequest wire;
    private final Consumer<Failure> failed;
    private @Nullable KeyUse key;
    private @Nullable HttpClientRequest upstream;
    private boolean isStopped;

    /** {@code failed} is told why no answer comes, and stops it in its turn. */
    Outgoing(ProviderServer server, Target target, LlmRequest request, WireRequest wire, Consumer<Failure> failed) {
        this.server = server;
        this.target = target;
        this.request = request;
        this.wire = wire;
        this.failed = failed;
    }

    /** Sends it, with what is to go wrong before that on purpose. */
    void send(RequestOptions post, Runnable begun, Consumer<HttpClientResponse> answered) {
        KeyUse use;
        try {
            use = server.key(target.model());
        } catch (LlmException none) {
            failed.accept(none.failure());
            return;
        }
        key = use;
        begun.run();
        Fault fault = request.fault();
        if (fault == null) {
            connect(post, use, answered);
        } else {
            fault.before(server.vertx(), wire.stream(), () -> connect(post, use, answered), failed);
        }
    }

    private void connect(RequestOptions post, KeyUse use, Consumer<HttpClientResponse> answered) {
        if (isStopped) {
            return;
        }
        server.client().request(post).onComplete(connection -> {
            if (connection.failed()) {
                fail(FailureClass.CONNECT, "The provider could not be reached.");
                return;
            }
            // what breaks is told by the response; without a handler it would be logged as well
            connection.result().exceptionHandler(broken -> {});
            if (isStopped) {
                connection.result().reset();
            } else {
                tryWrite(connection.result(), use, answered);
            }
        });
    }

    /** What is thrown on an event loop reaches nobody: the call would wait for its time limit. */
    private void tryWrite(HttpClientRequest connected, KeyUse use, Consumer<HttpClientResponse> answered) {
        upstream = connected;
        try {
            write(connected, use, answered);
        } catch (RuntimeException e) {
            fail(FailureClass.INTERNAL, "The request can't be sent to the provider as it is configured.");
        }
    }

    private void write(HttpClientRequest connected, KeyUse use, Consumer<HttpClientResponse> answered) {
        server.putHeaders(connected, use);
        connected.putHeader(HttpHeaders.CONTENT_TYPE, wire.contentType());
        request.headers().forEach((name, value) -> {
            if (isFor(wire.operation(), name)) {
                connected.putHeader(name, value);
            }
        });
        connected.response().onComplete(response -> {
            if (response.failed()) {
                fail(FailureClass.CUT, "The connection to the provider broke before the reply.");
            } else if (!isStopped) {
                use.answered(response.result().statusCode());
                answered.accept(response.result());
            }
        });
        connected.end(wire.forModel(target.model()));
    }

    /** What a caller says to the provider of its own dialect is not for another. */
    private static boolean isFor(Operation operation, String header) {
        return operation == Operation.MESSAGES ? !header.startsWith("openai-") : !header.startsWith("anthropic-");
    }

    private void fail(FailureClass kind, String message) {
        failed.accept(Failure.of(kind, message));
    }

    /** {@return a failure as it is to be taken, knowing with which key it came} */
    Failure judged(Failure failure) {
        return key == null ? failure : key.judged(failure);
    }

    /** Stops the provider, if it has been asked. */
    void stop() {
        isStopped = true;
        if (upstream != null) {
            upstream.reset();
        }
    }
}
