package dev.llmrouter.wish;

import static dev.llmrouter.wire.JsonRequest.malformed;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Priority;
import dev.llmrouter.call.Wishes;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Deadline;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.policy.WishedOrder;
import dev.llmrouter.wire.ProviderWishes;
import dev.llmrouter.wire.ProviderWishes.Sort;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Applies one wish after the other, each to what those before it left, so that the later is the stronger: the policy, the
 * sort, the preferred speed, the order of providers, the deadline, the one target. Targets that are equal to a wish keep
 * their order. The targets of a model stay before those of the models to fall back to, unless a sort is across models.
 */
public final class OrderByWishes implements WishedOrder {

    private static final int MOST_CHOICES = 20;

    private final Slugs slugs;
    private final Prospects prospects;
    private final MemberPolicies policies;

    /** What it takes to know which target is meant, and which does better. */
    public OrderByWishes(Slugs slugs, Prospects prospects, MemberPolicies policies) {
        this.slugs = slugs;
        this.prospects = prospects;
        this.policies = policies;
    }

    @Override
    public List<Target> order(Selection selection, List<Asked> asked) {
        Call call = selection.call();
        List<Asked> groups = new ArrayList<>(asked.size());
        for (Asked model : asked) {
            groups.add(byPolicy(selection, model));
        }
        LinkedHashSet<Target> ordered = new LinkedHashSet<>();
        for (Asked group : call.wishes().provider().isSortedAcrossModels() ? List.of(asOne(groups)) : groups) {
            ordered.addAll(byProvider(call, group));
        }
        return only(call.wishes(), inTime(call, asked.get(0).model(), List.copyOf(ordered)));
    }

    private static Asked asOne(List<Asked> groups) {
        List<Target> all = new ArrayList<>();
        groups.forEach(group -> all.addAll(group.ranked()));
        return new Asked(groups.get(0).model(), groups.get(0).sort(), all);
    }

    private Asked byPolicy(Selection selection, Asked asked) {
        String wished = selection.call().wishes().policy();
        if (wished == null) {
            return asked;
        }
        LinkedHashSet<Target> ranked =
                new LinkedHashSet<>(policies.find(asked.model(), wished).rank(selection));
        ranked.retainAll(asked.ranked());
        ranked.addAll(asked.ranked());
        return new Asked(asked.model(), asked.sort(), List.copyOf(ranked));
    }

    private List<Target> byProvider(Call call, Asked asked) {
        ProviderWishes wishes = call.wishes().provider();
        WishTrace trace = new WishTrace(call, asked.model());
        Sort sort = sort(call.wishes(), asked);
        List<Target> ordered = sort == null ? asked.ranked() : sorted(call, sort, asked.ranked(), trace);
        if (wishes.minThroughput() != null || wishes.maxLatency() != null) {
            trace.decided("targets known to miss the preferred speed come last");
            ordered = Ordered.ascending(ordered, target -> misses(call, target) ? 1 : 0);
        }
        if (!wishes.order().isEmpty()) {
            trace.decided("providers in the wished order come first");
            ordered = Ordered.ascending(ordered, target -> slugs.indexIn(wishes.order(), target));
        } else if (!wishes.allowFallbacks() && ordered.size() > 1) {
            trace.decided("the best target and no fallback");
            ordered = ordered.subList(0, 1);
        }
        return ordered;
    }

    /** What the request says is stronger than a suffix, and that than what a low priority means. */
    private static @Nullable Sort sort(Wishes wishes, Asked asked) {
        Sort wished = wishes.provider().sort();
        Sort said = wished == null ? asked.sort() : wished;
        boolean isOnlyCheap = said == null && wishes.policy() == null && wishes.priority() == Priority.LOW;
        return isOnlyCheap ? Sort.PRICE : said;
    }

    private List<Target> sorted(Call call, Sort sort, List<Target> targets, WishTrace trace) {
        return switch (sort) {
            case PRICE -> trace.ascending("US dollars", targets, target -> prospects.cost(call, target));
            case LATENCY ->
                trace.ascending("seconds to the first token", targets, target -> prospects.latency(call, target));
            case THROUGHPUT ->
                trace.ascending("seconds per token", targets, target -> 1 / prospects.throughput(call, target));
        };
    }

    /** What is not known of a target is not held against it. */
    private boolean misses(Call call, Target target) {
        ProviderWishes wishes = call.wishes().provider();
        Double least = wishes.minThroughput();
        Double most = wishes.maxLatency();
        return (least != null && prospects.throughput(call, target) < least)
                || (most != null && prospects.latency(call, target) > most);
    }

    private List<Target> inTime(Call call, String model, List<Target> ordered) {
        Deadline deadline = call.request().deadline();
        if (deadline == null) {
            return ordered;
        }
        double left = deadline.leftMillis() / 1e3;
        new WishTrace(call, model).decided("targets expected to miss the deadline come last");
        return Ordered.ascending(ordered, target -> prospects.seconds(call, target) > left ? 1 : 0);
    }

    private static List<Target> only(Wishes wishes, List<Target> ordered) {
        String wanted = wishes.target();
        if (wanted == null || ordered.isEmpty()) {
            return ordered;
        }
        for (Target target : ordered) {
            if (target.name().equals(wanted)) {
                return List.of(target);
            }
        }
        throw malformed(
                "Invalid '" + Wishes.TARGET_HEADER + "': no target of that name may answer. Choose one of "
                        + ordered.stream().limit(MOST_CHOICES).map(Target::name).collect(Collectors.joining(", "))
                        + ".",
                Wishes.TARGET_HEADER);
    }
}
