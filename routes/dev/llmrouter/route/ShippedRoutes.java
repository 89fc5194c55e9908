package dev.llmrouter.route;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.apache.camel.CamelContext;
import org.apache.camel.model.Model;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** The YAML files beside this package, as they are in the jar, unless the operator has others of their names. */
final class ShippedRoutes {

    private static final String FOLDER = "classpath:META-INF/llm-router/routes/";

    /** The name of a set in the registry: files that are not loaded. */
    private static final String LEFT = "llm-router-left-routes";

    private ShippedRoutes() {}

    /** {@return whether routes of that name come with the router} */
    static boolean has(CamelContext camel, String name) {
        return shipped(camel, name).exists();
    }

    private static Resource shipped(CamelContext camel, String name) {
        return PluginHelper.getResourceLoader(camel).resolveResource(FOLDER + name + OwnRoutes.SUFFIX);
    }

    /** Leaves files to the host, which has loaded those of these names itself. */
    static void leave(CamelContext camel, Set<String> files) {
        camel.getRegistry().bind(LEFT, Set.class, files);
    }

    private static boolean isLeft(CamelContext camel, String name) {
        Set<?> left = camel.getRegistry().lookupByNameAndType(LEFT, Set.class);
        return left != null && left.contains(name + OwnRoutes.SUFFIX);
    }

    /**
     * Adds routes to a context, in this order.
     *
     * @throws IllegalStateException where the application has a route of the same id
     * @throws Exception what Camel throws for a route that can't be loaded or started
     */
    static void load(CamelContext camel, List<String> names) throws Exception {
        for (String name : names) {
            if (isLeft(camel, name)) {
                continue;
            }
            Path own = OwnRoutes.replacing(camel, name);
            Resource yaml = own == null
                    ? shipped(camel, name)
                    : PluginHelper.getResourceLoader(camel).resolveResource("file:" + own);
            Model model = camel.getCamelContextExtension().getContextPlugin(Model.class);
            List<RouteDefinition> before = List.copyOf(model.getRouteDefinitions());
            PluginHelper.getRoutesLoader(camel).loadRoutes(yaml);
            before.stream()
                    .filter(route -> !model.getRouteDefinitions().contains(route))
                    .findFirst()
                    .ifPresent(ShippedRoutes::refuse);
        }
    }

    /** Camel puts a route in the place of another of its id, and says nothing. */
    private static void refuse(RouteDefinition replaced) {
        throw new IllegalStateException("This application has a route '" + replaced.getRouteId()
                + "', and so has llm-router. Give that of the application another id.");
    }
}
