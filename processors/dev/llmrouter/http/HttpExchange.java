package dev.llmrouter.http;

import dev.llmrouter.call.AnswerKeeper;
import dev.llmrouter.call.RecordedStream;
import dev.llmrouter.call.StreamTerms;
import dev.llmrouter.call.WholeAnswer;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmStream;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * One request from its body to the last byte of its answer: one Camel exchange, run on a worker, which it lets go where
 * a step waits and goes on with another, written on the event loop of the caller's connection. Its unit of work is done
 * when all of its answer is there and before its caller sees the end: what is settled then sees the whole stream, and
 * whoever asks again at once finds what this call has given back.
 */
final class HttpExchange implements Runnable {

    private final LlmHttpConsumer consumer;
    private final Peer peer;
    private final HttpCall call;
    /** Its answer and its unit of work. */
    private final AtomicInteger unfinished = new AtomicInteger(2);

    private final StreamTerms terms;
    private final @Nullable UnreadForm unread;
    private @Nullable LiveResponse live;

    HttpExchange(LlmHttpConsumer consumer, Peer peer, Buffer body, @Nullable UnreadForm unread) {
        this.consumer = consumer;
        this.unread = unread;
        this.peer = peer;
        this.terms = consumer.streamTerms();
        Cancellation cancellation = new Cancellation();
        this.call = new HttpCall(
                RequestIds.of(peer.headers()),
                peer.method(),
                peer.path(),
                peer.query(),
                peer.address(),
                peer.headers(),
                body,
                peer.loop(),
                cancellation,
                this::awaitStream);
        peer.onLeft(cancellation);
    }

    /** Answers in place of a route. */
    void refuse(Refusal refusal) {
        finished();
        call.loop().runOnContext(now -> write(consumer.dialect().answer(refusal), Future::succeededFuture));
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
        } catch (Exception | LinkageError e) {
            // a host may have other versions of libraries, and nobody should wait for what can't be
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
            done(exchange);
            call.loop().runOnContext(now -> write(answer, Future::succeededFuture));
        } else {
            call.loop().runOnContext(now -> write(answer, () -> onWorker(() -> done(exchange))));
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
            done(exchange);
            call.loop().runOnContext(now -> write(answer, Future::succeededFuture));
        } else {
            RecordedStream recorded = new RecordedStream(stream);
            HttpAnswer live = new HttpAnswer(answer.status(), answer.contentType(), answer.headers(), null, recorded);
            call.loop()
                    .runOnContext(now -> write(
                            live,
                            () -> onWorker(() -> {
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
                consumer.dialect().name(call.id(), peer);
                live().await();
            });
        }
    }

    private LiveResponse live() {
        LiveResponse begun = live == null ? new LiveResponse(peer, consumer.dialect(), terms) : live;
        live = begun;
        return begun;
    }

    /** {@code beforeEnd} is asked when all of a stream is written, and its caller sees the end of it after that. */
    private void write(HttpAnswer answer, Supplier<Future<Void>> beforeEnd) {
        if (!peer.isBegun()) {
            consumer.dialect().name(call.id(), peer);
            if (consumer.isClosing()) {
                peer.lastOfConnection();
            }
        }
        Future<Void> out =
                answer.stream() != null || live != null ? live().write(answer, beforeEnd) : peer.write(answer);
        out.onComplete(written -> {
            finished();
            if (consumer.isClosing()) {
                peer.close();
            }
        });
    }

    private void finished() {
        if (unfinished.decrementAndGet() == 0) {
            consumer.inFlight().leave(this);
        }
    }

    /** A stream ends on the event loop, and what is settled then may block. */
    private Future<Void> onWorker(Runnable end) {
        Promise<Void> ended = Promise.promise();
        Runnable whole = () -> {
            try {
                end.run();
            } finally {
                call.loop().runOnContext(now -> ended.complete());
            }
        };
        try {
            consumer.workers().execute(whole);
        } catch (RejectedExecutionException full) {
            whole.run();
        }
        return ended.future();
    }

    private void done(Exchange exchange) {
        consumer.doneUoW(exchange);
        consumer.releaseExchange(exchange, false);
        finished();
    }
}
