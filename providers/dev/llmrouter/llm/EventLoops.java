package dev.llmrouter.llm;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import org.apache.camel.CamelContext;
import org.apache.camel.support.service.ServiceSupport;

/** The Vert.x instance of a Camel context: the one its registry has, as a host or an HTTP server bound it, or a new one. */
public final class EventLoops {

    private EventLoops() {}

    /** {@return the context's Vert.x; one that is made here is closed with the context} */
    public static synchronized Vertx of(CamelContext camel) {
        Vertx bound = camel.getRegistry().findSingleByType(Vertx.class);
        if (bound != null) {
            return bound;
        }
        Vertx made = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        camel.getRegistry().bind("llm-router-vertx", Vertx.class, made);
        try {
            camel.addService(new Closing(made));
        } catch (Exception e) {
            throw new IllegalStateException("Vert.x could not be tied to the Camel context", e);
        }
        return made;
    }

    /** Closes what was made for a context, when the context stops. */
    private static final class Closing extends ServiceSupport {
        private final Vertx vertx;

        Closing(Vertx vertx) {
            this.vertx = vertx;
        }

        @Override
        protected void doShutdown() {
            vertx.close();
        }
    }
}
