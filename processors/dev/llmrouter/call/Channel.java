package dev.llmrouter.call;

import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The ways on which calls come. */
public enum Channel {
    /** Somebody waits at the other end of a connection. */
    HTTP,
    /** A broker keeps the message for as long as it takes. */
    JMS,
    /** A file, or a line of one. */
    FILES,
    /** A route of the application, to {@code direct:chat}. */
    ROUTES;

    /** {@return the one that an exchange came on} */
    public static Channel of(Exchange exchange) {
        @Nullable Endpoint from = exchange.getFromEndpoint();
        String uri = from == null ? "" : from.getEndpointUri();
        if (uri.startsWith("llm-http:")) {
            return HTTP;
        } else if (uri.startsWith("llm-jms:")) {
            return JMS;
        }
        return uri.equals("direct://line") ? FILES : ROUTES;
    }
}
