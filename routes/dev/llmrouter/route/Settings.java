package dev.llmrouter.route;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the standalone router finds its configuration, listens and keeps its state.
 *
 * @param config LLM_ROUTER_CONFIG, default {@code config/router.yaml}
 * @param host LLM_ROUTER_HOST, default {@code 127.0.0.1}
 * @param port LLM_ROUTER_PORT, default 8080; 0 for any that is free
 * @param data LLM_ROUTER_DATA, default {@code data}; made where it does not exist
 * @param routes LLM_ROUTER_ROUTES, the folder of the operator's own routes; null for none
 */
record Settings(Path config, String host, int port, Path data, @Nullable Path routes) {

    private static final int LAST_PORT = 65_535;

    /** Of a router with no routes but those that come with it. */
    Settings(Path config, String host, int port, Path data) {
        this(config, host, port, data, null);
    }

    /**
     * {@return the settings of an environment}
     *
     * @throws IllegalArgumentException saying which variable is wrong and how it should be
     */
    static Settings of(Map<String, String> environment) {
        Path config = Path.of(value(environment, "LLM_ROUTER_CONFIG", "config/router.yaml"));
        if (!Files.isRegularFile(config)) {
            throw new IllegalArgumentException(
                    "There is no configuration at " + config + ". Set LLM_ROUTER_CONFIG to a router.yaml.");
        }
        return new Settings(
                config,
                value(environment, "LLM_ROUTER_HOST", "127.0.0.1"),
                port(value(environment, "LLM_ROUTER_PORT", "8080")),
                folder(Path.of(value(environment, "LLM_ROUTER_DATA", "data"))),
                routes(value(environment, "LLM_ROUTER_ROUTES", "")));
    }

    private static String value(Map<String, String> environment, String name, String otherwise) {
        String value = environment.get(name);
        return value == null || value.isBlank() ? otherwise : value.strip();
    }

    private static @Nullable Path routes(String named) {
        return named.isEmpty() ? null : OwnRoutes.checked(Path.of(named));
    }

    private static int port(String value) {
        try {
            int port = Integer.parseInt(value);
            if (port >= 0 && port <= LAST_PORT) {
                return port;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException("LLM_ROUTER_PORT is '" + value + "'; expected a number from 0 to 65535.");
    }

    /** {@return a folder that can be written to} */
    static Path folder(Path data) {
        try {
            Files.createDirectories(data);
        } catch (IOException e) {
            throw new IllegalArgumentException(
                    "LLM_ROUTER_DATA is '" + data + "', which is no folder and can't be made.");
        }
        if (!Files.isWritable(data)) {
            throw new IllegalArgumentException("LLM_ROUTER_DATA is '" + data + "', where nothing can be written.");
        }
        return data;
    }
}
