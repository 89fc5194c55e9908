package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the callers of a tenant may say in the body of a request, as configured. */
@Doc("what callers may say in the body of a request")
public record ParameterEntry(
        @Doc("the most that a number may be, by the name of the parameter, such as max_tokens")
                Map<String, Double> most,
        @Doc("the parameters that may not be there, such as logit_bias") List<String> deny) {

    /** Keeps its own collections. */
    public ParameterEntry(@Nullable Map<String, Double> most, @Nullable List<String> deny) {
        this.most = Ordered.copy(most);
        this.deny = deny == null ? List.of() : List.copyOf(deny);
    }
}
