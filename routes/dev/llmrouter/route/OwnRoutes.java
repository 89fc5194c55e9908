package dev.llmrouter.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.RouteWatcherReloadStrategy;
import org.jspecify.annotations.Nullable;

/**
 * The operator's own routes: a folder whose {@code NAME.camel.yaml} takes the place of the one of that name that comes with the
 * router, or stands beside them. What is edited there is taken while the router runs.
 */
final class OwnRoutes {

    static final String SUFFIX = ".camel.yaml";

    private OwnRoutes() {}

    /** {@return the folder} Throws where it is none. */
    static Path checked(Path folder) {
        if (!Files.isDirectory(folder)) {
            throw new IllegalArgumentException("LLM_ROUTER_ROUTES is '" + folder
                    + "', which is no folder. Copy the routes that you mean to change there.");
        }
        return folder;
    }

    private static @Nullable Path folder(CamelContext camel) {
        return camel.getRegistry().lookupByNameAndType(LlmRouter.ROUTES, Path.class);
    }

    /** {@return the file that takes the place of a route of the router; null where none does} */
    static @Nullable Path replacing(CamelContext camel, String name) {
        Path folder = folder(camel);
        Path file = folder == null ? null : folder.resolve(name + SUFFIX);
        return file != null && Files.isRegularFile(file) ? file : null;
    }

    /**
     * Adds the routes that take nobody's place, and watches the folder from now on.
     *
     * @throws Exception what Camel throws for a route that can't be loaded or started
     */
    static void install(CamelContext camel) throws Exception {
        Path folder = folder(camel);
        if (folder == null) {
            return;
        }
        for (Path file : files(folder)) {
            if (!ShippedRoutes.has(camel, file.getFileName().toString().replace(SUFFIX, ""))) {
                Resource yaml = PluginHelper.getResourceLoader(camel).resolveResource("file:" + file);
                PluginHelper.getRoutesLoader(camel).loadRoutes(yaml);
            }
        }
        RouteWatcherReloadStrategy watch = new RouteWatcherReloadStrategy(folder.toString());
        watch.setPattern("*" + SUFFIX);
        // only what was edited: targets are made of a template, and would not come back
        watch.setRemoveAllRoutes(false);
        watch.setCamelContext(camel);
        camel.addService(watch);
    }

    /**
     * Keeps the routes of the router where the host reloads what is edited: by default it would throw away all routes, and bring
     * back only those that are in its files. Targets, which are made of a template, it could not bring back.
     */
    static void keepWhereHostReloads(CamelContext camel) {
        RouteWatcherReloadStrategy watch = camel.hasService(RouteWatcherReloadStrategy.class);
        if (watch != null) {
            watch.setRemoveAllRoutes(false);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        }
    }
}
