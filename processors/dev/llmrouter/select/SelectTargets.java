package dev.llmrouter.select;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.NoTargetException;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.call.Wish;
import dev.llmrouter.call.Wishes;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.catalog.Unsupported;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.policy.Lack;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.policy.WishedOrder;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * Ranks the targets that could answer; those that are given a rest come last. The model is the one in the header
 * {@link LlmHeaders#MODEL}, which it takes away, or else the one that the request names.
 */
public final class SelectTargets implements Processor {

    private final Models models;
    private final BiFunction<Selection, Target, Standing> standings;
    private final List<Requirement> requirements;
    private final Ranking ranking;

    /** How the targets of a model are ranked. */
    interface Ranking {
        List<Target> rank(Selection selection, NamedModel model);
    }

    /**
     * Ranks as the policy of the model says, whatever the caller wishes.
     *
     * @param standings which targets come behind the others, since they have failed or refused too often lately
     * @param requirements what must hold of every target, the most binding first
     */
    public SelectTargets(
            Models models, BiFunction<Selection, Target, Standing> standings, List<Requirement> requirements) {
        this(models, standings, requirements, (selection, model) -> model.policy()
                .rank(selection));
    }

    private SelectTargets(
            Models models,
            BiFunction<Selection, Target, Standing> standings,
            List<Requirement> requirements,
            Ranking ranking) {
        this.models = models;
        this.standings = standings;
        this.requirements = List.copyOf(requirements);
        this.ranking = ranking;
    }

    /**
     * {@return the same, that does what the caller wishes}
     *
     * @param granted which wishes the caller of a call may have
     */
    public SelectTargets asWished(WishedOrder order, Function<Call, Set<Wish>> granted) {
        return new SelectTargets(models, standings, requirements, new AsWished(models, order, granted));
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        String asked = AskedModel.of(exchange, call);
        if (asked == null) {
            throw Failure.of(FailureClass.BAD_REQUEST, "The request names no model.")
                    .asException();
        }
        exchange.getMessage().removeHeader(LlmHeaders.MODEL);
        try {
            select(call, asked, exchange);
        } catch (RouterException refused) {
            throw call.refuse(refused);
        }
        setUnsupported(call.wishes(), Objects.requireNonNull(call.model()), exchange.getMessage());
    }

    private void select(Call call, String asked, Exchange exchange) {
        call.access().permissions().check(models.nameOf(asked));
        NamedModel model = models.named(asked);
        Selection selection = new Selection(call, exchange, requirements);
        call.select(model.name(), List.of());
        List<Target> ranked = ranking.rank(selection, model);
        call.select(model.name(), restingLast(selection, ranked));
        if (ranked.isEmpty() && !selection.lacks().isEmpty()) {
            throw nobody(model.name(), selection.lacks());
        }
    }

    /** Only who is asked knows whether it can be told every parameter; it says so before anything is sent. */
    private void setUnsupported(Wishes wishes, String model, Message message) {
        boolean isWished = wishes.provider().requireParameters();
        Unsupported unsupported = isWished ? Unsupported.REFUSE : models.unsupported(model);
        if (unsupported != null && (isWished || message.getHeader(LlmHeaders.UNSUPPORTED) == null)) {
            message.setHeader(LlmHeaders.UNSUPPORTED, unsupported);
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

    private List<Target> restingLast(Selection selection, List<Target> ranked) {
        if (isInOrder(selection, ranked)) {
            return ranked;
        }
        Map<Standing, List<Target>> byStanding = new EnumMap<>(Standing.class);
        for (Target target : new LinkedHashSet<>(ranked)) {
            byStanding
                    .computeIfAbsent(standings.apply(selection, target), none -> new ArrayList<>())
                    .add(target);
        }
        List<Target> ordered = new ArrayList<>(ranked.size());
        byStanding.values().forEach(ordered::addAll);
        return ordered;
    }

    /** As it is nearly always; then nothing is made anew. */
    private boolean isInOrder(Selection selection, List<Target> ranked) {
        if (ranked.size() == 1) {
            return true;
        }
        for (int i = 0; i < ranked.size(); i++) {
            Target target = ranked.get(i);
            if (standings.apply(selection, target) != Standing.USUAL || ranked.indexOf(target) < i) {
                return false;
            }
        }
        return true;
    }
}
