package dev.llmrouter.llm;

import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.fault.Fault;
import dev.llmrouter.llm.WireModel.Answer;
import dev.llmrouter.openai.ChatFormat;
import dev.llmrouter.openai.ChunkWriter;
import dev.llmrouter.openai.DetailedTokenUsage;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.wire.Lossy;
import dev.llmrouter.wire.Operation;
import dev.llmrouter.wire.ProviderErrors;
import dev.llmrouter.wire.RefusalRules;
import dev.llmrouter.wire.StreamOpener;
import dev.llmrouter.wire.WireStream;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * One streamed reply of a LangChain4j model, written as OpenAI's events and read by the same {@link WireStream} as a
 * provider's own. The model calls back from threads of its own; everything else is on the caller's event loop.
 */
final class ModelExchange implements StreamOpener, StreamingChatResponseHandler {

    private static final ProviderErrors ERRORS = new ProviderErrors(text -> text, RefusalRules.NONE);

    private final LlmRequest request;
    private final Timeouts limits;
    private final Answer answer;
    private final Context loop;
    private final PushedEvents events;
    private final ChunkWriter chunks;
    private final WireStream stream;
    private final Watchdog watchdog;
    private final Cancellation upstream = new Cancellation();
    private @Nullable String signed;
    private volatile @Nullable StreamingHandle handle;
    private volatile boolean isAborted;
    private boolean isAnswered;

    ModelExchange(Vertx vertx, String model, Timeouts limits, LlmRequest request, Answer answer) {
        this.request = request;
        this.limits = limits;
        this.answer = answer;
        Context callers = request.context();
        this.loop = callers == null ? vertx.getOrCreateContext() : callers;
        this.events = new PushedEvents(loop);
        this.chunks = new ChunkWriter(
                "chatcmpl-" + Long.toHexString(System.nanoTime()), model, System.currentTimeMillis() / 1000);
        OpenAiRequest wire = request.openAi();
        this.stream = new WireStream(
                        Fault.on(request.fault(), events, vertx),
                        wire == null ? ChatFormat.of(false) : wire.format(),
                        request.length(),
                        ERRORS,
                        this)
                .holding(limits.minimumCharacters());
        this.watchdog = new Watchdog(vertx, limits, request, true, stream::broke);
    }

    void start(StreamingChatModel asked) {
        signed = asked instanceof SigningModel signing ? signing.signatureFormat() : null;
        request.cancellation().onCancel(this::cancel);
        loop.runOnContext(now -> {
            watchdog.start();
            stream.start();
        });
        events.push(chunks.role());
        Fault fault = request.fault();
        if (fault == null) {
            ask(asked);
        } else {
            loop.runOnContext(now -> fault.before(loop.owner(), true, () -> askElsewhere(asked), stream::broke));
        }
    }

    /** Asking may block. */
    private void askElsewhere(StreamingChatModel asked) {
        var unused = loop.owner()
                .executeBlocking(
                        () -> {
                            ask(asked);
                            return true;
                        },
                        false);
    }

    private void ask(StreamingChatModel asked) {
        try {
            ChatRequest prompt = request.chat();
            upstream.during(() -> asked.chat(prompt, this));
        } catch (RuntimeException e) {
            onError(e);
        }
    }

    @Override
    public void onPartialResponse(PartialResponse partial, PartialResponseContext context) {
        push(context.streamingHandle(), chunks.content(partial.text()));
    }

    @Override
    public void onPartialThinking(PartialThinking partial, PartialThinkingContext context) {
        push(context.streamingHandle(), reasoning(partial.text()));
    }

    @Override
    public void onPartialToolCall(PartialToolCall partial, PartialToolCallContext context) {
        push(context.streamingHandle(), chunks.toolCall(partial));
    }

    @Override
    public void onPartialResponse(String text) {
        events.push(chunks.content(text));
    }

    @Override
    public void onPartialThinking(PartialThinking partial) {
        events.push(reasoning(partial.text()));
    }

    @Override
    public void onPartialToolCall(PartialToolCall partial) {
        events.push(chunks.toolCall(partial));
    }

    @Override
    public void onCompleteToolCall(CompleteToolCall complete) {
        events.push(chunks.toolCall(complete));
    }

    private byte[] reasoning(String piece) {
        return signed == null ? chunks.reasoning(piece) : chunks.reasoning(piece, signed);
    }

    private void push(@Nullable StreamingHandle handle, byte[] event) {
        this.handle = handle;
        if (isAborted) {
            stop();
        } else {
            events.push(event);
        }
    }

    @Override
    public void onCompleteResponse(ChatResponse complete) {
        events.push(chunks.signatures(complete.aiMessage()));
        events.push(chunks.finish(complete.finishReason()));
        if (DetailedTokenUsage.isCounted(complete.tokenUsage())) {
            events.push(chunks.usage(complete.tokenUsage()));
        }
        events.push(ChunkWriter.done());
        events.finish();
    }

    @Override
    public void onError(Throwable thrown) {
        loop.runOnContext(now -> stream.breaksOff(ModelErrors.failure(thrown)));
    }

    @Override
    public void cancel() {
        loop.runOnContext(now -> leave(request.cancellation().why()));
    }

    private void leave(Failure left) {
        if (!stream.isLive() || limits.drain().isZero() || left.kind() == FailureClass.STOPPING) {
            stream.broke(left);
        } else if (!stream.isDraining()) {
            stream.drain(left);
            watchdog.shorten(limits.drain());
        }
    }

    @Override
    public void begun() {
        watchdog.begun();
    }

    @Override
    public void opened() {
        isAnswered = true;
        watchdog.opened(stream::silence);
        answer.replied(LlmReply.live(Operation.CHAT, stream, java.util.Map.of()));
    }

    @Override
    public void failed(Failure failure) {
        ended();
        if (!isAnswered) {
            isAnswered = true;
            answer.failed(failure);
        }
    }

    @Override
    public void ended() {
        watchdog.stop();
        request.cancellation().onCancel(null);
    }

    /** A model has no connection that could be left over. */
    @Override
    public void drained() {}

    @Override
    public void abort() {
        isAborted = true;
        stop();
    }

    @Override
    public int leftOut() {
        return handle instanceof Lossy lossy ? lossy.leftOut() : 0;
    }

    private void stop() {
        upstream.cancel();
        StreamingHandle known = handle;
        if (known != null && !known.isCancelled()) {
            known.cancel();
        }
    }
}
