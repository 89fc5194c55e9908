package dev.llmrouter.provider;

import dev.langchain4j.http.client.sse.ServerSentEvent;
import dev.langchain4j.http.client.sse.ServerSentEventContext;
import dev.langchain4j.http.client.sse.ServerSentEventListener;
import dev.langchain4j.http.client.sse.ServerSentEventParsingHandle;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.wire.EventCutter;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.Tolerance;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;

/** Hands the events of one response to LangChain4j's listener, which would stumble over one that is no JSON. */
final class ListenedEvents implements ServerSentEventParsingHandle {
    private final HttpClientResponse response;
    private final ServerSentEventListener listener;
    private final ServerSentEventContext context = new ServerSentEventContext(this);
    private final EventCutter cutter = new EventCutter();
    private final Tolerance malformed = new Tolerance();
    private volatile boolean isCancelled;

    ListenedEvents(HttpClientResponse response, ServerSentEventListener listener) {
        this.response = response;
        this.listener = listener;
    }

    void start() {
        response.exceptionHandler(thrown -> {
            if (!isCancelled) {
                listener.onError(Failure.of(
                                FailureClass.CUT, "The connection to the provider broke before the reply was complete.")
                        .asException());
            }
        });
        response.endHandler(end -> {
            tell(cutter.remainder());
            listener.onClose();
        });
        response.handler(arrived -> tell(cutter.cut(arrived)));
        response.resume();
    }

    private void tell(byte[] events) {
        for (int at = 0; at < events.length && !isCancelled; ) {
            int end = EventCutter.end(events, at);
            int next = end < 0 ? events.length : end;
            EventCutter.Data data = EventCutter.data(events, at, next);
            if (data != null && isJson(data)) {
                listener.onEvent(new ServerSentEvent(EventCutter.name(events, at, next), data.text()), context);
            }
            at = next;
        }
    }

    private boolean isJson(EventCutter.Data data) {
        if (data.isDone() || Json.isObject(data.bytes(), data.from(), data.length())) {
            malformed.read();
            return true;
        }
        malformed.leaveOut();
        if (malformed.isExceeded()) {
            cancel();
            listener.onError(Tolerance.failure().asException());
        }
        return false;
    }

    @Override
    public void cancel() {
        isCancelled = true;
        HttpClientRequest request = response.request();
        request.reset();
    }

    @Override
    public boolean isCancelled() {
        return isCancelled;
    }
}
