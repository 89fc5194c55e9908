package dev.llmrouter.route;

import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServer;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;

/**
 * The HTTP server of the standalone router: the one of {@code platform-http}, so its router takes other routes too, but
 * with an event loop per core, deaf to {@code Upgrade: h2c}, and listening only when the routes are there.
 */
final class HttpServer extends VertxPlatformHttpServer {

    /** Longer than any honest head; a cookie jar of a browser may be sent along. */
    private static final int MAX_HEAD_BYTES = 64 << 10;

    private final VertxPlatformHttpServerConfiguration configuration;
    private final AtomicInteger port = new AtomicInteger();
    private volatile String deployment = "";

    private HttpServer(VertxPlatformHttpServerConfiguration configuration) {
        super(configuration);
        this.configuration = configuration;
    }

    static HttpServer of(String host, int port) {
        VertxPlatformHttpServerConfiguration configuration = new VertxPlatformHttpServerConfiguration();
        configuration.setBindHost(host);
        configuration.setBindPort(port);
        return new HttpServer(configuration);
    }

    /** {@return the name of its router in the registry} */
    String router() {
        return VertxPlatformHttpRouter.getRouterNameFromPort(configuration.getBindPort());
    }

    /** The routes are not there yet. */
    @Override
    protected void startServer() {}

    /** {@return the port that requests are now taken on} */
    int listen(int eventLoops) {
        VertxPlatformHttpRouter router = VertxPlatformHttpRouter.lookup(getCamelContext(), router());
        // event loops share a port that is known beforehand, not one that the first of them finds
        int loops = configuration.getBindPort() == 0 ? 1 : eventLoops;
        try {
            deployment = await(
                    getVertx().deployVerticle(() -> new Loop(router), new DeploymentOptions().setInstances(loops)));
        } catch (CompletionException e) {
            Throwable why = Objects.requireNonNullElse(e.getCause(), e);
            throw new IllegalStateException(
                    "Can't listen on " + configuration.getBindHost() + ":" + configuration.getBindPort() + ": "
                            + why.getMessage(),
                    why);
        }
        return port.get();
    }

    private static <T> T await(Future<T> future) {
        return future.toCompletionStage().toCompletableFuture().join();
    }

    @Override
    protected void stopServer() {
        if (!deployment.isEmpty()) {
            await(getVertx().undeploy(deployment));
            deployment = "";
        }
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(configuration.getBindHost())
                .setPort(configuration.getBindPort())
                .setTcpNoDelay(true)
                .setMaxHeaderSize(MAX_HEAD_BYTES)
                .setMaxInitialLineLength(MAX_HEAD_BYTES / 8)
                .setHttp2ClearTextEnabled(false)
                // no WebSockets here: their handlers would look at every message
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
    }

    /** One event loop's part of the server. */
    private final class Loop extends AbstractVerticle {
        private final VertxPlatformHttpRouter router;

        Loop(VertxPlatformHttpRouter router) {
            this.router = router;
        }

        @Override
        public void start(Promise<Void> started) {
            vertx.createHttpServer(options())
                    .requestHandler((HttpServerRequest request) -> router.handle(request))
                    .listen()
                    .onSuccess(server -> port.set(server.actualPort()))
                    .<Void>mapEmpty()
                    .onComplete(started);
        }
    }
}
