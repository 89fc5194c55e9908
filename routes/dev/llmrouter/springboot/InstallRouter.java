package dev.llmrouter.springboot;

import dev.llmrouter.route.LlmRouter;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.spring.boot.CamelContextConfiguration;

/** Installs the router once the routes of the application are known, and before any of them starts. */
final class InstallRouter implements CamelContextConfiguration {

    private final LlmRouterProperties properties;
    private final boolean isServed;

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
        if (isServed) {
            router.installHttp();
        }
    }

    @Override
    public void afterApplicationStart(CamelContext camel) {}
}
