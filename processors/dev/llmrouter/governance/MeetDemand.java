package dev.llmrouter.governance;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Demand;
import dev.llmrouter.catalog.Retention;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Lack;
import dev.llmrouter.policy.Requirement;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Leaves out the targets that do not meet a demand. All that it may have to say is made once. */
public final class MeetDemand implements Requirement {

    /** What a target may lack, and whether it does. */
    private record Clause(Predicate<Target> isUnmet, Lack lack) {}

    private static final String UNKNOWN = "unknown";

    private final List<Clause> clauses = new ArrayList<>();

    /** The requirement of a demand. */
    public MeetDemand(Demand demand) {
        sellers(demand.providers(), demand.notProviders());
        targets(demand.targets());
        region(demand.region());
        retention(demand.dataRetention());
        training(demand.training());
        quantization(demand.quantization());
    }

    @Override
    public @Nullable Lack lack(Call call, Target target) {
        for (int i = 0; i < clauses.size(); i++) {
            Clause clause = clauses.get(i);
            if (clause.isUnmet().test(target)) {
                return clause.lack();
            }
        }
        return null;
    }

    private void sellers(@Nullable List<String> allowed, @Nullable List<String> denied) {
        if (allowed != null) {
            Set<String> names = Set.copyOf(allowed);
            add(target -> !names.contains(target.provider()), "provider", "is of a provider that may not answer");
        }
        if (denied != null) {
            Set<String> names = Set.copyOf(denied);
            add(target -> names.contains(target.provider()), "provider", "is of a provider that may not answer");
        }
    }

    private void targets(@Nullable List<String> allowed) {
        if (allowed != null) {
            Set<String> names = Set.copyOf(allowed);
            add(target -> !names.contains(target.name()), "target", "is not among the targets that may answer");
        }
    }

    private void region(@Nullable List<String> regions) {
        if (regions != null) {
            String place = "in region " + String.join(" or ", regions);
            add(target -> target.terms().region() == null, "region", "is not known to be " + place);
            add(target -> !isInAny(regions, target), "region", "is not " + place);
        }
    }

    private static boolean isInAny(List<String> regions, Target target) {
        for (int i = 0; i < regions.size(); i++) {
            if (target.terms().isIn(regions.get(i))) {
                return true;
            }
        }
        return false;
    }

    private void retention(@Nullable Retention most) {
        if (most != null) {
            String kept = most.equals(Retention.NONE) ? "keep data" : "keep data for longer than " + most;
            add(target -> target.terms().dataRetention() == null, "retention", "is not known not to " + kept);
            add(target -> !isWithin(target.terms().dataRetention(), most), "retention", "may " + kept);
        }
    }

    private static boolean isWithin(@Nullable Retention kept, Retention most) {
        return kept != null && kept.isWithin(most);
    }

    private void training(@Nullable Boolean allowed) {
        if (allowed != null && !allowed) {
            add(target -> target.terms().training() == null, "training", "is not known not to train on data");
            add(target -> !Boolean.FALSE.equals(target.terms().training()), "training", "may train on data");
        }
    }

    private void quantization(@Nullable List<String> allowed) {
        if (allowed != null) {
            Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
            names.addAll(allowed);
            add(
                    target -> !names.contains(numbers(target.terms().quantization())),
                    "quantization",
                    "is not known to run as " + String.join(" or ", allowed));
        }
    }

    private static String numbers(@Nullable String quantization) {
        return quantization == null ? UNKNOWN : quantization;
    }

    private void add(Predicate<Target> isUnmet, String word, String detail) {
        clauses.add(new Clause(isUnmet, new Lack(Lack.Kind.FORBIDDEN, word, detail)));
    }
}
