package dev.llmrouter.longtext;

import dev.llmrouter.call.Plan;
import dev.llmrouter.catalog.Target;
import java.util.List;

/**
 * How a text is asked that nobody holds.
 *
 * @param candidates who may be asked for each part, best first
 */
record LongTextPlan(LongTextOptions options, List<Target> candidates) implements Plan {

    @Override
    public boolean covers(Target candidate) {
        return candidates.contains(candidate);
    }

    @Override
    public boolean splits() {
        return true;
    }
}
