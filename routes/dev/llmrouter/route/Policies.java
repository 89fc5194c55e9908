package dev.llmrouter.route;

import dev.llmrouter.config.Kinds;
import dev.llmrouter.policy.PolicyFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;

/** Finds the factories of policies by their name, as Camel finds its components. */
final class Policies {

    private static final String FOLDER = "META-INF/services/org/apache/camel/llm-policy/";

    private Policies() {}

    static Optional<PolicyFactory<?>> factory(CamelContext camel, String name) {
        return Extensions.in(camel, FOLDER)
                .newInstance(name, PolicyFactory.class)
                .map(found -> (PolicyFactory<?>) found);
    }

    /** {@return the policies that there are} Those that a jar brings along are found by name, and not suggested. */
    static Kinds kinds(CamelContext camel) {
        return new Kinds(name -> factory(camel, name).map(PolicyFactory::options), names());
    }

    /** {@return the names of those that come with the router} */
    static Set<String> names() {
        try (InputStream list = Policies.class.getResourceAsStream("/META-INF/llm-router/policies")) {
            if (list == null) {
                throw new IllegalStateException("the list of policies is not on the class path");
            }
            String text = new String(list.readAllBytes(), StandardCharsets.UTF_8);
            return new TreeSet<>(text.lines().toList());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
