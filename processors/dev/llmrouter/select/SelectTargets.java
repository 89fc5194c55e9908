package dev.llmrouter.select;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Unsupported;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.policy.Selection;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Ranks the targets that could answer, as the policy of the model says; those with an open circuit come last. */
public final class SelectTargets implements Processor {

    private final Models models;
    private final Predicate<Target> isOpen;

    /** The models to choose from, and which targets have failed too often lately. */
    public SelectTargets(Models models, Predicate<Target> isOpen) {
        this.models = models;
        this.isOpen = isOpen;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        String model = call.request().model();
        if (model == null) {
            throw Failure.of(FailureClass.BAD_REQUEST, "The request names no model.")
                    .asException();
        }
        Selection selection = new Selection(call, exchange, able -> true);
        call.select(model, closedFirst(models.find(model).rank(selection)));
        Unsupported unsupported = models.unsupported(model);
        if (unsupported != null && exchange.getMessage().getHeader(LlmHeaders.UNSUPPORTED) == null) {
            exchange.getMessage().setHeader(LlmHeaders.UNSUPPORTED, unsupported);
        }
    }

    private List<Target> closedFirst(List<Target> ranked) {
        if (ranked.size() == 1) {
            return ranked;
        }
        List<Target> closed = new ArrayList<>(ranked.size());
        List<Target> open = new ArrayList<>();
        for (Target target : new LinkedHashSet<>(ranked)) {
            (isOpen.test(target) ? open : closed).add(target);
        }
        closed.addAll(open);
        return closed;
    }
}
