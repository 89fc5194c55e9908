package dev.llmrouter.route;

import dev.llmrouter.config.ConfigException;
import dev.llmrouter.config.ConfigReader;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.llm.EventLoops;
import java.io.IOException;
import org.apache.camel.CamelContext;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.support.service.ServiceHelper;
import org.jspecify.annotations.Nullable;

/**
 * The standalone router: Camel Main with the routes, an HTTP server and metrics. Configured by {@link Settings} and,
 * for what is Camel's, by {@code config/application.properties}.
 */
public final class Main extends MainListenerSupport {

    private final Settings settings;
    private @Nullable LlmRouter router;
    private @Nullable HttpServer server;

    private Main(Settings settings) {
        this.settings = settings;
    }

    /** Runs until it is told to stop. What is wrong with the configuration goes to the standard error. */
    public static void main(String[] args) throws Exception {
        logToConsole();
        try {
            Main listener = new Main(Settings.of(System.getenv()));
            org.apache.camel.main.Main camel = new org.apache.camel.main.Main();
            camel.setPropertyPlaceholderLocations("file:config/application.properties;optional=true");
            camel.addMainListener(listener);
            camel.run(args);
        } catch (Exception e) {
            String why = reason(e);
            if (why == null) {
                throw e;
            }
            System.err.println("llm-router can't start.\n" + why);
            System.exit(1);
        }
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

    @Override
    public void afterConfigure(org.apache.camel.main.BaseMainSupport main) {
        CamelContext camel = main.getCamelContext();
        try {
            EventLoops.of(camel);
            HttpServer http = HttpServer.of(settings.host(), settings.port());
            camel.addService(http, true, true);
            ServiceHelper.startService(http);
            server = http;
            camel.addService(new Metrics(camel), true, true);
            router = LlmRouter.install(camel, config(camel));
            router.installHttp();
        } catch (ConfigException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the routes can't be installed", e);
        }
    }

    private RouterConfig config(CamelContext camel) throws IOException {
        return ConfigReader.read(
                settings.config(),
                text -> camel.resolvePropertyPlaceholders(text),
                type -> Providers.factory(camel, type).map(factory -> factory.options()),
                Providers.TYPES);
    }

    @Override
    public void afterStart(org.apache.camel.main.BaseMainSupport main) {
        if (router == null || server == null) {
            return;
        }
        try {
            int port = server.listen(Runtime.getRuntime().availableProcessors());
            System.out.println(Banner.of(settings, port, router));
        } catch (IllegalStateException e) {
            throw new UnusableException(String.valueOf(e.getMessage()), e);
        }
    }
}
