package dev.llmrouter.llm;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.fault.Fault;
import dev.llmrouter.llm.WireModel.Answer;
import dev.llmrouter.openai.DetailedTokenUsage;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Estimate;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
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
        ask(
                Fault.around(request.fault(), () -> reply(model, request)),
                vertx,
                limits,
                request.cancellation(),
                request.deadline(),
                answer::replied,
                answer::failed);
    }

    /** The same for what else a model may be asked; {@code model} blocks, and one of the others is told once. */
    static <T> void ask(
            Supplier<T> model,
            Vertx vertx,
            Timeouts limits,
            Cancellation cancellation,
            @Nullable Deadline deadline,
            Consumer<T> replied,
            Consumer<Failure> failed) {
        ModelCall call = new ModelCall();
        cancellation.onCancel(() -> call.stop(cancellation.why()));
        long total = limits.total().toMillis();
        long left = deadline == null ? Long.MAX_VALUE : deadline.leftMillis();
        long timer = vertx.setTimer(
                Math.max(1, Math.min(total, left)),
                now -> call.stop(left < total ? Deadline.passed() : Watchdog.late("total")));
        T reply = null;
        Failure failure = null;
        try {
            reply = call.ask(model);
        } catch (RuntimeException | Error e) {
            failure = ModelErrors.failure(e);
        } finally {
            vertx.cancelTimer(timer);
            cancellation.onCancel(null);
        }
        Failure stopped = call.over();
        if (reply != null) {
            replied.accept(reply);
        } else {
            failed.accept(stopped != null ? stopped : Objects.requireNonNull(failure));
        }
    }

    private <T> T ask(Supplier<T> model) {
        throwIfStopped();
        return model.get();
    }

    private static LlmReply reply(ChatModel model, LlmRequest request) {
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
