package dev.llmrouter.provider;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.llmrouter.llm.TimeLimited;
import dev.llmrouter.openai.JsonSchemaSupport;
import dev.llmrouter.openai.PromptParameters;
import java.util.List;
import java.util.Set;

/** One target's model, both plain and streaming, as any LangChain4j or Camel endpoint can use it. Thread-safe. */
public interface ProviderModel extends ChatModel, StreamingChatModel, TimeLimited {

    @Override
    default ChatRequestParameters defaultRequestParameters() {
        return PromptParameters.EMPTY;
    }

    @Override
    default List<ChatModelListener> listeners() {
        return List.of();
    }

    @Override
    default ModelProvider provider() {
        return ModelProvider.OTHER;
    }

    @Override
    default Set<Capability> supportedCapabilities() {
        return Set.of();
    }

    /** {@return what becomes of a request for JSON that fits a schema} */
    default JsonSchemaSupport jsonSchemaSupport() {
        return supportedCapabilities().contains(Capability.RESPONSE_FORMAT_JSON_SCHEMA)
                ? JsonSchemaSupport.NATIVE
                : JsonSchemaSupport.NONE;
    }

    /** {@return whether it is asked for that by a tool, so that the model needs to know tools and no schemas} */
    default boolean asksSchemasByTool() {
        return false;
    }
}
