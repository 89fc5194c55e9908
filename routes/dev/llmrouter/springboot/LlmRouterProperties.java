package dev.llmrouter.springboot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What an application says of its router.
 *
 * @param config where the router.yaml is: a file, or a {@code classpath:} location
 * @param enabled whether the router is installed
 * @param data folder for state; null for none
 */
@ConfigurationProperties("llm-router")
public record LlmRouterProperties(
        String config, @DefaultValue("true") boolean enabled, @Nullable String data, @DefaultValue Http http) {

    /**
     * What an application says of callers over HTTP.
     *
     * @param enabled whether its own server answers them
     */
    public record Http(@DefaultValue("true") boolean enabled) {}
}
