package dev.llmrouter.experiment;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Demand;
import dev.llmrouter.policy.Draw;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A model that is asked what another was asked, for nobody but the statistics.
 *
 * @param model whose calls it follows
 * @param use who is asked
 * @param percent of the calls
 * @param places for the calls that it may have at one time
 * @param demands what must hold of who is asked: as much as of those who reply for that model
 * @param similarity by which replies are compared as well; null for none
 */
public record Shadow(
        String model,
        String use,
        double percent,
        Allowance allowance,
        Semaphore places,
        List<Demand> demands,
        @Nullable Similarity similarity,
        ShadowFigures figures) {

    private static final double PERCENT = 100;

    /** Keeps its own list. */
    public Shadow {
        demands = List.copyOf(demands);
    }

    /** {@return whether it follows a call; says the same whenever it is asked} */
    boolean follows(Call call) {
        return call.request().isChat() && Draw.of(call.id(), "shadow of " + model) * PERCENT < percent;
    }
}
