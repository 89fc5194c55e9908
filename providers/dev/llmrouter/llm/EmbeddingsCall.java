package dev.llmrouter.llm;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.embeddings.EmbeddingsRequest;
import dev.llmrouter.embeddings.Vectors;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Estimate;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Embeds with a LangChain4j model, which blocks, and answers what was asked for or says why not: never something else. */
final class EmbeddingsCall {

    /** As many as OpenAI takes; the model may well be this machine. */
    private static final int MOST_TEXTS = 2048;

    private final EmbeddingModel model;
    private final String name;

    /** {@code name} is what callers are told of the model where it has none of its own. */
    EmbeddingsCall(EmbeddingModel model, String name) {
        this.model = model;
        this.name = name;
    }

    LlmReply reply(EmbeddingsRequest request) {
        boolean isBase64 = isBase64(request.encoding());
        Vectors vectors = embed(request.texts());
        Integer wanted = request.dimensions();
        int made = vectors.embeddings().get(0).length;
        if (wanted != null && wanted != made) {
            throw unsupported(
                    "dimensions", "The model '" + name + "' has embeddings of " + made + " dimensions and no other.");
        }
        String own = model.modelName();
        return LlmReply.whole(
                Operation.EMBEDDINGS,
                vectors.json(own == null || own.equals("unknown") ? name : own, isBase64),
                vectors.usage(),
                Map.of());
    }

    private boolean isBase64(@Nullable String encoding) {
        if (encoding == null || encoding.equals("float")) {
            return false;
        }
        if (encoding.equals("base64")) {
            return true;
        }
        throw unsupported("encoding_format", "The model '" + name + "' has the encoding formats float and base64.");
    }

    /**
     * {@return the embeddings of texts, as many as there are texts}
     *
     * @throws LlmException of class BAD_REQUEST where one of them is blank, or there are too many
     */
    Vectors embed(List<String> texts) {
        if (texts.size() > MOST_TEXTS) {
            throw JsonRequest.malformed(
                    "'input' has " + texts.size() + " texts; the model '" + name + "' takes " + MOST_TEXTS
                            + " at most.",
                    "input");
        }
        for (int i = 0; i < texts.size(); i++) {
            if (isBlank(texts.get(i))) {
                String place = texts.size() == 1 ? "input" : "input[" + i + "]";
                throw JsonRequest.malformed("Invalid '" + place + "': the text is blank.", place);
            }
        }
        Response<List<Embedding>> made =
                model.embedAll(texts.stream().map(TextSegment::from).toList());
        List<float[]> embeddings =
                made.content().stream().map(Embedding::vector).toList();
        check(embeddings, texts.size());
        return new Vectors(embeddings, usage(made.tokenUsage(), texts));
    }

    /** LangChain4j counts control characters as blank, Java other kinds of space. */
    private static boolean isBlank(String text) {
        return text.isBlank() || text.trim().isEmpty();
    }

    private static void check(List<float[]> embeddings, int wanted) {
        boolean isReply = embeddings.size() == wanted;
        for (float[] embedding : embeddings) {
            isReply &= embedding.length > 0;
            for (float number : embedding) {
                isReply &= Float.isFinite(number);
            }
        }
        if (!isReply) {
            throw Failure.of(FailureClass.MALFORMED, "What the model made of the texts is not one embedding for each.")
                    .asException();
        }
    }

    private static Usage usage(@Nullable TokenUsage counted, List<String> texts) {
        if (counted != null && counted.inputTokenCount() != null) {
            return Usage.of(counted.inputTokenCount(), 0);
        }
        int bytes = 0;
        for (String text : texts) {
            bytes += text.getBytes(StandardCharsets.UTF_8).length;
        }
        return Estimate.usage(bytes, 0);
    }

    private static LlmException unsupported(String param, String message) {
        return new Failure(
                        FailureClass.UNSUPPORTED, FailureClass.UNSUPPORTED.status(), message, null, param, null, null)
                .asException();
    }
}
