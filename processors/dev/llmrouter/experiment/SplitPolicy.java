package dev.llmrouter.experiment;

import dev.llmrouter.call.Arm;
import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.policy.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The arm of the caller's unit; behind it the control and the others that have a share. A call is part of the experiment
 * only where every arm with a share could answer it, or the arms would be compared over different calls.
 */
public final class SplitPolicy implements Policy {

    /** Finds it under {@code split}. */
    public static final class Factory implements PolicyFactory<SplitOptions> {

        @Override
        public Class<SplitOptions> options() {
            return SplitOptions.class;
        }

        @Override
        public @Nullable Policy create(SplitOptions options, PolicyParts parts) {
            List<String> on = new ArrayList<>();
            List<Member> members = new ArrayList<>();
            options.arms().forEach((name, arm) -> {
                Member member = parts.member(arm.use());
                if (member != null) {
                    on.add(name);
                    members.add(member);
                }
            });
            if (members.isEmpty()) {
                return null;
            }
            Experiments experiments = Experiments.of(parts.camel());
            Experiment experiment = new Experiment(parts.model(), options, on, experiments.clock());
            experiments.add(experiment);
            return new SplitPolicy(experiment, members, options.unit());
        }
    }

    private static final String NOT_COUNTED = "not counted: not every arm could answer";

    private final Experiment experiment;
    private final List<Member> members;
    private final Unit unit;
    private final List<String> reasons;

    /** {@code members} are those of the arms, in their order. */
    SplitPolicy(Experiment experiment, List<Member> members, Unit unit) {
        this.experiment = experiment;
        this.members = List.copyOf(members);
        this.unit = unit;
        this.reasons = experiment.live().seats().stream()
                .map(seat -> "arm " + seat.arm())
                .toList();
    }

    @Override
    public List<Target> rank(Selection selection) {
        Call call = selection.call();
        Live live = experiment.live();
        List<Arm> around = call.arms();
        int arm = live.arm(Objects.requireNonNullElse(unit.of(call), call.id()));
        selection.because(reasons.get(arm));
        List<Target> own = members.get(arm).rank(selection);
        List<Arm> within = call.arms();
        List<Target> all = new ArrayList<>(own);
        boolean isFair = others(arm, live, selection, all) && !own.isEmpty();
        // an experiment within an arm that only steps in has decided nothing
        call.enter(own.isEmpty() ? around : within);
        if (isFair) {
            join(call, new ChosenArm(experiment, live.seats().get(arm), own, all));
        } else {
            selection.because(NOT_COUNTED);
        }
        return all;
    }

    /** Adds the targets of the other arms; false where one that units are in has none. */
    private boolean others(int arm, Live live, Selection selection, List<Target> all) {
        boolean isFair = true;
        for (int other = 0; other < members.size(); other++) {
            boolean isServed = live.seats().get(other).isServed();
            if (other != arm && (isServed || other == 0)) {
                Member member = members.get(other);
                List<Target> ranked = all.isEmpty() ? member.rank(selection) : selection.peek(member);
                all.addAll(ranked);
                isFair &= !isServed || !ranked.isEmpty();
            }
        }
        return isFair;
    }

    private static void join(Call call, Arm arm) {
        List<Arm> arms = new ArrayList<>(call.arms());
        arms.add(arm);
        call.enter(List.copyOf(arms));
    }
}
