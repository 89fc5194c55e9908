package dev.llmrouter.wire;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How providers say that a prompt is too long for a model. OpenAI has a code for it and llama.cpp a type; the others
 * only have sentences, of which the parts here are those that say nothing else.
 */
public final class OverflowWords {

    /** For callers, where the provider's own words can't be shown. */
    public static final String SENTENCE = "The prompt is longer than the model's context window.";

    private static final List<String> WORDS = List.of(
            "context_length_exceeded", // OpenAI, Azure, Groq, Cerebras, and whoever follows them
            "exceed_context_size", // llama.cpp
            "maximum context length", // OpenAI, vLLM, DeepSeek, Mistral, OpenRouter, Together, Fireworks
            "max context length", // Ollama
            "maximum prompt length", // xAI
            "exceeds the context window", // OpenAI's Responses
            "exceed context limit", // Anthropic, of prompt and max_tokens together
            "exceed the context", // SGLang and others
            "exceeds the available context", // llama.cpp
            "exceeds the model's context",
            "exceeds context length",
            "exceeded context length",
            "longer than the model's context", // SGLang
            "prompt is too long", // Anthropic, also through Bedrock and Vertex
            "prompt too long", // Ollama
            "input is too long", // Bedrock
            "input too long",
            "too many input tokens", // Bedrock
            "input token count", // Gemini
            "reduce the length of the messages", // OpenAI, Groq, Cerebras
            "exceeded model token limit", // Moonshot
            "`inputs` tokens + `max_new_tokens`", // text-generation-inference, Together
            "too many tokens: total number of tokens"); // Cohere

    private OverflowWords() {}

    /** {@return whether an error object, or an error that is just a text, says so} */
    static boolean areIn(@Nullable JsonNode error) {
        return error != null
                && (error.isTextual()
                        ? areIn(error.asText())
                        : areIn(error.path("code").asText())
                                || areIn(error.path("type").asText())
                                || areIn(error.path("message").asText())
                                // OpenRouter's, where what the provider behind it said is
                                || areIn(error.path("metadata").path("raw").asText()));
    }

    /** {@return whether a text says so, be it a code, a sentence or a whole body} */
    public static boolean areIn(@Nullable String text) {
        if (text == null || text.isEmpty()) {
            return false;
        }
        String said = text.toLowerCase(Locale.ROOT);
        return WORDS.stream().anyMatch(said::contains);
    }
}
