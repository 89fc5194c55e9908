package dev.llmrouter.provider;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import dev.langchain4j.model.output.FinishReason;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.openai.Thoughts;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Puts a reply in LangChain4j's form together from the pieces in which a provider gives it, and tells a listener of
 * each piece at once where the reply is a stream. Not thread-safe.
 */
public final class AssembledReply {

    /** Hears nothing: for a reply that is wanted whole. */
    private static final StreamingChatResponseHandler NOBODY = new StreamingChatResponseHandler() {
        @Override
        public void onCompleteResponse(ChatResponse response) {}

        @Override
        public void onError(Throwable thrown) {}
    };

    private static final StreamingHandle NO_HANDLE = new StreamingHandle() {
        @Override
        public void cancel() {}

        @Override
        public boolean isCancelled() {
            return false;
        }
    };

    private final StreamingChatResponseHandler listener;
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder thinking = new StringBuilder();
    private final List<ToolExecutionRequest> calls = new ArrayList<>();
    private final List<Thoughts.Detail> signatures = new ArrayList<>();
    private StreamingHandle handle = NO_HANDLE;
    private @Nullable String id;
    private @Nullable String model;
    private @Nullable FinishReason reason;
    private @Nullable TokenUsage usage;

    /** A reply that is wanted whole. */
    public AssembledReply() {
        this(NOBODY);
    }

    /** A reply of which {@code listener} hears every piece. */
    public AssembledReply(StreamingChatResponseHandler listener) {
        this.listener = listener;
    }

    /** How the stream that the next pieces come from is stopped. */
    public void from(StreamingHandle handle) {
        this.handle = handle;
    }

    /** What the provider calls the reply and the model; null for what it did not say. */
    public void named(@Nullable String id, @Nullable String model) {
        this.id = id == null ? this.id : id;
        this.model = model == null ? this.model : model;
    }

    /** Adds a piece of the text. */
    public void text(String piece) {
        if (!piece.isEmpty()) {
            text.append(piece);
            listener.onPartialResponse(new PartialResponse(piece), new PartialResponseContext(handle));
        }
    }

    /** Adds a piece of the thoughts. */
    public void thought(String piece) {
        if (!piece.isEmpty()) {
            thinking.append(piece);
            listener.onPartialThinking(new PartialThinking(piece), new PartialThinkingContext(handle));
        }
    }

    /** {@return the id of a call, which is made up where the provider gave it none} */
    public String call(@Nullable String given, String name, String arguments) {
        String callId = given == null || given.isBlank()
                ? "call_" + UUID.randomUUID().toString().replace("-", "")
                : given;
        ToolExecutionRequest call = ToolExecutionRequest.builder()
                .id(callId)
                .name(name)
                .arguments(arguments)
                .build();
        calls.add(call);
        listener.onCompleteToolCall(new CompleteToolCall(calls.size() - 1, call));
        return callId;
    }

    /** What signs the thoughts, or the call of that id. */
    public void signature(String signature, @Nullable String format, @Nullable String call) {
        signatures.add(new Thoughts.Detail(null, signature, format, call));
    }

    /** Says why the reply ends. */
    public void finish(FinishReason reason) {
        this.reason = reason;
    }

    /** Says what it took; the last word counts. */
    public void usage(TokenUsage usage) {
        this.usage = usage;
    }

    /** {@return whether it has said why it ends} */
    public boolean isFinished() {
        return reason != null;
    }

    /** {@return whether there is neither text nor a call} */
    public boolean saysNothing() {
        return text.isEmpty() && calls.isEmpty();
    }

    /** Tells the listener that no piece comes any more; a reply that has not said why it ends is only half there. */
    public void end() {
        if (isFinished()) {
            listener.onCompleteResponse(response());
        } else {
            fail(Failure.of(FailureClass.CUT, "The provider's stream ended before the reply was complete."));
        }
    }

    /** Tells the listener that the reply broke off. */
    public void fail(Failure why) {
        listener.onError(why.asException());
    }

    /** {@return the reply as far as it is known} */
    public ChatResponse response() {
        AiMessage message = AiMessage.builder()
                .text(text.isEmpty() && !calls.isEmpty() ? null : text.toString())
                .thinking(thinking.isEmpty() ? null : thinking.toString())
                .toolExecutionRequests(List.copyOf(calls))
                .attributes(Thoughts.attributes(details()))
                .build();
        return ChatResponse.builder()
                .aiMessage(message)
                .id(id)
                .modelName(model)
                .finishReason(!calls.isEmpty() && reason == FinishReason.STOP ? FinishReason.TOOL_EXECUTION : reason)
                .tokenUsage(usage)
                .build();
    }

    /** The first signature signs the text of the thoughts, if there is one; a thought that nobody signs needs no pieces. */
    private List<Thoughts.Detail> details() {
        List<Thoughts.Detail> details = new ArrayList<>(signatures);
        if (!details.isEmpty() && !thinking.isEmpty()) {
            Thoughts.Detail first = details.get(0);
            details.set(0, new Thoughts.Detail(thinking.toString(), first.signature(), first.format(), first.call()));
        }
        return details;
    }
}
