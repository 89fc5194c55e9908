package dev.llmrouter.route;

import dev.llmrouter.config.ConfigException;
import dev.llmrouter.provider.Environment;
import java.util.Map;
import org.apache.camel.main.MainListenerSupport;
import org.jspecify.annotations.Nullable;

/**
 * The standalone router: Camel Main with the routes, an HTTP server and metrics. Configured by {@link Settings} and,
 * for what is Camel's, by {@code config/application.properties}.
 */
public final class Main extends MainListenerSupport {

    private final Standalone router;

    /** A router that looks at nothing but its configuration. */
    Main(Settings settings) {
        this(settings, Environment.of(Map.of()), false);
    }

    /** A router that looks for providers, unless its configuration says not to. */
    Main(Settings settings, Environment environment) {
        this(settings, environment, true);
    }

    private Main(Settings settings, Environment environment, boolean discovers) {
        router = new Standalone(settings, environment, discovers, true);
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
        return router.port();
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
                    || t instanceof Standalone.UnusableException
                    || (t == thrown && t instanceof IllegalArgumentException)) {
                return t.getMessage();
            }
        }
        return null;
    }

    @Override
    public void afterConfigure(org.apache.camel.main.BaseMainSupport main) {
        router.install(main.getCamelContext());
    }
}
