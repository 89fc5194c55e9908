package dev.llmrouter.tenant;

import dev.llmrouter.call.Identity;
import dev.llmrouter.call.Permissions;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Whoever holds a key or a token. Immutable.
 *
 * @param permissions what the organization, the tenant and the key allow, all of them
 * @param until when the key or the token is no longer taken; null for never
 */
public record Holder(Identity identity, Permissions permissions, @Nullable Instant until) {

    private static final String PROPERTY = "LlmHolder";

    /** {@return who has shown on an exchange who it is; null where nobody has been asked to} */
    public static @Nullable Holder of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, Holder.class);
    }

    void on(Exchange exchange) {
        exchange.setProperty(PROPERTY, this);
    }

    Holder until(@Nullable Instant end) {
        return new Holder(identity, permissions, end);
    }

    boolean isOver(Instant now) {
        return until != null && !now.isBefore(until);
    }
}
