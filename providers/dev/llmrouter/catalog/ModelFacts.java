package dev.llmrouter.catalog;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a model at a provider. Null is what is not known.
 *
 * @param name for people, such as {@code GPT-4.1 mini}
 * @param contextWindow how many tokens the prompt and the reply may have together
 * @param outputLimit how many tokens the reply may have
 * @param capabilities all that it can do; what is not in the list it can't
 * @param price what it charges
 * @param sunset the day from which it may be gone
 */
@Doc("What is known of a model at a provider")
public record ModelFacts(
        @Doc("its name for people") @Nullable String name,
        @Doc("how many tokens the prompt and the reply may have together") @Range(min = 1) @Nullable
                Integer contextWindow,
        @Doc("how many tokens the reply may have") @Range(min = 1) @Nullable Integer outputLimit,
        @Doc("all that it can do") @Nullable List<Capability> capabilities,
        @Doc("what it charges") @Nullable Price price,
        @Doc("the day from which it may be gone, such as 2027-01-31") @Nullable LocalDate sunset) {

    /** Of a model that the catalogue does not know. */
    public static final ModelFacts UNKNOWN = new ModelFacts(null, null, null, null, null, null);

    /** Keeps its own list. */
    public ModelFacts {
        capabilities = capabilities == null ? null : List.copyOf(capabilities);
    }

    /** {@return these facts, each taken from the others where it is not known here; a price is one fact} */
    public ModelFacts orElse(ModelFacts others) {
        return new ModelFacts(
                name == null ? others.name : name,
                contextWindow == null ? others.contextWindow : contextWindow,
                outputLimit == null ? others.outputLimit : outputLimit,
                capabilities == null ? others.capabilities : capabilities,
                price == null ? others.price : price,
                sunset == null ? others.sunset : sunset);
    }

    /** {@return whether it is known to be able to do that} */
    public boolean can(Capability capability) {
        return capabilities != null && capabilities.contains(capability);
    }

    /**
     * {@return what holds whichever of several models answers: the smallest limits, what all can do, the dearest price
     * and the first sunset} What is not known of one of them is not known of all, but for the sunset.
     */
    public static ModelFacts ofAll(List<ModelFacts> all) {
        if (all.size() == 1) {
            return all.get(0);
        }
        return new ModelFacts(
                null,
                common(all, ModelFacts::contextWindow, Math::min),
                common(all, ModelFacts::outputLimit, Math::min),
                common(all, ModelFacts::capabilities, ModelFacts::both),
                common(all, ModelFacts::price, Price::dearest),
                all.stream()
                        .flatMap(facts -> Optional.ofNullable(facts.sunset).stream())
                        .min(LocalDate::compareTo)
                        .orElse(null));
    }

    private static <T> @Nullable T common(
            List<ModelFacts> all, Function<ModelFacts, @Nullable T> fact, BinaryOperator<T> ofTwo) {
        T common = null;
        for (ModelFacts facts : all) {
            T one = fact.apply(facts);
            if (one == null) {
                return null;
            }
            common = common == null ? one : ofTwo.apply(common, one);
        }
        return common;
    }

    private static List<Capability> both(List<Capability> one, List<Capability> other) {
        List<Capability> both = new ArrayList<>(one);
        both.retainAll(other);
        return both;
    }
}
