package dev.llmrouter.experiment;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.BiFunction;
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

    /** {@code similarity} of two texts that differ and are not empty; it may say null. */
    static Comparison of(Said real, Said shadow, BiFunction<String, String, @Nullable Double> similarity) {
        String ours = real.text().strip();
        String theirs = shadow.text().strip();
        boolean isSame = ours.equals(theirs);
        return new Comparison(
                isSame,
                isSameJson(real.json(), shadow.json()),
                real.tools().equals(shadow.tools()),
                ours.isEmpty() ? null : Double.valueOf((double) theirs.length() / ours.length()),
                ours.isEmpty() || theirs.isEmpty() ? null : similarity.apply(ours, theirs));
    }

    private static @Nullable Boolean isSameJson(@Nullable JsonNode ours, @Nullable JsonNode theirs) {
        return (ours == null || theirs == null) ? null : Boolean.valueOf(ours.equals(theirs));
    }
}
