package dev.llmrouter.provider;

import dev.llmrouter.catalog.Secret;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/**
 * The environment variables that are looked at without being written in the configuration: keys of known providers.
 * Whoever wants others than those of the process binds one of his own in the registry. Immutable, and never shown.
 */
public final class Environment {

    private final Map<String, String> variables;

    private Environment(Map<String, String> variables) {
        this.variables = variables;
    }

    /** {@return an environment with these variables} */
    public static Environment of(Map<String, String> variables) {
        return new Environment(Map.copyOf(variables));
    }

    /** {@return the environment that a context's registry has, or else the one of the process} */
    public static Environment of(CamelContext camel) {
        Environment bound = camel.getRegistry().findSingleByType(Environment.class);
        return bound == null ? new Environment(System.getenv()) : bound;
    }

    /** {@return what a variable is set to, without blanks around it; null where it is not set or blank} */
    public @Nullable String value(String variable) {
        String value = variables.get(variable);
        return value == null || value.isBlank() ? null : value.strip();
    }

    /** {@return what a variable is set to, as a secret, which may be unset} */
    public Secret secret(String variable) {
        String value = value(variable);
        return value == null ? Secret.unset("env:" + variable) : Secret.of(value);
    }

    @Override
    public String toString() {
        return "Environment";
    }
}
