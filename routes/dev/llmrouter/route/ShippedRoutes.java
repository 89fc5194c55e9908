package dev.llmrouter.route;

import java.nio.file.Path;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** The YAML files beside this package, as they are in the jar, unless the operator has others of their names. */
final class ShippedRoutes {

    private static final String FOLDER = "classpath:META-INF/llm-router/routes/";

    private ShippedRoutes() {}

    /** {@return whether routes of that name come with the router} */
    static boolean has(CamelContext camel, String name) {
        return shipped(camel, name).exists();
    }

    private static Resource shipped(CamelContext camel, String name) {
        return PluginHelper.getResourceLoader(camel).resolveResource(FOLDER + name + OwnRoutes.SUFFIX);
    }

    /**
     * Adds routes to a context, in this order.
     *
     * @throws Exception what Camel throws for a route that can't be loaded or started
     */
    static void load(CamelContext camel, List<String> names) throws Exception {
        for (String name : names) {
            Path own = OwnRoutes.replacing(camel, name);
            Resource yaml = own == null
                    ? shipped(camel, name)
                    : PluginHelper.getResourceLoader(camel).resolveResource("file:" + own);
            PluginHelper.getRoutesLoader(camel).loadRoutes(yaml);
        }
    }
}
