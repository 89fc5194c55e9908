package dev.llmrouter.simulator;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * Hands a made-up reply over, piece by piece at its times. No thread waits: all streams share two daemon threads, on
 * which handlers are called, for one stream never two at a time. After a cancel nothing more is called.
 */
final class SimulatedStream implements StreamingHandle {

    private final SimulatedReply reply;
    private final StreamingChatResponseHandler handler;
    private final long perPieceNanos;
    private final PartialResponseContext textContext = new PartialResponseContext(this);
    private final PartialToolCallContext callContext = new PartialToolCallContext(this);
    private volatile boolean isCancelled;
    private long due;
    private int next;

    SimulatedStream(SimulatedReply reply, StreamingChatResponseHandler handler, Duration perPiece) {
        this.reply = reply;
        this.handler = handler;
        this.perPieceNanos = perPiece.toNanos();
    }

    /** Begins with the first piece after the latency. */
    void start(Duration latency) {
        due = System.nanoTime() + latency.toNanos();
        after(latency, this::step);
    }

    /** Runs something later on one of the shared threads. */
    static void after(Duration delay, Runnable action) {
        var unused = Timer.THREADS.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public void cancel() {
        isCancelled = true;
    }

    @Override
    public boolean isCancelled() {
        return isCancelled;
    }

    private void step() {
        try {
            do {
                if (isCancelled) {
                    return;
                }
                if (next == reply.pieces().size()) {
                    complete();
                    return;
                }
                emit(reply.pieces().get(next++).text());
                // measured from the plan and not from now, so that a slow handler does not slow the whole stream
                due += perPieceNanos;
            } while (perPieceNanos == 0);
            after(Duration.ofNanos(Math.max(0, due - System.nanoTime())), this::step);
        } catch (RuntimeException e) {
            handler.onError(e);
        }
    }

    private void emit(String piece) {
        ToolExecutionRequest call = reply.call();
        if (call == null) {
            handler.onPartialResponse(new PartialResponse(piece), textContext);
            return;
        }
        PartialToolCall part = PartialToolCall.builder()
                .index(0)
                .id(call.id())
                .name(call.name())
                .partialArguments(piece)
                .build();
        handler.onPartialToolCall(part, callContext);
    }

    private void complete() {
        ToolExecutionRequest call = reply.call();
        if (call != null) {
            handler.onCompleteToolCall(new CompleteToolCall(0, call));
        }
        handler.onCompleteResponse(reply.response());
    }

    /** A class of its own, so that the pool exists only where a stream was simulated. */
    private static final class Timer {

        static final ScheduledThreadPoolExecutor THREADS = new ScheduledThreadPoolExecutor(2, action -> {
            Thread thread = new Thread(action, "llm-router-simulator");
            thread.setDaemon(true);
            return thread;
        });
    }
}
