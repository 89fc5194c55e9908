package dev.llmrouter.wire;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller wishes of the providers that may answer: OpenRouter's {@code provider} object, as
 * openrouter.ai/docs/features/provider-routing describes it. Immutable.
 *
 * @param order the providers to try first, in this order
 * @param only the only providers to ask; empty for all
 * @param ignore providers not to ask
 * @param allowFallbacks whether others may be asked than those of {@code order}, or where there is none, than the best
 * @param requireParameters whether a target is only asked if it can be told every parameter
 * @param denyDataCollection whether providers that keep prompts or train with them are not asked
 * @param zeroDataRetention whether providers that keep prompts in any way are not asked
 * @param quantizations the precisions to ask, {@code unknown} among them for those that nobody knows; empty for all
 * @param sort by what targets are ranked; null for as their model ranks them
 * @param isSortedAcrossModels whether the targets of all models that are asked for are sorted as one list
 * @param maxPrompt the most US dollars for a million tokens of the prompt; null for any
 * @param maxCompletion the most US dollars for a million tokens of the reply; null for any
 * @param minThroughput tokens per second below which a target comes last; null for none
 * @param maxLatency seconds to the first token above which a target comes last; null for none
 */
public record ProviderWishes(
        List<String> order,
        List<String> only,
        List<String> ignore,
        boolean allowFallbacks,
        boolean requireParameters,
        boolean denyDataCollection,
        boolean zeroDataRetention,
        Set<String> quantizations,
        @Nullable Sort sort,
        boolean isSortedAcrossModels,
        @Nullable Double maxPrompt,
        @Nullable Double maxCompletion,
        @Nullable Double minThroughput,
        @Nullable Double maxLatency) {

    /** By what targets can be sorted; the names in lower case are the words for it. */
    public enum Sort {
        /** The cheapest first. */
        PRICE,
        /** The most tokens per second first. */
        THROUGHPUT,
        /** The soonest first token first. */
        LATENCY
    }

    /** No wish at all. */
    public static final ProviderWishes NONE = new ProviderWishes(
            List.of(), List.of(), List.of(), true, false, false, false, Set.of(), null, false, null, null, null, null);

    /** Keeps its own lists. */
    public ProviderWishes {
        order = List.copyOf(order);
        only = List.copyOf(only);
        ignore = List.copyOf(ignore);
        quantizations = Set.copyOf(quantizations);
    }

    /** {@return those of the wishes that forbid a target, without those that only prefer one} */
    public ProviderWishes limits() {
        return new ProviderWishes(
                allowFallbacks ? List.of() : order,
                only,
                ignore,
                allowFallbacks,
                requireParameters,
                denyDataCollection,
                zeroDataRetention,
                quantizations,
                null,
                false,
                maxPrompt,
                maxCompletion,
                null,
                null);
    }
}
