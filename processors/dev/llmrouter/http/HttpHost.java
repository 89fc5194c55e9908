package dev.llmrouter.http;

import io.vertx.core.Vertx;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;

/** A server that paths can be served on. */
interface HttpHost {

    /** {@return the host that is bound in a context, or else the Vert.x router that {@code platform-http} has there} */
    static HttpHost of(CamelContext camel) {
        return camel.getRegistry().findByType(HttpHost.class).stream()
                .findFirst()
                .orElseGet(() -> VertxHost.of(camel));
    }

    /** Has the requests for a path received from now on, {@return what ends that} */
    Runnable serve(LlmHttpEndpoint path, Consumer<Peer> receiver);

    /** {@return what keeps time} */
    Vertx vertx();
}
