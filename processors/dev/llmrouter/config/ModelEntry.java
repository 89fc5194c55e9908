package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import java.util.List;

/**
 * What callers ask for.
 *
 * @param policy selects the {@link dev.llmrouter.policy.PolicyFactory}
 * @param options the factory's own record, read from the other keys of the entry
 * @param terms what every model may say
 * @param members all names of models, of targets, or {@code PROVIDER/MODEL} in the options that may answer; no cycle
 */
@Doc("What callers ask for; its policy says which other keys there are")
public record ModelEntry(String policy, Record options, ModelTerms terms, List<String> members) {

    /** The policy of a model that names none. */
    public static final String PRIORITY = "priority";

    /** Keeps its own list. */
    public ModelEntry {
        members = List.copyOf(members);
    }
}
