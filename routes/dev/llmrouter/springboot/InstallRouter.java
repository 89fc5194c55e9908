package dev.llmrouter.springboot;

import dev.llmrouter.call.UnknownModelException;
import dev.llmrouter.gateway.ChatWay;
import dev.llmrouter.route.LlmRouter;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/** Installs the router once the routes of the application are known, and before any of them starts. */
final class InstallRouter implements CamelContextConfiguration {

    private final LlmRouterProperties properties;
    private final boolean isServed;
    private volatile @Nullable ChatWay way;

    InstallRouter(LlmRouterProperties properties, boolean isServed) {
        this.properties = properties;
        this.isServed = isServed;
    }

    @Override
    public void beforeApplicationStart(CamelContext camel) {
        try {
            install(camel);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the routes of llm-router can't be installed", e);
        }
    }

    private void install(CamelContext camel) throws Exception {
        if (properties.data() != null) {
            LlmRouter.keepStateIn(camel, Path.of(properties.data()));
        }
        LlmRouter router = LlmRouter.install(camel, LlmRouter.read(camel, properties.config()));
        require("llm-router.model", properties.model(), router::require);
        require("llm-router.embedding-model", properties.embeddingModel(), router::require);
        require("llm-router.tenant", properties.tenant(), router::requireTenant);
        if (isServed) {
            router.installHttp();
        }
        way = camel.getRegistry().lookupByNameAndType(ChatWay.NAME, ChatWay.class);
    }

    private static void require(String property, @Nullable String name, Consumer<String> check) {
        try {
            if (name != null) {
                check.accept(name);
            }
        } catch (UnknownModelException | IllegalArgumentException e) {
            throw new InvalidConfigurationPropertyValueException(property, name, e.getMessage());
        }
    }

    /**
     * {@return the way to the installed router}
     *
     * @throws IllegalStateException as long as it is not installed
     */
    ChatWay way() {
        ChatWay installed = way;
        if (installed == null) {
            throw new IllegalStateException(
                    "llm-router is installed when the Camel context starts, which is when all beans are"
                            + " made. Ask its models in an ApplicationRunner or later, not in a constructor or @PostConstruct.");
        }
        return installed;
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {}
}
