package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Secret;
import org.jspecify.annotations.Nullable;

/** Who may look at the router and change it while it runs. */
@Doc("who may use what is below /admin")
public record AdminEntry(
        @Doc("the key to show as a bearer token; without one, programs on the router's own machine are let in")
                Secret key) {

    /** The key that the standalone router looks for. */
    public static final String VARIABLE = "LLM_ROUTER_ADMIN_KEY";

    /** A key that is absent is unset. */
    public AdminEntry(@Nullable Secret key) {
        this.key = key == null ? Secret.unset(VARIABLE) : key;
    }
}
