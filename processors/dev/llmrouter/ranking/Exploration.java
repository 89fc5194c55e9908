package dev.llmrouter.ranking;

import dev.llmrouter.policy.Selection;

/**
 * Sends some calls anywhere, by lot, since only a target that is asked can be found to have recovered. Thread-safe.
 *
 * @param share which share of the calls, from 0 to 1
 */
record Exploration(double share, String whether, String where) {

    /** Without anybody saying otherwise. */
    static final double SHARE = 0.05;

    /** {@code model} tells explorations of the same call apart. */
    static Exploration of(String model, double share) {
        return new Exploration(share, model + "\nexplores", model + "\nexplored");
    }

    /** {@return the member that is to be tried; none where this call explores nothing} */
    int member(Ranked ranked, Selection selection) {
        if (share == 0 || ranked.able() < 2 || selection.draw(whether) >= share) {
            return Ranked.NONE;
        }
        selection.because("explores: by lot, in case a target has recovered");
        return ranked.ableAt((int) (selection.draw(where) * ranked.able()));
    }
}
