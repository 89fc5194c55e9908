package dev.llmrouter.route;

import dev.llmrouter.config.ConfigException;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.RouterFiles;
import dev.llmrouter.http.LlmHttpComponent;
import dev.llmrouter.llm.EventLoops;
import dev.llmrouter.provider.Environment;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.support.service.ServiceHelper;

/** The router with a server of its own, as its {@link Settings} say, in a context that has not started. */
final class Standalone {

    private final Settings settings;
    private final Environment environment;
    private final boolean discovers;
    private final boolean hasMetrics;
    private volatile int port;

    /**
     * @param environment where providers are looked for
     * @param discovers whether they are, where the configuration does not say
     * @param hasMetrics whether it serves metrics, and does not leave them to its host
     */
    Standalone(Settings settings, Environment environment, boolean discovers, boolean hasMetrics) {
        this.settings = settings;
        this.environment = environment;
        this.discovers = discovers;
        this.hasMetrics = hasMetrics;
    }

    /** Something outside is not as it has to be. */
    static final class UnusableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UnusableException(String message, Throwable cause) {
            super(message, cause);
        }
    }

    /** Camel tells twice that it starts; the second time it has. */
    private record OnceStarted(Runnable then) implements ExtendedStartupListener {
        @Override
        public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {}

        @Override
        public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) {
            then.run();
        }
    }

    /** {@return the port that calls are taken on; 0 before they are} */
    int port() {
        return port;
    }

    /** @throws ConfigException with all that is wrong with the configuration */
    void install(CamelContext camel) {
        try {
            EventLoops.of(camel);
            camel.getRegistry().bind("llm-router-environment", Environment.class, environment);
            camel.getRegistry().bind(LlmRouter.DATA, Path.class, settings.data());
            if (settings.routes() != null) {
                LlmRouter.takeRoutesFrom(camel, settings.routes());
            }
            RouterFiles files = LlmRouter.read(camel, settings.config());
            Discovery discovery = isLookedFor(files.config()) ? Discovery.begin(camel, files) : null;
            HttpServer http = HttpServer.of(settings.host(), settings.port());
            camel.addService(http, true, true);
            ServiceHelper.startService(http);
            camel.getComponent("llm-http", LlmHttpComponent.class).setRouter(http.router());
            if (hasMetrics) {
                camel.addService(new Metrics(camel), true, true);
            }
            LlmRouter router = LlmRouter.install(camel, discovery == null ? Discovery.nothing(files) : discovery.end());
            router.installHttp();
            camel.addStartupListener(new OnceStarted(() -> listen(http, router)));
        } catch (ConfigException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the routes can't be installed", e);
        }
    }

    private boolean isLookedFor(RouterConfig config) {
        return config.discover() == null ? discovers : config.discover();
    }

    /** Only now that all routes are there: nobody is told that a path is unknown while the router starts. */
    private void listen(HttpServer http, LlmRouter installed) {
        try {
            port = http.listen(Runtime.getRuntime().availableProcessors());
        } catch (IllegalStateException e) {
            throw new UnusableException(String.valueOf(e.getMessage()), e);
        }
        System.out.println(Banner.of(settings, port, installed, hasMetrics));
    }
}
