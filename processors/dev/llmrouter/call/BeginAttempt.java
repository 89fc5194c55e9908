package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmRequest;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Makes the request the message, as the target is to be asked it. Where there are others to ask, the call does not wait
 * for the time limit of one that answers nobody.
 */
public final class BeginAttempt implements Processor {

    private final Predicate<Attempt> hopeless;
    private final Predicate<Target> able;

    /**
     * Begins attempts.
     *
     * @param hopeless whether one that waits is not expected to be answered any more
     * @param able whether a target would be asked now, and would answer
     */
    public BeginAttempt(Predicate<Attempt> hopeless, Predicate<Target> able) {
        this.hopeless = hopeless;
        this.able = able;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        Stage stage = call.stage();
        LlmRequest request = stage == null ? call.request() : stage.asking(call.request());
        List<Target> others = call.walk().left();
        exchange.getMessage().setBody(others.isEmpty() ? request : movingOn(request, call.lastAttempt(), others));
    }

    private LlmRequest movingOn(LlmRequest request, Attempt attempt, List<Target> others) {
        return request.until(() -> hopeless.test(attempt) && others.stream().anyMatch(able));
    }
}
