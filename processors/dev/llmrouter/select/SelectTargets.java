package dev.llmrouter.select;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.NoTargetException;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Unsupported;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.policy.Lack;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.policy.Selection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Ranks the targets that could answer, as the policy of the model says; those with an open circuit come last. */
public final class SelectTargets implements Processor {

    private final Models models;
    private final Predicate<Target> isOpen;
    private final List<Requirement> requirements;

    /**
     * The models to choose from.
     *
     * @param isOpen which targets have failed too often lately
     * @param requirements what must hold of every target, the most binding first
     */
    public SelectTargets(Models models, Predicate<Target> isOpen, List<Requirement> requirements) {
        this.models = models;
        this.isOpen = isOpen;
        this.requirements = List.copyOf(requirements);
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        String model = call.request().model();
        if (model == null) {
            throw Failure.of(FailureClass.BAD_REQUEST, "The request names no model.")
                    .asException();
        }
        try {
            select(call, model, exchange);
        } catch (RouterException refused) {
            throw call.refuse(refused);
        }
        Unsupported unsupported = models.unsupported(model);
        if (unsupported != null && exchange.getMessage().getHeader(LlmHeaders.UNSUPPORTED) == null) {
            exchange.getMessage().setHeader(LlmHeaders.UNSUPPORTED, unsupported);
        }
    }

    private void select(Call call, String model, Exchange exchange) {
        call.permissions().check(model);
        Selection selection = new Selection(call, exchange, requirements);
        call.select(model, closedFirst(models.find(model).rank(selection)));
        if (call.candidates().isEmpty() && !selection.lacks().isEmpty()) {
            throw nobody(model, selection.lacks());
        }
    }

    private static NoTargetException nobody(String model, Map<String, Lack> lacks) {
        Map<String, String> details = new LinkedHashMap<>();
        Lack.Kind mostPassing = Lack.Kind.FORBIDDEN;
        for (Map.Entry<String, Lack> lack : lacks.entrySet()) {
            details.put(lack.getKey(), lack.getValue().detail());
            Lack.Kind kind = lack.getValue().kind();
            mostPassing = kind.compareTo(mostPassing) > 0 ? kind : mostPassing;
        }
        return new NoTargetException(model, details, mostPassing.status(), mostPassing.code());
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
