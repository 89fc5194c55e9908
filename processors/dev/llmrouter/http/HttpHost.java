package dev.llmrouter.http;

import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** A server that paths can be served on. */
interface HttpHost {

    /**
     * {@return the host that is bound in a context, or else a Vert.x router that {@code platform-http} has there}
     *
     * @param router its name in the registry; null for that of the host's main server
     */
    static HttpHost of(CamelContext camel, @Nullable String router) {
        return camel.getRegistry().findByType(HttpHost.class).stream()
                .findFirst()
                .orElseGet(() -> VertxHost.of(camel, router));
    }

    /** Has the requests for a path received from now on, {@return what ends that} */
    Runnable serve(LlmHttpEndpoint path, Consumer<Peer> receiver);

    /** {@return what keeps time} */
    Vertx vertx();
}
