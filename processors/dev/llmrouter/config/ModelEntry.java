package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Unsupported;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What callers ask for: members, and how they are ranked.
 *
 * @param of names of models, of targets, or {@code PROVIDER/MODEL}; at least one, and no cycle
 * @param unsupported what becomes of parameters that can't be carried, where callers ask for this model by its name;
 *     null for what each target says
 */
@Doc("What callers ask for: members, and how they are ranked")
public record ModelEntry(
        @Doc("how the members are ranked; default priority") PolicyName policy,
        @Doc(value = "the members: names of models, of targets, or PROVIDER/MODEL", required = true) @Range(min = 1)
                List<String> of,
        @Doc("its share where it is itself a member drawn by weight; default 1") @Range(min = 0) Double weight,
        @Doc("in place of what its targets say: whether parameters that can't be carried are dropped or refused")
                @Nullable
                Unsupported unsupported) {

    /** What is absent takes its default. */
    public ModelEntry(
            @Nullable PolicyName policy, List<String> of, @Nullable Double weight, @Nullable Unsupported unsupported) {
        this.policy = policy == null ? PolicyName.PRIORITY : policy;
        this.of = List.copyOf(of);
        this.weight = weight == null ? 1 : weight;
        this.unsupported = unsupported;
    }
}
