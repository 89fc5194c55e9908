package dev.llmrouter.http;

import dev.llmrouter.call.AnswerKeeper;
import dev.llmrouter.call.RecordedStream;
import dev.llmrouter.call.StreamTerms;
import dev.llmrouter.call.WholeAnswer;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmStream;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * One request from its body to the last byte of its answer: one Camel exchange, run on a worker, which it lets go where
 * a step waits and goes on with another, written on the event loop of the caller's connection. Its unit of work is done when the last byte is out, so that what is settled then
 * sees the whole stream.
 */
final class HttpExchange implements Runnable {

    private final LlmHttpConsumer consumer;
    private final HttpServerRequest request;
    private final HttpCall call;
    /** Its answer and its unit of work. */
    private final AtomicInteger unfinished = new AtomicInteger(2);

    private final StreamTerms terms;
    private final @Nullable UnreadForm unread;
    private @Nullable LiveResponse live;

    /** On the event loop of the caller's connection. */
    HttpExchange(LlmHttpConsumer consumer, HttpServerRequest request, Buffer body, @Nullable UnreadForm unread) {
        this.consumer = consumer;
        this.unread = unread;
        this.request = request;
        this.terms = consumer.streamTerms();
        Context loop = Objects.requireNonNull(Vertx.currentContext());
        Cancellation cancellation = new Cancellation();
        this.call = new HttpCall(
                RequestIds.of(request.headers()),
                request.method().name(),
                request.path(),
                request.query(),
                remoteAddress(request),
                request.headers(),
                body,
                loop,
                cancellation,
                this::awaitStream);
        request.response().closeHandler(left -> cancellation.cancel());
    }

    private static @Nullable String remoteAddress(HttpServerRequest request) {
        SocketAddress remote = request.remoteAddress();
        return remote == null ? null : remote.hostAddress();
    }

    /** Answers in place of a route. */
    void refuse(Refusal refusal) {
        finished();
        write(consumer.dialect().answer(refusal));
    }

    /** Gives up waiting for a reply; the caller is told why. */
    void end(Failure why) {
        call.cancellation().cancel(why);
    }

    @Override
    public void run() {
        Exchange exchange = consumer.createExchange(false);
        AtomicBoolean isAnswered = new AtomicBoolean();
        try {
            exchange.getMessage().setBody(call);
            if (unread != null) {
                exchange.setProperty(UnreadForm.PROPERTY, unread);
            }
            consumer.createUoW(exchange);
            consumer.getAsyncProcessor().process(exchange, doneSync -> answerOnce(exchange, isAnswered));
        } catch (Exception e) {
            exchange.setException(e);
            answerOnce(exchange, isAnswered);
        }
    }

    /** A route ends on the thread that it went on with, and where it fails to begin it may say so twice. */
    private void answerOnce(Exchange exchange, AtomicBoolean isAnswered) {
        if (isAnswered.compareAndSet(false, true)) {
            answer(exchange);
        }
    }

    private void answer(Exchange exchange) {
        HttpAnswer answer = answerOf(exchange);
        AnswerKeeper keeper = AnswerKeeper.of(exchange);
        if (keeper != null) {
            answerKept(exchange, answer, keeper);
        } else if (answer.stream() == null) {
            call.loop().runOnContext(now -> write(answer));
            done(exchange);
        } else {
            call.loop().runOnContext(now -> write(answer).onComplete(out -> onWorker(() -> done(exchange))));
        }
    }

    /** A whole answer is kept before anybody can have seen it, a stream once all of it is out. */
    private void answerKept(Exchange exchange, HttpAnswer answer, AnswerKeeper keeper) {
        LlmStream stream = answer.stream();
        Buffer body = answer.body();
        if (stream == null) {
            keeper.keep(new WholeAnswer(
                    answer.status(), answer.contentType(), answer.headers(), body == null ? Buffer.buffer() : body));
            keeper.end();
            call.loop().runOnContext(now -> write(answer));
            done(exchange);
        } else {
            RecordedStream recorded = new RecordedStream(stream);
            HttpAnswer live = new HttpAnswer(answer.status(), answer.contentType(), answer.headers(), null, recorded);
            call.loop().runOnContext(now -> write(live)
                    .onComplete(out -> onWorker(() -> {
                        keep(keeper, live, recorded.whole());
                        keeper.end();
                        done(exchange);
                    })));
        }
    }

    private static void keep(AnswerKeeper keeper, HttpAnswer answer, @Nullable Buffer events) {
        if (events != null) {
            Map<String, String> headers = new HashMap<>(answer.headers());
            LiveResponse.HEADERS.forEach((name, value) -> headers.put(name.toString(), value.toString()));
            keeper.keep(new WholeAnswer(answer.status(), answer.contentType(), headers, events));
        }
    }

    private HttpAnswer answerOf(Exchange exchange) {
        Exception thrown = exchange.getException();
        if (thrown == null && exchange.getMessage().getBody() instanceof HttpAnswer answer) {
            return answer;
        }
        if (thrown == null && exchange.getMessage().getBody() instanceof WholeAnswer again) {
            return HttpAnswer.again(again);
        }
        if (consumer.isClosing()) {
            // Camel lets nothing run any more, and says so by exceptions of its own
            return consumer.dialect().answer(Closing.refusal());
        }
        Exception why = thrown != null
                ? thrown
                : new IllegalStateException("the route from llm-http:" + call.path() + " ends without an answer");
        consumer.failed(call.id(), why);
        return consumer.dialect().answer(Refusal.of(why));
    }

    /** On a worker, so that what it runs on the event loop is run before anything that the route ends with. */
    private void awaitStream() {
        if (terms.keepaliveBeforeFirst()) {
            call.loop().runOnContext(now -> {
                consumer.dialect().name(call.id(), request.response());
                live().await();
            });
        }
    }

    private LiveResponse live() {
        LiveResponse begun = live == null ? new LiveResponse(request, consumer.dialect(), terms) : live;
        live = begun;
        return begun;
    }

    private Future<Void> write(HttpAnswer answer) {
        if (!request.response().headWritten()) {
            consumer.dialect().name(call.id(), request.response());
            if (consumer.isClosing()) {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
        }
        Future<Void> out =
                answer.stream() != null || live != null ? live().write(answer) : new Responder(request).write(answer);
        return out.onComplete(written -> {
            finished();
            if (consumer.isClosing()) {
                request.connection().close();
            }
        });
    }

    private void finished() {
        if (unfinished.decrementAndGet() == 0) {
            consumer.inFlight().leave(this);
        }
    }

    /** A stream ends on the event loop, and what is settled then may block. */
    private void onWorker(Runnable end) {
        try {
            consumer.workers().execute(end);
        } catch (RejectedExecutionException full) {
            end.run();
        }
    }

    private void done(Exchange exchange) {
        consumer.doneUoW(exchange);
        consumer.releaseExchange(exchange, false);
        finished();
    }
}
