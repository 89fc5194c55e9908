package dev.llmrouter.call;

import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** Whoever wants to know how an exchange was answered over HTTP. Told on any thread but an event loop; may block it. */
public interface AnswerKeeper {

    /** The exchange property that holds one. */
    String PROPERTY = "LlmAnswerKeeper";

    /**
     * The exchange property with the id of a message that is delivered to one consumer only: where it comes again, who had
     * it before is gone, and so is what was begun for it there.
     */
    String HOLDER = "LlmAnswerHolder";

    /** {@return that of an exchange; null where nobody wants to know} */
    static @Nullable AnswerKeeper of(Exchange exchange) {
        return exchange.getProperty(PROPERTY, AnswerKeeper.class);
    }

    /** It has been answered with all of that. */
    void keep(WholeAnswer answer);

    /** Its end, whether it has been answered, or its caller left, or its stream broke off. */
    void end();
}
