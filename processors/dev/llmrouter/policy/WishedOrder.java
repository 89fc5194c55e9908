package dev.llmrouter.policy;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.wire.ProviderWishes.Sort;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts the targets of a call in the order that its caller wishes. Thread-safe. */
@FunctionalInterface
public interface WishedOrder {

    /**
     * One of the models that were asked for.
     *
     * @param model its name as configured
     * @param sort what the suffix of the name asks for; null where it has none
     * @param ranked its targets that may answer, as its own policy ranks them
     */
    record Asked(String model, @Nullable Sort sort, List<Target> ranked) {}

    /** As the policies rank them, whatever the caller wishes. */
    WishedOrder IGNORING = (selection, asked) ->
            asked.stream().flatMap(model -> model.ranked().stream()).toList();

    /**
     * {@return the targets to try, best first; none of them that is not among those asked}
     *
     * @param asked the models in the order to try them, at least one
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST for a wish that makes no sense here, naming it
     */
    List<Target> order(Selection selection, List<Asked> asked);
}
