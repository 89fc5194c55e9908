package dev.llmrouter.component;

import dev.llmrouter.config.RouterFiles;
import dev.llmrouter.gateway.ChatWay;
import dev.llmrouter.route.LlmRouter;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.ExtendedStartupListener;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.annotations.Component;
import org.apache.camel.support.DefaultComponent;
import org.jspecify.annotations.Nullable;

/**
 * {@code llm-router:MODEL}: a model of the router as a Camel endpoint. Uses the router that is installed in its context. Where
 * none is, it installs one with the first endpoint: it reads the configuration at once, so that a mistake in it fails
 * the start, and adds the router's routes when the context has started.
 */
@Component("llm-router")
public final class LlmRouterComponent extends DefaultComponent {

    static final String VARIABLE = "LLM_ROUTER_CONFIG";

    private static final long PATIENCE_SECONDS = 30;

    @Metadata(
            description =
                    "The router.yaml to install the router with, a file or with classpath: a resource, where nobody"
                            + " has installed one in this context;"
                            + " by default that which the environment variable LLM_ROUTER_CONFIG names")
    private @Nullable String config;

    @Metadata(
            description =
                    "The folder for the state of the router that is installed: journal, database, broker; by default"
                            + " that which the environment variable LLM_ROUTER_DATA names, or data")
    private @Nullable String data;

    @Metadata(
            description =
                    "A folder of own routes for the router that is installed, which take the place of those of the same file"
                            + " names that come with it; by default that which the environment variable LLM_ROUTER_ROUTES names")
    private @Nullable String routes;

    private final CountDownLatch installed = new CountDownLatch(1);
    private @Nullable String used;
    private volatile @Nullable Exception failure;

    /** {@return the router.yaml to install the router with; null for what the environment names} */
    public @Nullable String getConfig() {
        return config;
    }

    /** The router.yaml to install the router with, where nobody has installed one in this context. */
    public void setConfig(@Nullable String config) {
        this.config = config;
    }

    /** {@return the folder for the state of the router that is installed; null for what the environment names} */
    public @Nullable String getData() {
        return data;
    }

    /** The folder for the state of the router, where nobody has installed one in this context. */
    public void setData(@Nullable String data) {
        this.data = data;
    }

    /** {@return the folder of own routes; null for what the environment names} */
    public @Nullable String getRoutes() {
        return routes;
    }

    /** The folder of own routes, where nobody has installed the router in this context. */
    public void setRoutes(@Nullable String routes) {
        this.routes = routes;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String remaining, Map<String, Object> parameters) throws Exception {
        if (remaining.isBlank()) {
            throw new IllegalArgumentException("llm-router: names no model; expected llm-router:MODEL");
        }
        LlmRouterEndpoint endpoint = new LlmRouterEndpoint(uri, this, remaining);
        endpoint.setConfig(config);
        setProperties(endpoint, parameters);
        return endpoint;
    }

    /** Sees to it that there is a router, or will be when the context has started. */
    synchronized void require(@Nullable String file) throws Exception {
        CamelContext camel = getCamelContext();
        if (isInstalled()) {
            return;
        }
        String named = file == null ? System.getenv(VARIABLE) : file;
        if (used != null) {
            if (named != null && !named.equals(used)) {
                throw new IllegalArgumentException(
                        "llm-router: there is one router in a Camel context, and it is installed" + " with " + used
                                + "; this endpoint names " + named);
            }
            return;
        }
        if (named == null || named.isBlank()) {
            throw new IllegalArgumentException("llm-router: has no configuration. Set its option 'config' to a"
                    + " router.yaml, or the environment variable " + VARIABLE
                    + ", or install it: LlmRouter.install(camelContext, ...)");
        }
        used = named;
        RouterFiles files = LlmRouter.read(camel, named);
        if (camel.isStarted()) {
            install(files);
        } else {
            // not before: Camel goes through its routes one by one now, and takes no others
            camel.addStartupListener(new OnceStarted(files));
        }
    }

    private Path folder() {
        String named = data == null ? System.getenv("LLM_ROUTER_DATA") : data;
        return Path.of(named == null || named.isBlank() ? "data" : named);
    }

    private boolean isInstalled() {
        return getCamelContext().getRegistry().lookupByName(ChatWay.NAME) != null;
    }

    private void install(RouterFiles files) throws Exception {
        try {
            if (!isInstalled()) {
                if (getCamelContext().getRegistry().lookupByName(LlmRouter.DATA) == null) {
                    LlmRouter.keepStateIn(getCamelContext(), folder());
                }
                String own = routes == null ? System.getenv("LLM_ROUTER_ROUTES") : routes;
                if (own != null && !own.isBlank()) {
                    LlmRouter.takeRoutesFrom(getCamelContext(), Path.of(own));
                }
                LlmRouter.install(getCamelContext(), files);
            }
        } catch (Exception e) {
            failure = e;
            throw e;
        } finally {
            installed.countDown();
        }
    }

    /** {@return the way to the router} Waits for it where a message comes while the context still starts. */
    ChatWay way() throws Exception {
        ChatWay way = found();
        if (way == null) {
            if (!installed.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new IllegalStateException(
                        "llm-router: is installed when its Camel context has started, which it has" + " not within "
                                + PATIENCE_SECONDS + " seconds of this message");
            }
            way = found();
        }
        if (way == null) {
            throw new IllegalStateException("llm-router: could not be installed", failure);
        }
        return way;
    }

    private @Nullable ChatWay found() {
        return getCamelContext().getRegistry().lookupByNameAndType(ChatWay.NAME, ChatWay.class);
    }

    /** Camel tells twice that it starts; the second time it takes routes. */
    private final class OnceStarted implements ExtendedStartupListener {
        private final RouterFiles files;

        OnceStarted(RouterFiles files) {
            this.files = files;
        }

        @Override
        public void onCamelContextStarted(CamelContext context, boolean alreadyStarted) {}

        @Override
        public void onCamelContextFullyStarted(CamelContext context, boolean alreadyStarted) throws Exception {
            install(files);
        }
    }
}
