package dev.llmrouter.provider;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.fault.Fault;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.llm.Watchdog;
import dev.llmrouter.llm.WireModel.Answer;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Estimate;
import dev.llmrouter.wire.Passage;
import dev.llmrouter.wire.ReplyFacts;
import dev.llmrouter.wire.RetryAfter;
import dev.llmrouter.wire.StreamOpener;
import dev.llmrouter.wire.WireFormat;
import dev.llmrouter.wire.WireRequest;
import dev.llmrouter.wire.WireStream;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.streams.ReadStream;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One request to a provider in the dialect it speaks, as bytes, from the connection to the last byte of the
 * reply. Runs on the event loop of the caller's connection, so that a chunk changes threads nowhere; answers exactly
 * once.
 */
final class WireExchange implements StreamOpener {

    /** For a provider that has said [DONE] to close the stream, before its connection is given up. */
    private static final long DRAIN_MILLIS = 2000;

    private final ProviderServer server;
    private final Target target;
    private final RequestOptions post;
    private final LlmRequest request;
    private final WireRequest wire;
    private final WireFormat format;
    private final Answer answer;
    private final Context loop;
    private final Watchdog watchdog;
    private final Outgoing outgoing;
    private @Nullable WireStream stream;
    private Map<String, String> headers = Map.of();
    private boolean isAnswered;
    private boolean isOver;
    private boolean isDrained;
    private long drain = -1;

    /** {@code post} says where the server takes what {@code wire} asks. */
    WireExchange(
            ProviderServer server,
            Target target,
            RequestOptions post,
            LlmRequest request,
            WireRequest wire,
            Answer answer) {
        this.server = server;
        this.target = target;
        this.post = post;
        this.request = request;
        this.wire = wire;
        this.format = wire.format();
        this.answer = answer;
        Context callers = request.context();
        this.loop = callers == null ? server.vertx().getOrCreateContext() : callers;
        this.watchdog = new Watchdog(server.vertx(), target.timeouts(), request, wire.stream(), this::late);
        this.outgoing = new Outgoing(server, target, request, wire, this::fail);
    }

    void start() {
        request.cancellation().onCancel(this::cancel);
        if (Vertx.currentContext() == loop) {
            ask();
        } else {
            loop.runOnContext(now -> ask());
        }
    }

    private void ask() {
        if (!isOver) {
            outgoing.send(post, watchdog::start, this::answered);
        }
    }

    private void answered(HttpClientResponse response) {
        int status = response.statusCode();
        if (status < 200 || status >= 300) {
            collect(
                    response,
                    body -> fail(server.errors()
                            .ofStatus(status, body.getBytes(), RetryAfter.of(response::getHeader, Instant.now()))));
        } else {
            pass(response, format.passage(wire.stream(), response.getHeader(HttpHeaders.CONTENT_TYPE)));
        }
    }

    private void pass(HttpClientResponse response, Passage passage) {
        switch (passage) {
            case WHOLE -> collect(response, body -> whole(response, Fault.on(request.fault(), body)));
            case EVENTS ->
                stream(
                        response,
                        new WireStream(asItIsToArrive(response), format, wire.length(), server.errors(), this),
                        Map.of());
            case BYTES -> bytes(response);
            case NONE -> collect(response, this::noReply);
        }
    }

    private ReadStream<Buffer> asItIsToArrive(HttpClientResponse response) {
        return Fault.on(request.fault(), response, server.vertx());
    }

    /** What is coded for a connection could be read by nobody behind the next one. */
    private void bytes(HttpClientResponse response) {
        String coding = response.getHeader(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            collect(response, this::noReply);
            return;
        }
        String type = response.getHeader(HttpHeaders.CONTENT_TYPE);
        stream(
                response,
                WireStream.ofBytes(response, this),
                Map.of("content-type", type == null ? "application/octet-stream" : type));
    }

    private void whole(HttpClientResponse response, Buffer body) {
        byte[] bytes = body.getBytes();
        ReplyFacts facts = format.whole(bytes);
        if (facts.error() != null) {
            fail(server.errors().ofEvent(facts.error()));
        } else if (!facts.isReply()) {
            fail(FailureClass.MALFORMED, notA("reply to " + wire.operation().path()));
        } else if (end()) {
            Usage usage = facts.usage() != null ? facts.usage() : Estimate.usage(wire.length(), facts.textLength());
            answer.replied(LlmReply.whole(wire.operation(), body, usage, server.visible(response)));
        }
    }

    private void noReply(Buffer body) {
        byte[] bytes = body.getBytes();
        ReplyFacts facts = format.whole(bytes);
        if (facts.error() != null) {
            fail(server.errors().ofEvent(facts.error()));
        } else {
            fail(
                    FailureClass.MALFORMED,
                    notA(
                            wire.stream()
                                    ? "stream of events"
                                    : "reply to " + wire.operation().path()));
        }
    }

    private static String notA(String wanted) {
        return "The provider's answer is not a " + wanted + ".";
    }

    private void stream(HttpClientResponse response, WireStream live, Map<String, String> ownHeaders) {
        response.pause();
        stream = request.isChat() ? live.holding(target.timeouts().minimumCharacters()) : live;
        headers = new HashMap<>(server.visible(response));
        headers.putAll(ownHeaders);
        live.start();
    }

    private void collect(HttpClientResponse response, Consumer<Buffer> whole) {
        new ReplyBody(response, body -> {
                    if (!isOver) {
                        whole.accept(body);
                    }
                })
                .collect(this::fail);
    }

    private void late(Failure why) {
        if (stream != null) {
            stream.broke(why);
        }
        fail(why);
    }

    @Override
    public void cancel() {
        loop.runOnContext(now -> {
            Failure left = request.cancellation().why();
            boolean mayDrain = left.kind() != FailureClass.STOPPING
                    && !target.timeouts().drain().isZero();
            if (stream == null || !stream.isLive() || !mayDrain) {
                late(left);
            } else if (!stream.isDraining()) {
                stream.drain(left);
                watchdog.shorten(target.timeouts().drain());
            }
        });
    }

    private void fail(FailureClass kind, String message) {
        fail(Failure.of(kind, message));
    }

    private void fail(Failure failure) {
        if (end()) {
            abort();
            answer.failed(outgoing.judged(failure));
        }
    }

    /** Whether this is the first end: an attempt answers once. */
    private boolean end() {
        if (isOver || isAnswered) {
            return false;
        }
        isOver = true;
        isAnswered = true;
        watchdog.stop();
        request.cancellation().onCancel(null);
        return true;
    }

    @Override
    public void begun() {
        watchdog.begun();
    }

    @Override
    public void opened() {
        isAnswered = true;
        WireStream opened = Objects.requireNonNull(stream);
        watchdog.opened(opened::silence);
        answer.replied(LlmReply.live(wire.operation(), opened, headers));
    }

    @Override
    public void failed(Failure failure) {
        fail(failure);
    }

    @Override
    public void ended() {
        isOver = true;
        watchdog.stop();
        request.cancellation().onCancel(null);
        if (!isDrained) {
            drain = server.vertx().setTimer(DRAIN_MILLIS, late -> abort());
        }
    }

    @Override
    public void drained() {
        isDrained = true;
        if (drain >= 0) {
            server.vertx().cancelTimer(drain);
        }
    }

    @Override
    public void abort() {
        outgoing.stop();
    }
}
