package dev.llmrouter.llm;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.llm.WireModel.Answer;
import dev.llmrouter.openai.DetailedTokenUsage;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Estimate;
import io.vertx.core.Vertx;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One whole reply of a LangChain4j model, which blocks the thread it is asked on. A caller that leaves, or a limit that
 * is up, interrupts that thread, and never once the model has returned.
 */
final class ModelCall {

    private final Thread thread = Thread.currentThread();
    private boolean isOver;
    private @Nullable Failure stopped;

    private ModelCall() {}

    static void ask(ChatModel model, Vertx vertx, Timeouts limits, LlmRequest request, Answer answer) {
        ModelCall call = new ModelCall();
        request.cancellation().onCancel(() -> call.stop(Failure.of(FailureClass.CANCELLED, "The caller left.")));
        long timer = vertx.setTimer(
                Math.max(1, limits.total().toMillis()),
                now -> call.stop(Failure.of(
                        FailureClass.TIMEOUT, "The model took longer than the target's limit 'total' allows.")));
        LlmReply reply = null;
        Failure failure = null;
        try {
            reply = call.ask(model, request);
        } catch (RuntimeException | Error e) {
            failure = ModelErrors.failure(e);
        } finally {
            vertx.cancelTimer(timer);
            request.cancellation().onCancel(null);
        }
        Failure stopped = call.over();
        if (reply != null) {
            answer.replied(reply);
        } else {
            answer.failed(stopped != null ? stopped : Objects.requireNonNull(failure));
        }
    }

    private LlmReply ask(ChatModel model, LlmRequest request) {
        throwIfStopped();
        ChatResponse response = model.chat(request.chat());
        return LlmReply.whole(response, usage(response, request));
    }

    /** A caller that has left before the model was asked costs nothing. */
    private synchronized void throwIfStopped() {
        if (stopped != null) {
            throw stopped.asException();
        }
    }

    private synchronized void stop(Failure why) {
        if (!isOver) {
            stopped = why;
            thread.interrupt();
        }
    }

    /** The interrupt was for the model alone: the thread goes on with the route. */
    private synchronized @Nullable Failure over() {
        isOver = true;
        if (stopped != null) {
            Thread.interrupted();
        }
        return stopped;
    }

    static Usage usage(ChatResponse response, LlmRequest request) {
        TokenUsage counted = response.tokenUsage();
        if (DetailedTokenUsage.isCounted(counted)) {
            return DetailedTokenUsage.of(counted).usage();
        }
        String text = response.aiMessage().text();
        return Estimate.usage(request.length(), text == null ? 0 : text.length());
    }
}
