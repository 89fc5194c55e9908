package dev.llmrouter.semantic;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An embedding model elsewhere: a text's vector says how often it has each of a few words. */
class WordCounts implements EmbeddingModel {

    private static final List<String> WORDS = List.of("program", "poem", "law");

    private final List<String> asked = new CopyOnWriteArrayList<>();

    /** All that it was asked, in order. */
    List<String> asked() {
        return asked;
    }

    @Override
    public Response<List<Embedding>> embedAll(List<TextSegment> texts) {
        texts.forEach(text -> asked.add(text.text()));
        return Response.from(
                texts.stream().map(text -> Embedding.from(counts(text.text()))).toList());
    }

    private static float[] counts(String text) {
        float[] counts = new float[WORDS.size()];
        for (String word : text.split("\\W+", -1)) {
            int at = WORDS.indexOf(word);
            if (at >= 0) {
                counts[at]++;
            }
        }
        return counts;
    }
}
