package dev.llmrouter.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.store.embedding.CosineSimilarity;
import org.jspecify.annotations.Nullable;

/**
 * How alike two replies are: numbers and nothing of what was said.
 *
 * @param isSameText but for white space around it
 * @param isSameJson null where not both are JSON
 * @param isSameTools whether the same tools were called, in the same order
 * @param lengthRatio length of the shadow's text over the real one's; null where that is empty
 * @param similarity cosine of their embeddings; null where none was measured
 */
record Comparison(
        boolean isSameText,
        @Nullable Boolean isSameJson,
        boolean isSameTools,
        @Nullable Double lengthRatio,
        @Nullable Double similarity) {

    static Comparison of(Said real, Said shadow, @Nullable EmbeddingModel embeddings) {
        String ours = real.text().strip();
        String theirs = shadow.text().strip();
        boolean isSame = ours.equals(theirs);
        return new Comparison(
                isSame,
                isSameJson(real.json(), shadow.json()),
                real.tools().equals(shadow.tools()),
                ours.isEmpty() ? null : Double.valueOf((double) theirs.length() / ours.length()),
                embeddings == null || ours.isEmpty() || theirs.isEmpty()
                        ? null
                        : Double.valueOf(isSame ? 1 : similarity(embeddings, ours, theirs)));
    }

    private static @Nullable Boolean isSameJson(@Nullable JsonNode ours, @Nullable JsonNode theirs) {
        return (ours == null || theirs == null) ? null : Boolean.valueOf(ours.equals(theirs));
    }

    private static double similarity(EmbeddingModel embeddings, String ours, String theirs) {
        return CosineSimilarity.between(
                embeddings.embed(ours).content(), embeddings.embed(theirs).content());
    }
}
