package dev.llmrouter.experiment;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.llmrouter.call.Call;
import dev.llmrouter.policy.Draw;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A model that is asked what another was asked, for nobody but the statistics.
 *
 * @param model whose calls it follows
 * @param use who is asked
 * @param percent of the calls
 * @param places for the calls that it may have at one time
 * @param similarity by which replies are compared as well; null for none
 */
public record Shadow(
        String model,
        String use,
        double percent,
        Allowance allowance,
        Semaphore places,
        @Nullable EmbeddingModel similarity,
        ShadowFigures figures) {

    private static final double PERCENT = 100;

    /** {@return whether it follows a call; says the same whenever it is asked} */
    boolean follows(Call call) {
        return call.request().isChat() && Draw.of(call.id(), "shadow of " + model) * PERCENT < percent;
    }
}
