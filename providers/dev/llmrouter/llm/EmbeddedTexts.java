package dev.llmrouter.llm;

import dev.llmrouter.embeddings.EmbeddingsRequest;
import dev.llmrouter.embeddings.Vectors;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Message;

/**
 * What a route hands to a model that only makes embeddings: a text becomes a {@code float[]}, a list of texts a list of
 * them, and OpenAI's JSON, which names a model and an input, becomes OpenAI's JSON.
 */
final class EmbeddedTexts {

    private EmbeddedTexts() {}

    /** {@return whether the body is for this, and not a request in the router's own form} */
    static boolean isFor(Message message) {
        Object body = message.getBody();
        return !(body instanceof LlmRequest || body instanceof EmbeddingsRequest);
    }

    /** {@return the embeddings that are to take the place of the texts} Counts the tokens in the message's headers. */
    static Object of(Message message, EmbeddingsCall model) {
        if (message.getBody() instanceof List<?> list) {
            Vectors vectors = model.embed(texts(list));
            count(message, vectors.usage().input());
            return vectors.embeddings();
        }
        String text = message.getBody(String.class);
        if (text == null || text.isBlank()) {
            throw refused();
        }
        if (looksLikeOpenAi(text)) {
            LlmReply reply = model.reply(EmbeddingsRequest.read(text.getBytes(StandardCharsets.UTF_8)));
            count(message, reply.usage().input());
            return String.valueOf(reply.body());
        }
        Vectors vectors = model.embed(List.of(text));
        count(message, vectors.usage().input());
        return vectors.embeddings().get(0);
    }

    private static void count(Message message, long tokens) {
        message.setHeader(LlmHeaders.INPUT_TOKENS, tokens);
        message.setHeader(LlmHeaders.OUTPUT_TOKENS, 0L);
    }

    private static List<String> texts(List<?> list) {
        List<String> texts = new ArrayList<>(list.size());
        for (Object item : list) {
            if (!(item instanceof String text)) {
                throw refused();
            }
            texts.add(text);
        }
        if (texts.isEmpty()) {
            throw refused();
        }
        return texts;
    }

    private static boolean looksLikeOpenAi(String text) {
        return text.stripLeading().startsWith("{") && text.contains("\"model\"") && text.contains("\"input\"");
    }

    private static LlmException refused() {
        return Failure.of(
                        FailureClass.BAD_REQUEST,
                        "Something to embed is expected: a text, a list of texts, or OpenAI's JSON.")
                .asException();
    }
}
