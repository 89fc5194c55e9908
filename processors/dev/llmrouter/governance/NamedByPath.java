package dev.llmrouter.governance;

import dev.llmrouter.call.RefusedException;
import dev.llmrouter.catalog.Nearest;
import dev.llmrouter.llm.LlmHeaders;
import java.util.List;
import org.apache.camel.Exchange;

/** Which target or provider a request is about: all that is behind {@code /admin/targets/}, slashes included. */
final class NamedByPath {

    /** What is before the first slash, {@code admin}, what is listed, and the name. */
    private static final int PARTS = 4;

    private NamedByPath() {}

    /** {@return the name; empty where none is there} */
    static String name(Exchange exchange) {
        String path = exchange.getMessage().getHeader(LlmHeaders.HTTP_PATH, "", String.class);
        String[] parts = path.split("/", PARTS);
        return parts.length < PARTS ? "" : parts[PARTS - 1];
    }

    /**
     * {@return the same}
     *
     * @throws RefusedException where there is nothing of that name, naming what is near
     */
    static String existing(Exchange exchange, Drainable drainable) {
        String name = name(exchange);
        if (drainable.has(name)) {
            return name;
        }
        List<String> near = Nearest.to(name, drainable.names());
        throw new RefusedException(
                404,
                "There is no such " + drainable.what() + ". "
                        + (near.isEmpty() ? "" : "Did you mean " + String.join(" or ", near) + "? ")
                        + "GET /admin/" + drainable.what() + "s lists all.",
                drainable.what() + "_not_found");
    }
}
