package dev.llmrouter.config;

import dev.llmrouter.catalog.Catalog;
import java.nio.file.Path;

/**
 * All that files tell a router: {@code router.yaml}, and what is known of models.
 *
 * @param catalog the facts of models for which the configuration does not say them itself
 * @param file where the configuration was read from
 */
public record RouterFiles(RouterConfig config, Catalog catalog, Path file) {

    /** {@return where the files are that the configuration names} */
    public Path folder() {
        return file.toAbsolutePath().resolveSibling("");
    }
}
