package dev.llmrouter.jms;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** What becomes of a message that has no reply; as the exchange property {@link #PROPERTY}, for the route to go by. */
enum Fate {
    /** Another time it may have one: it comes again later. */
    PARKED,
    /** A person decides whether it may. */
    HELD,
    /** It will never have one. */
    DEAD;

    static final String PROPERTY = "LlmFate";

    private static final String ENDING = "LlmEnding";

    /** Notes it, and why. */
    void note(Exchange exchange, Ending ending) {
        exchange.setProperty(PROPERTY, name());
        exchange.setProperty(ENDING, ending);
    }

    static Ending why(Exchange exchange) {
        @Nullable Ending ending = exchange.getProperty(ENDING, Ending.class);
        if (ending == null) {
            throw new IllegalStateException("the message has not failed");
        }
        return ending;
    }
}
