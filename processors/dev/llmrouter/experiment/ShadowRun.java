package dev.llmrouter.experiment;

import dev.llmrouter.call.Call;
import org.apache.camel.Exchange;

/**
 * One call of a shadow, which holds one of its places; travels as an exchange variable.
 *
 * @param real the call that it follows, which has ended
 * @param realSeconds how long that took
 */
record ShadowRun(Shadow shadow, Call real, double realSeconds) {

    static final String VARIABLE = "shadow";

    static ShadowRun of(Exchange exchange) {
        return exchange.getVariable(VARIABLE, ShadowRun.class);
    }
}
