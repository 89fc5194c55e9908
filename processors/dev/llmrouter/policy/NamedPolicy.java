package dev.llmrouter.policy;

import dev.llmrouter.catalog.Target;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The policy of a configured model, under whose name the trace shows what it decides.
 *
 * @param model its name
 * @param kind the name of the policy, such as {@code weighted}
 * @param required what must hold of every target that it ranks, also through others; null for nothing
 */
public record NamedPolicy(String model, String kind, Policy ranking, @Nullable Requirement required) implements Policy {

    @Override
    public List<Target> rank(Selection selection) {
        return selection.within(this);
    }
}
