package dev.llmrouter.route;

import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;

/** The YAML files beside this package, as they are in the jar. */
final class ShippedRoutes {

    private static final String FOLDER = "classpath:META-INF/llm-router/routes/";

    private ShippedRoutes() {}

    /**
     * Adds routes to a context, in this order.
     *
     * @throws Exception what Camel throws for a route that can't be loaded or started
     */
    static void load(CamelContext camel, List<String> names) throws Exception {
        for (String name : names) {
            Resource yaml = PluginHelper.getResourceLoader(camel).resolveResource(FOLDER + name + ".camel.yaml");
            PluginHelper.getRoutesLoader(camel).loadRoutes(yaml);
        }
    }
}
