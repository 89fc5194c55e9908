package dev.llmrouter.experiment;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.TokenUsage;
import dev.langchain4j.store.embedding.CosineSimilarity;
import dev.llmrouter.aside.Toll;
import dev.llmrouter.call.Call;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Estimate;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * By what replies are compared as to what they mean.
 *
 * @param maySee whether the replies to a call may be shown to that model, since they tell of the prompt
 * @param toll of the model, which is the operator's to pay
 */
public record Similarity(EmbeddingModel model, Predicate<Call> maySee, Toll toll) {

    /** {@return how alike two texts are, the replies to a call; null where the model may not see them} */
    @Nullable
    Double of(Call call, String one, String other) {
        if (!maySee.test(call)) {
            return null;
        }
        return one.equals(other) ? 1 : CosineSimilarity.between(vector(one), vector(other));
    }

    private Embedding vector(String text) {
        return toll.ask(text.length(), () -> model.embed(text), made -> used(made.tokenUsage(), text.length()))
                .content();
    }

    private static Usage used(@Nullable TokenUsage told, int length) {
        return told == null || told.inputTokenCount() == null
                ? Estimate.usage(length, 0)
                : Usage.of(told.inputTokenCount(), 0);
    }
}
