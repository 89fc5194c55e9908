package dev.llmrouter.experiment;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.llmrouter.call.Call;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * By what replies are compared as to what they mean.
 *
 * @param maySee whether the replies to a call may be shown to that model, since they tell of the prompt
 */
public record Similarity(EmbeddingModel model, Predicate<Call> maySee) {

    /** {@return the model that compares the replies to a call; null where it may not see them} */
    @Nullable
    EmbeddingModel of(Call call) {
        return maySee.test(call) ? model : null;
    }
}
