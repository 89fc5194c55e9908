package dev.llmrouter.config;

import dev.llmrouter.catalog.Catalog;

/**
 * All that files tell a router: {@code router.yaml}, and what is known of models.
 *
 * @param catalog the facts of models for which the configuration does not say them itself
 * @param text what the configuration was read from
 */
public record RouterFiles(RouterConfig config, Catalog catalog, ConfigText text) {}
