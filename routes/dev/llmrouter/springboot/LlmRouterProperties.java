package dev.llmrouter.springboot;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.StringUtils;

/**
 * What an application says of its router.
 *
 * @param config where the router.yaml is: a file, or a {@code classpath:} location
 * @param enabled whether the router is installed
 * @param data folder for state; null for none
 * @param model of the router, which is a bean of LangChain4j's types; null for none
 * @param embeddingModel the one that is the bean for embeddings; null for the same
 * @param tenant whose calls those are that the beans make; null where no tenants are configured
 */
@ConfigurationProperties("llm-router")
public record LlmRouterProperties(
        String config,
        @DefaultValue("true") boolean enabled,
        @Nullable String data,
        @Nullable String model,
        @Nullable String embeddingModel,
        @Nullable String tenant,
        @DefaultValue Http http) {

    /** What is blank names nothing. */
    public LlmRouterProperties {
        data = named(data);
        model = named(model);
        embeddingModel = named(embeddingModel);
        tenant = named(tenant);
    }

    private static @Nullable String named(@Nullable String value) {
        return StringUtils.hasText(value) ? value : null;
    }

    /**
     * What an application says of callers over HTTP.
     *
     * @param enabled whether its own server answers them
     */
    public record Http(@DefaultValue("true") boolean enabled) {}
}
