package dev.llmrouter.bedrock;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.bedrock.BedrockCachePointPlacement;
import dev.langchain4j.model.bedrock.BedrockChatModel;
import dev.langchain4j.model.bedrock.BedrockStreamingChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.output.FinishReason;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Timeouts;
import dev.llmrouter.llm.SigningModel;
import dev.llmrouter.provider.ProviderModel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;

/** A model of Amazon Bedrock: LangChain4j's own, over the router's client. It knows no JSON schemas. */
final class BedrockModel implements ProviderModel, SigningModel {

    private final Target target;
    private final BedrockChatModel whole;
    private final BedrockStreamingChatModel streaming;

    BedrockModel(BedrockClient client, Target target) {
        this.target = target;
        this.whole = new Whole(BedrockChatModel.builder()
                .client(client)
                .modelId(target.model())
                .returnThinking(true)
                .maxRetries(0));
        this.streaming = new Streamed(BedrockStreamingChatModel.builder()
                .client(client.streaming())
                .modelId(target.model())
                .returnThinking(true));
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        return BedrockReply.read(whole.chat(BedrockRequest.of(target.model(), request)));
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        streaming.chat(BedrockRequest.of(target.model(), request), new BedrockReply(handler));
    }

    @Override
    public String signatureFormat() {
        return BedrockRequest.SIGNATURES;
    }

    @Override
    public Timeouts timeouts() {
        return target.timeouts();
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.AMAZON_BEDROCK;
    }

    @Override
    public String toString() {
        return "BedrockModel[" + target.name() + "]";
    }

    private static final class Whole extends BedrockChatModel {

        Whole(Builder builder) {
            super(builder);
        }

        @Override
        protected @Nullable ToolConfiguration extractToolConfigurationFrom(
                ChatRequest request, @Nullable BedrockCachePointPlacement cache) {
            return BedrockTurns.tools(request);
        }

        @Override
        protected List<ContentBlock> convertToolRequests(List<ToolExecutionRequest> requests) {
            return BedrockTurns.calls(requests);
        }

        @Override
        protected FinishReason finishReasonFrom(StopReason reason) {
            return BedrockTurns.finish(reason);
        }
    }

    private static final class Streamed extends BedrockStreamingChatModel {

        Streamed(Builder builder) {
            super(builder);
        }

        @Override
        protected @Nullable ToolConfiguration extractToolConfigurationFrom(
                ChatRequest request, @Nullable BedrockCachePointPlacement cache) {
            return BedrockTurns.tools(request);
        }

        @Override
        protected List<ContentBlock> convertToolRequests(List<ToolExecutionRequest> requests) {
            return BedrockTurns.calls(requests);
        }

        @Override
        protected FinishReason finishReasonFrom(StopReason reason) {
            return BedrockTurns.finish(reason);
        }
    }
}
