package dev.llmrouter.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What must hold of a target before it may answer. What is not known of a target does not hold. Null demands nothing.
 *
 * @param region where the data has to stay; of several, in any of them
 * @param dataRetention for how long the data may be kept at most
 * @param training false where nobody may train on the data
 * @param providers the names of those who may answer
 * @param notProviders the names of those who may not
 * @param targets the names of the targets that may answer
 * @param quantization in which numbers the model may run; {@code unknown} is one of them
 */
@Doc("What must hold of a target before it may answer; what is not known of a target does not hold")
public record Demand(
        @Doc("where the data has to stay: eu is met by eu, eu-west-1 and eu.fr; of several, any")
                @Range(min = 1)
                @Nullable
                List<String> region,
        @Doc("for how long the data may be kept at most: none, or such as 30d") @Nullable Retention dataRetention,
        @Doc("false: nobody may train on the data") @Nullable Boolean training,
        @Doc("the names of the providers that may answer") @Range(min = 1) @Nullable List<String> providers,
        @Doc("the names of providers that may not answer") @Range(min = 1) @Nullable List<String> notProviders,
        @Doc("the names of the targets that may answer") @Range(min = 1) @Nullable List<String> targets,
        @Doc("in which numbers the model may run, such as fp8 or bf16; unknown is one of them")
                @Range(min = 1)
                @Nullable
                List<String> quantization) {

    /** Of those who want nothing in particular. */
    public static final Demand NOTHING = new Demand(null, null, null, null, null, null, null);

    /** Refuses what looks like a demand and would be none. */
    public Demand {
        if (Boolean.TRUE.equals(training)) {
            throw new IllegalArgumentException("training can only be false here, since nobody has to train");
        }
        region = named("region", region);
        providers = named("providers", providers);
        notProviders = named("notProviders", notProviders);
        targets = named("targets", targets);
        quantization = named("quantization", quantization);
    }

    private static @Nullable List<String> named(String key, @Nullable List<String> names) {
        if (names != null && names.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException(key + " has a blank name");
        }
        return names == null ? null : List.copyOf(names);
    }
}
