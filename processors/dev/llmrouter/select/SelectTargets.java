package dev.llmrouter.select;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.ForbiddenWishException;
import dev.llmrouter.call.Wish;
import dev.llmrouter.call.Wishes;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Unsupported;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.policy.WishedOrder;
import dev.llmrouter.policy.WishedOrder.Asked;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Ranks the targets that could answer, as the policy of the model says and the caller wishes; those with an open circuit
 * come last.
 */
public final class SelectTargets implements Processor {

    private final Models models;
    private final Predicate<Target> isOpen;
    private final Requirement requirement;
    private final WishedOrder wished;
    private final Function<Call, Set<Wish>> granted;

    /** The models to choose from, and which targets have failed too often lately. */
    public SelectTargets(Models models, Predicate<Target> isOpen) {
        this(models, isOpen, (call, target) -> null, WishedOrder.IGNORING, call -> Wish.ALL);
    }

    /**
     * The same with wishes.
     *
     * @param requirement what a target must not lack
     * @param granted which wishes the caller of a call may have
     */
    public SelectTargets(
            Models models,
            Predicate<Target> isOpen,
            Requirement requirement,
            WishedOrder wished,
            Function<Call, Set<Wish>> granted) {
        this.models = models;
        this.isOpen = isOpen;
        this.requirement = requirement;
        this.wished = wished;
        this.granted = granted;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        String asked = call.request().model();
        if (asked == null) {
            throw Failure.of(FailureClass.BAD_REQUEST, "The request names no model.")
                    .asException();
        }
        Selection selection = new Selection(call, exchange, target -> requirement.lack(call, target) == null);
        NamedModel model = models.named(asked);
        boolean isPlain = call.wishes().isNone() && model.sort() == null;
        List<Target> ranked = isPlain ? model.policy().rank(selection) : asWished(selection, model);
        call.select(model.name(), closedFirst(ranked));
        setUnsupported(call.wishes(), model.name(), exchange.getMessage());
    }

    private List<Target> asWished(Selection selection, NamedModel first) {
        Call call = selection.call();
        Set<Wish> may = granted.apply(call);
        Wishes wishes = call.wishes().allowedBy(may);
        List<Asked> asked = new ArrayList<>();
        asked.add(asked(selection, first, may));
        for (String name : wishes.body().fallbacks()) {
            asked.add(asked(selection, models.named(name), may));
        }
        return wished.order(selection, asked);
    }

    private static Asked asked(Selection selection, NamedModel model, Set<Wish> granted) {
        if (model.sort() != null && !granted.contains(Wish.SUFFIX)) {
            throw new ForbiddenWishException(Wish.SUFFIX);
        }
        return new Asked(model.name(), model.sort(), model.policy().rank(selection));
    }

    /** Only who is asked knows whether it can be told every parameter; it says so before anything is sent. */
    private void setUnsupported(Wishes wishes, String model, Message message) {
        boolean isWished = wishes.provider().requireParameters();
        Unsupported unsupported = isWished ? Unsupported.REFUSE : models.unsupported(model);
        if (unsupported != null && (isWished || message.getHeader(LlmHeaders.UNSUPPORTED) == null)) {
            message.setHeader(LlmHeaders.UNSUPPORTED, unsupported);
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
