package dev.llmrouter.vector;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.aside.Aside;
import dev.llmrouter.aside.Asked;
import dev.llmrouter.aside.Memory;
import dev.llmrouter.aside.Toll;
import dev.llmrouter.llm.InProcess;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Estimate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The vectors of texts by one embedding model, of which it reads an {@link Excerpt}. One for each model of a context,
 * with a memory of the last texts: whoever asks second of a prompt has its vector at once. Thread-safe.
 */
public final class TextVectors {

    private static final int REMEMBERED = 1000;
    private static final Duration LIFE = Duration.ofHours(1);

    /** All-MiniLM reads 126; a text of more, by a count that is only near, is read in parts, each of which takes its time. */
    private static final int READ = 105;

    /** How many connections a model elsewhere gets. */
    private static final int MOST_ELSEWHERE = 64;

    /** How many texts a model elsewhere gets at once. */
    private static final int BATCH = 100;

    private final EmbeddingModel model;
    private final Aside aside;
    private final Memory<float[]> memory = new Memory<>(REMEMBERED, LIFE, InstantSource.system());

    private TextVectors(EmbeddingModel model, Aside aside) {
        this.model = model;
        this.aside = aside;
    }

    /** {@return those of a model in this context, under the name that it has there} */
    public static synchronized TextVectors of(CamelContext camel, String name, EmbeddingModel model) {
        String key = "vectors-" + name;
        TextVectors known = camel.getRegistry().lookupByNameAndType(key, TextVectors.class);
        if (known != null && known.model == model) {
            return known;
        }
        // more threads than processors would only make all of them late
        int most = model instanceof InProcess ? Runtime.getRuntime().availableProcessors() : MOST_ELSEWHERE;
        TextVectors made = new TextVectors(model, Aside.of(camel, key, most));
        camel.getRegistry().bind(key, TextVectors.class, made);
        return made;
    }

    /** {@return whether no text leaves this process} */
    public boolean isInProcess() {
        return model instanceof InProcess;
    }

    /** {@return the vector of a text that was asked for lately, not to be changed; null for another} */
    public float @Nullable [] remembered(String text) {
        return memory.get(excerpt(text));
    }

    /** {@return the vector of a text, not to be changed, or why there is none within the limit} */
    public Asked<float[]> ask(String text, Duration limit, Toll toll) {
        String read = excerpt(text);
        float[] known = memory.get(read);
        if (known != null) {
            return Asked.of(known);
        }
        Asked<float[]> asked = aside.ask(
                () -> embedded(List.of(TextSegment.from(read)), toll).get(0).vector(), limit);
        if (asked.answer() != null) {
            memory.put(read, asked.answer());
        }
        return asked;
    }

    private List<Embedding> embedded(List<TextSegment> texts, Toll toll) {
        int length = texts.stream().mapToInt(text -> text.text().length()).sum();
        Toll taken = isInProcess() ? Toll.FREE : toll;
        return taken.ask(length, () -> model.embedAll(texts), made -> used(made.tokenUsage(), length))
                .content();
    }

    private static Usage used(@Nullable TokenUsage told, int length) {
        return told == null || told.inputTokenCount() == null
                ? Estimate.usage(length, 0)
                : Usage.of(told.inputTokenCount(), 0);
    }

    private static String excerpt(String text) {
        return Excerpt.of(text, READ);
    }

    /** {@return the vectors of these texts, on this thread and however long it takes; throws what the model throws} */
    public List<float[]> all(List<String> texts, Toll toll) {
        List<TextSegment> read =
                texts.stream().map(TextVectors::excerpt).map(TextSegment::from).toList();
        List<float[]> vectors = new ArrayList<>(texts.size());
        for (int from = 0; from < read.size(); from += BATCH) {
            List<TextSegment> batch = read.subList(from, Math.min(read.size(), from + BATCH));
            for (Embedding embedding : embedded(batch, toll)) {
                vectors.add(embedding.vector());
            }
        }
        return vectors;
    }
}
