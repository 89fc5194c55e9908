package dev.llmrouter.http;

import io.vertx.core.Vertx;
import io.vertx.ext.web.Route;
import io.vertx.ext.web.RoutingContext;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.jspecify.annotations.Nullable;

/** The Vert.x router that {@code platform-http} shares. */
record VertxHost(VertxPlatformHttpRouter router) implements HttpHost {

    /**
     * {@return the router of a server} A context may have several of them, as one for management beside that for all else.
     *
     * @param name in the registry; null for that of {@code camel.server.port}, or where there is none, any
     */
    static VertxHost of(CamelContext camel, @Nullable String name) {
        String port = camel.getPropertiesComponent()
                .resolveProperty("camel.server.port")
                .orElse(String.valueOf(VertxPlatformHttpServerConfiguration.DEFAULT_BIND_PORT));
        String main = VertxPlatformHttpRouter.PLATFORM_HTTP_ROUTER_NAME + "-" + port;
        // not by its own method, which throws in Camel 4.14 where there is none
        VertxPlatformHttpRouter named =
                camel.getRegistry().lookupByNameAndType(name == null ? main : name, VertxPlatformHttpRouter.class);
        if (named != null) {
            return new VertxHost(named);
        }
        return camel.getRegistry().findByType(VertxPlatformHttpRouter.class).stream()
                .findFirst()
                .map(VertxHost::new)
                .orElseThrow(() -> new IllegalStateException(
                        "llm-http: needs the HTTP server of platform-http: set camel.server.enabled = true with"
                                + " org.apache.camel:camel-platform-http-main on the class path"));
    }

    @Override
    public Runnable serve(LlmHttpEndpoint path, Consumer<Peer> receiver) {
        Route added = router.route(path.getPath());
        if (path.isLast()) {
            added.last();
            router.errorHandler(400, context -> refuseUnreadable(context, 400));
            router.errorHandler(404, context -> refuseUnreadable(context, 404));
        }
        added.handler(context -> receiver.accept(new VertxPeer(context.request())));
        return added::remove;
    }

    @Override
    public Vertx vertx() {
        return router.vertx();
    }

    /** Vert.x Web itself gives up on a path such as {@code %zz}, and on one that does not begin with a slash. */
    private static void refuseUnreadable(RoutingContext context, int status) {
        new VertxPeer(context.request())
                .refuse(Dialect.OPENAI, Refusal.of(status, "The path of the request can't be read.", "invalid_url"));
    }
}
