package dev.llmrouter.call;

import dev.llmrouter.llm.LlmHeaders;
import java.time.Clock;
import java.time.ZoneId;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/**
 * What the router, and not the caller, says of a call.
 *
 * @param tenant on whose account it is; null where nobody says
 * @param group the tenant's or the user's; null where nobody says
 * @param clock tells when it is
 * @param identity who the caller has shown to be; null where nobody asked it to
 */
public record Origin(@Nullable String tenant, @Nullable String group, Clock clock, @Nullable Identity identity) {

    /** Of which nothing is known. */
    public static final Origin UNKNOWN = new Origin(null, null, Clock.system(ZoneId.systemDefault()), null);

    Origin as(Identity shown) {
        String first = shown.groups().isEmpty() ? group : shown.groups().get(0);
        return new Origin(shown.tenant(), first, clock, shown);
    }

    /** {@return what the route that hands a message over says of it in headers, which no HTTP caller can set} */
    static Origin of(Message message, Clock clock) {
        return new Origin(
                message.getHeader(LlmHeaders.TENANT, String.class),
                message.getHeader(LlmHeaders.GROUP, String.class),
                clock,
                null);
    }
}
