package dev.llmrouter.local;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * The embedding of a text that may be longer than what a model reads. Such a model does not say so: it ignores the rest.
 * But it counts what it has read, and where that is as much as it can read, the text is embedded in pieces, cut between
 * words where there are some, and the average by their tokens stands for the whole, with the length 1. What it means
 * fades with the length of the text.
 */
final class WholeText {

    /** Longer than any text that a model of this kind reads whole. */
    private static final int MAY_FIT = 2000;

    /** Most pieces of that many characters are read whole; the others are cut again. */
    private static final int PIECE = 400;

    private final EmbeddingModel model;
    private final int window;
    private final List<float[]> embeddings = new ArrayList<>(1);
    private final List<Integer> weights = new ArrayList<>(1);
    private int tokens;

    private WholeText(EmbeddingModel model, int window) {
        this.model = model;
        this.window = window;
    }

    /**
     * {@return a text that has been read to its end}
     *
     * @param window how many tokens the model reads at most
     * @throws dev.llmrouter.outcome.LlmException of class CANCELLED where the thread is interrupted
     */
    static WholeText read(String text, EmbeddingModel model, int window) {
        WholeText whole = new WholeText(model, window);
        if (text.length() > MAY_FIT || !whole.take(text)) {
            for (int at = 0; at < text.length(); ) {
                int end = end(text, at, at + PIECE);
                whole.piece(text.substring(at, end));
                at = end;
            }
        }
        return whole;
    }

    private void piece(String text) {
        if (!take(text)) {
            int middle = end(text, 0, text.length() / 2);
            piece(text.substring(0, middle));
            piece(text.substring(middle));
        }
    }

    /** Whether the model could read it whole, or it is as short as can be. */
    private boolean take(String text) {
        if (Thread.interrupted()) {
            throw Failure.of(FailureClass.CANCELLED, "The caller left.").asException();
        }
        if (text.trim().isEmpty()) {
            return true;
        }
        Response<Embedding> read;
        try {
            read = model.embed(TextSegment.from(text));
        } catch (IndexOutOfBoundsException nothingToRead) {
            // LangChain4j takes the first of no pieces, where there are only characters that the tokenizer drops
            return true;
        }
        TokenUsage usage = Objects.requireNonNull(read.tokenUsage());
        int count = Objects.requireNonNull(usage.inputTokenCount());
        if (count >= window && text.codePointCount(0, text.length()) > 1) {
            return false;
        }
        embeddings.add(read.content().vector());
        weights.add(count);
        tokens += count;
        return true;
    }

    /** Where a piece ends that begins at {@code from} and is not to reach beyond {@code most}. */
    private static int end(String text, int from, int most) {
        if (most >= text.length()) {
            return text.length();
        }
        for (int i = most; i > from + (most - from) / 2; i--) {
            if (Character.isWhitespace(text.charAt(i))) {
                return i;
            }
        }
        boolean isWithinCharacter = Character.isLowSurrogate(text.charAt(most));
        return Math.max(isWithinCharacter ? most - 1 : most, text.offsetByCodePoints(from, 1));
    }

    /** {@return how many tokens have been read; 0 where there was nothing to read} */
    int tokens() {
        return tokens;
    }

    /** {@return the embedding of a text that had something to read} */
    float[] embedding() {
        return embeddings.size() == 1 ? embeddings.get(0) : average();
    }

    private float[] average() {
        float[] sum = new float[embeddings.get(0).length];
        for (int piece = 0; piece < embeddings.size(); piece++) {
            for (int i = 0; i < sum.length; i++) {
                sum[i] += embeddings.get(piece)[i] * weights.get(piece);
            }
        }
        double square = 0;
        for (float number : sum) {
            square += (double) number * number;
        }
        float length = (float) Math.sqrt(square);
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= length;
        }
        return sum;
    }
}
