package dev.llmrouter.content;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.policy.ModelName;
import org.jspecify.annotations.Nullable;

/** One case of the policy {@code lookup}: all of its conditions have to hold of what was found. */
@Doc("a case: all of its conditions have to hold of what was found")
public record LookupRule(
        @Doc("holds where what was found is exactly this, as a text") @Nullable String is,
        @Doc("holds where this Simple predicate does; the body is what was found") @Nullable String simple,
        @Doc("holds where this path finds something in what was found") @Nullable String jsonpath,
        @Doc(value = "who then answers: a model, a target, or PROVIDER/MODEL", required = true) @ModelName String use) {

    /** Refuses a case that would hold always. */
    public LookupRule {
        if (is == null && simple == null && jsonpath == null) {
            throw new IllegalArgumentException("has no condition; add is, simple or jsonpath");
        }
    }
}
