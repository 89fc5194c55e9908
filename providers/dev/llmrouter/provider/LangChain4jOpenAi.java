package dev.llmrouter.provider;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.openai.RequestFitter;

/** LangChain4j's OpenAI models of one target; a class of its own, since their jar may be missing. */
final class LangChain4jOpenAi {

    private LangChain4jOpenAi() {}

    static ChatModel chat(ProviderServer server, Target target, RequestFitter fitter) {
        return OpenAiChatModel.builder()
                .httpClientBuilder(new ServerHttpClientBuilder(server, target, fitter))
                .baseUrl(server.baseUrl().toString())
                .modelName(target.model())
                .maxRetries(0)
                .build();
    }

    static StreamingChatModel streaming(ProviderServer server, Target target, RequestFitter fitter) {
        return OpenAiStreamingChatModel.builder()
                .httpClientBuilder(new ServerHttpClientBuilder(server, target, fitter))
                .baseUrl(server.baseUrl().toString())
                .modelName(target.model())
                .build();
    }

    static EmbeddingModel embeddings(ProviderServer server, Target target) {
        return OpenAiEmbeddingModel.builder()
                .httpClientBuilder(new ServerHttpClientBuilder(server, target))
                .baseUrl(server.baseUrl().toString())
                .modelName(target.model())
                .maxRetries(0)
                .build();
    }
}
