package dev.llmrouter.longtext;

import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether there is one more round to be asked: the reply of the call is not there yet. */
public final class HasParts implements Predicate {

    @Override
    public boolean matches(Exchange exchange) {
        return LongText.of(exchange).size() > 0;
    }
}
