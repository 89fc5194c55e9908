package dev.llmrouter.explain;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Facts;
import dev.llmrouter.call.NoReplyException;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Forecast;
import dev.llmrouter.policy.Performance;
import java.time.Clock;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Makes an explanation the message, of a call that has been through the selection and goes no further. What the call
 * would have ended with, had it been made, stands in it as {@code error}.
 */
public final class ExplainCall implements Processor {

    private final Performance performance;
    private final Function<Target, TargetHealth> health;
    private final Clock clock;

    /**
     * Explains calls.
     *
     * @param performance how the candidates have done lately
     * @param health what speaks against asking a candidate now
     */
    public ExplainCall(Performance performance, Function<Target, TargetHealth> health, Clock clock) {
        this.performance = performance;
        this.health = health;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        lookAtAll(call.facts());
        ObjectNode json = Explanation.of(Decision.of(call, clock.instant()));
        ArrayNode candidates = json.putArray("candidates");
        for (Target target : call.candidates()) {
            candidates.add(expected(call, target));
        }
        RouterException refusal = refusal(exchange, call);
        if (refusal != null) {
            json.putObject("error")
                    .put("status", refusal.status())
                    .put("code", refusal.code())
                    .put("message", refusal.getMessage());
        }
        exchange.getMessage().setBody(json);
    }

    /** Whoever explains a call wants to see what conditions could go by, too. */
    @SuppressWarnings("CheckReturnValue")
    private static void lookAtAll(Facts facts) {
        facts.tokens();
        facts.language();
        facts.hasCode();
        facts.hour();
    }

    private static @Nullable RouterException refusal(Exchange exchange, Call call) {
        RouterException caught = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, RouterException.class);
        if (caught != null) {
            return caught;
        }
        return call.candidates().isEmpty() && !call.attempts().isEmpty() ? new NoReplyException(call.attempts()) : null;
    }

    private ObjectNode expected(Call call, Target target) {
        ObjectNode json = Explanation.target(target);
        Forecast expected = Forecast.of(call, performance.of(target));
        health.apply(target).tell(json);
        if (expected.usd() != null) {
            json.put("expected_cost_usd", expected.usd());
        }
        if (expected.millis() != null) {
            json.put("expected_latency_ms", expected.millis());
        }
        return json;
    }
}
