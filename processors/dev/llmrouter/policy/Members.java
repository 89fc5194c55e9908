package dev.llmrouter.policy;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import java.util.List;

/** The options of a policy that wants to know nothing but its members. */
@Doc("what it chooses from")
public record Members(
        @Doc(value = "the members: names of models, of targets, or PROVIDER/MODEL", required = true)
                @Range(min = 1)
                @ModelName
                List<String> of) {

    /** Keeps its own list. */
    public Members {
        of = List.copyOf(of);
    }
}
