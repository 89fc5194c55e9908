package dev.llmrouter.route;

import dev.llmrouter.config.ConfigException;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.RouterFiles;
import dev.llmrouter.llm.EventLoops;
import dev.llmrouter.provider.Environment;
import java.nio.file.Path;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/**
 * The standalone router: Camel Main with the routes, an HTTP server and metrics. Configured by {@link Settings} and,
 * for what is Camel's, by {@code config/application.properties}.
 */
public final class Main extends MainListenerSupport {

    private final Settings settings;
    private final Environment environment;
    private final boolean discovers;
    private volatile int port;

    /** A router that looks at nothing but its configuration. */
    Main(Settings settings) {
        this(settings, Environment.of(Map.of()), false);
    }

    /** A router that looks for providers, unless its configuration says not to. */
    Main(Settings settings, Environment environment) {
        this(settings, environment, true);
    }

    private Main(Settings settings, Environment environment, boolean discovers) {
        this.settings = settings;
        this.environment = environment;
        this.discovers = discovers;
    }

    /** Runs until it is told to stop. What is wrong with the configuration goes to the standard error. */
    public static void main(String[] args) throws Exception {
        logToConsole();
        Carriers.share();
        try {
            new Main(Settings.of(System.getenv()), Environment.of(System.getenv()))
                    .camel()
                    .run(args);
        } catch (Exception e) {
            String why = reason(e);
            if (why == null) {
                throw e;
            }
            System.err.println("llm-router can't start.\n" + why);
            System.exit(1);
        }
    }

    /** {@return Camel Main with this router in it, which is not started} */
    org.apache.camel.main.Main camel() {
        org.apache.camel.main.Main camel = new org.apache.camel.main.Main();
        // within the 30 seconds that Kubernetes gives a pod
        camel.configure().setShutdownTimeout(28);
        camel.setPropertyPlaceholderLocations("file:config/application.properties;optional=true");
        camel.addMainListener(this);
        return camel;
    }

    /** {@return the port that calls are taken on; 0 before they are} */
    int port() {
        return port;
    }

    /** Unless the operator chose another way: warnings, and what the router says of itself. */
    private static void logToConsole() {
        String chosen = "logback.configurationFile";
        if (System.getProperty(chosen) == null) {
            System.setProperty(chosen, "dev/llmrouter/route/logback.xml");
        }
    }

    /** What the operator can mend, in words that say how; null for anything else, which keeps its stack trace. */
    private static @Nullable String reason(Throwable thrown) {
        for (Throwable t = thrown; t != null; t = t.getCause()) {
            if (t instanceof ConfigException
                    || t instanceof UnusableException
                    || (t == thrown && t instanceof IllegalArgumentException)) {
                return t.getMessage();
            }
        }
        return null;
    }

    /** Something outside is not as it has to be. */
    private static final class UnusableException extends RuntimeException {
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

    @Override
    public void afterConfigure(org.apache.camel.main.BaseMainSupport main) {
        CamelContext camel = main.getCamelContext();
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
            camel.addService(new Metrics(camel), true, true);
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
        System.out.println(Banner.of(settings, port, installed));
    }
}
