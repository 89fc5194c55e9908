package dev.llmrouter.select;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.call.Trace;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.policy.Selection;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Ranks the targets of the model that is tried where all targets of the chosen one have failed. What must hold of a
 * target holds of these as well. Whoever may ask for a model may be answered by those that are configured behind it.
 */
public final class RankFallback implements Processor {

    private final Models models;
    private final List<Requirement> requirements;

    /** {@code requirements} must hold of every target. */
    public RankFallback(Models models, List<Requirement> requirements) {
        this.models = models;
        this.requirements = List.copyOf(requirements);
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        String name = call.walk().fallback();
        call.trace().add(new Trace.Decided(String.valueOf(call.model()), "fallback", "all have failed: " + name));
        call.walk().fallBackTo(ranked(call, exchange, name));
    }

    private List<Target> ranked(Call call, Exchange exchange, String name) {
        try {
            return models.find(name).rank(new Selection(call, exchange, requirements));
        } catch (RouterException mayNot) {
            return List.of();
        }
    }
}
