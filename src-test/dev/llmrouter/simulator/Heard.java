package dev.llmrouter.simulator;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialToolCall;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Keeps what a stream said, and cancels it after a number of pieces. */
final class Heard implements StreamingChatResponseHandler {

    final List<String> pieces = new CopyOnWriteArrayList<>();
    final List<String> arguments = new CopyOnWriteArrayList<>();
    volatile int completeCalls;
    volatile int cancelsAfter = Integer.MAX_VALUE;
    volatile Runnable whenDone = () -> {};
    volatile @Nullable ChatResponse response;
    volatile @Nullable Throwable error;

    ChatResponse response() {
        return Objects.requireNonNull(response);
    }

    @Override
    public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
        pieces.add(piece.text());
        if (pieces.size() >= cancelsAfter) {
            context.streamingHandle().cancel();
        }
    }

    @Override
    public void onPartialToolCall(PartialToolCall piece, PartialToolCallContext context) {
        arguments.add(piece.partialArguments());
    }

    @Override
    public void onCompleteToolCall(CompleteToolCall call) {
        completeCalls = call.index() + 1;
    }

    @Override
    public void onCompleteResponse(ChatResponse complete) {
        response = complete;
        whenDone.run();
    }

    @Override
    public void onError(Throwable thrown) {
        error = thrown;
    }
}
