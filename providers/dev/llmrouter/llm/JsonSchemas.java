package dev.llmrouter.llm;

import dev.langchain4j.model.chat.Capability;
import dev.langchain4j.model.chat.ChatModel;
import org.jspecify.annotations.Nullable;

/** Who is told a JSON schema in its own way, and who in words. */
public final class JsonSchemas {

    private JsonSchemas() {}

    /**
     * {@return whether a model of the registry is asked for JSON by a schema in words, its reply being held against it}
     * What is no {@link ChatModel} is not.
     */
    public static boolean areToldInWords(@Nullable Object model) {
        return model instanceof ChatModel chat
                && !(model instanceof EmbeddingsOnly)
                && !chat.supportedCapabilities().contains(Capability.RESPONSE_FORMAT_JSON_SCHEMA);
    }
}
