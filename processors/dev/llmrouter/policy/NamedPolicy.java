package dev.llmrouter.policy;

import dev.llmrouter.catalog.Target;
import java.util.List;

/**
 * The policy of a configured model, under whose name the trace shows what it decides.
 *
 * @param model its name
 * @param kind the name of the policy, such as {@code weighted}
 */
public record NamedPolicy(String model, String kind, Policy ranking) implements Policy {

    @Override
    public List<Target> rank(Selection selection) {
        return selection.within(model, kind, ranking);
    }
}
