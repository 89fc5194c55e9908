package dev.llmrouter.bedrock;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.bedrock.BedrockTokenUsage;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.openai.DetailedTokenUsage;
import dev.llmrouter.openai.Thoughts;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Hears a stream of LangChain4j's Bedrock model, and puts what it says of tokens and signatures in the router's form. */
final class BedrockReply implements StreamingChatResponseHandler {

    private final StreamingChatResponseHandler listener;
    private int calls;

    BedrockReply(StreamingChatResponseHandler listener) {
        this.listener = listener;
    }

    @Override
    public void onPartialResponse(PartialResponse piece, PartialResponseContext context) {
        listener.onPartialResponse(piece, context);
    }

    @Override
    public void onPartialThinking(PartialThinking piece, PartialThinkingContext context) {
        listener.onPartialThinking(piece, context);
    }

    @Override
    public void onCompleteToolCall(CompleteToolCall call) {
        calls++;
        listener.onCompleteToolCall(call);
    }

    /** A call without arguments was not told. */
    @Override
    public void onCompleteResponse(ChatResponse response) {
        List<ToolExecutionRequest> all = response.aiMessage().toolExecutionRequests();
        for (; calls < all.size(); calls++) {
            listener.onCompleteToolCall(new CompleteToolCall(calls, all.get(calls)));
        }
        listener.onCompleteResponse(read(response));
    }

    @Override
    public void onError(Throwable thrown) {
        listener.onError(BedrockFailures.of(thrown).asException());
    }

    /** {@return the reply as the router has it} */
    static ChatResponse read(ChatResponse response) {
        return ChatResponse.builder()
                .id(response.id())
                .modelName(response.modelName())
                .finishReason(response.finishReason())
                .tokenUsage(usage(response.tokenUsage()))
                .aiMessage(message(response.aiMessage()))
                .build();
    }

    private static AiMessage message(AiMessage message) {
        String signature = message.attribute(BedrockRequest.SIGNATURE, String.class);
        Map<String, Object> attributes = signature == null || signature.isEmpty()
                ? Map.of()
                : Thoughts.attributes(
                        List.of(new Thoughts.Detail(message.thinking(), signature, BedrockRequest.SIGNATURES, null)));
        return AiMessage.builder()
                .text(message.text())
                .thinking(message.thinking())
                .toolExecutionRequests(message.toolExecutionRequests())
                .attributes(attributes)
                .build();
    }

    /** Bedrock counts what is cached beside the input. */
    private static @Nullable TokenUsage usage(@Nullable TokenUsage usage) {
        if (!(usage instanceof BedrockTokenUsage counted)) {
            return usage;
        }
        int cached = Objects.requireNonNullElse(counted.cacheReadInputTokens(), 0);
        int written = Objects.requireNonNullElse(counted.cacheWriteInputTokens(), 0);
        return new DetailedTokenUsage(
                Objects.requireNonNullElse(counted.inputTokenCount(), 0) + cached + written,
                Objects.requireNonNullElse(counted.outputTokenCount(), 0),
                cached,
                written,
                null);
    }
}
