package dev.llmrouter.provider;

import dev.langchain4j.model.anthropic.AnthropicChatModel;
import dev.langchain4j.model.anthropic.AnthropicStreamingChatModel;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.llmrouter.anthropic.StructuredOutput;
import dev.llmrouter.catalog.Target;
import java.util.Set;

/** LangChain4j's Anthropic models of one target; a class of its own, since their jar may be missing. */
final class LangChain4jAnthropic {

    private static final int DEFAULT_LIMIT = 4096;

    /** LangChain4j writes structured output in its form of 2025, which Anthropic takes with this header. */
    private static final String BETA = "structured-outputs-2025-11-13";

    /** LangChain4j wants one; the server's own headers, which have the real one, are put over it. */
    private static final String ANY_KEY = "none";

    private final ChatModel chat;
    private final StreamingChatModel streaming;

    LangChain4jAnthropic(ProviderServer server, Target target, StructuredOutput structured) {
        boolean isNative = structured == StructuredOutput.NATIVE;
        Set<Capability> capabilities = isNative ? Set.of(Capability.RESPONSE_FORMAT_JSON_SCHEMA) : Set.of();
        ServerHttpClientBuilder client = new ServerHttpClientBuilder(server, target);
        this.chat = AnthropicChatModel.builder()
                .httpClientBuilder(client)
                .baseUrl(server.baseUrl().toString())
                .apiKey(ANY_KEY)
                .beta(isNative ? BETA : null)
                .modelName(target.model())
                .maxTokens(DEFAULT_LIMIT)
                .maxRetries(0)
                .returnThinking(true)
                .sendThinking(true)
                .supportedCapabilities(capabilities)
                .build();
        this.streaming = AnthropicStreamingChatModel.builder()
                .httpClientBuilder(client)
                .baseUrl(server.baseUrl().toString())
                .apiKey(ANY_KEY)
                .beta(isNative ? BETA : null)
                .modelName(target.model())
                .maxTokens(DEFAULT_LIMIT)
                .returnThinking(true)
                .sendThinking(true)
                .supportedCapabilities(capabilities)
                .build();
    }

    ChatModel chat() {
        return chat;
    }

    StreamingChatModel streaming() {
        return streaming;
    }
}
