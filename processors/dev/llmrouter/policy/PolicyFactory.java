package dev.llmrouter.policy;

/**
 * Makes the policies of one name. Found by that name in {@code META-INF/services/org/apache/camel/llm-policy/NAME}, so a
 * jar on the class path may bring policies of its own.
 *
 * @param <O> its options: the keys of a model's entry besides those that every model has. Components have
 *     {@link dev.llmrouter.catalog.Doc}, names of members {@link ModelName}
 */
public interface PolicyFactory<O extends Record> {

    /** {@return the record that the other keys of a model's entry are read into} */
    Class<O> options();

    /**
     * {@return the policy of a model; null where all that it could choose from is off}
     *
     * @throws IllegalArgumentException where the options can't be used, with a message for the operator that begins with
     *     the name of the option
     */
    @org.jspecify.annotations.Nullable
    Policy create(O options, PolicyParts parts);
}
