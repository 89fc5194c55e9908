package dev.llmrouter.policy;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Trace;
import dev.llmrouter.catalog.Target;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** One ranking for one call: what policies may know, and what they say of their decisions. Used by one thread. */
public final class Selection {

    private static final Lack NOT_ABLE = new Lack(Lack.Kind.UNABLE, "unable", "can't answer this");

    private final Call call;
    private final Exchange exchange;
    private final List<Requirement> requirements;
    private @Nullable Requirement requiredAbove;
    private @Nullable Map<String, Lack> lacks;
    private String model = "";
    private String policy = "";
    private int peeks;
    private boolean sawCounter;
    private boolean isRepeating;

    /**
     * A ranking.
     *
     * @param exchange the one that the call travels with
     * @param requirements what must hold of a target, the most binding first, since one lack of each is told
     */
    public Selection(Call call, Exchange exchange, List<Requirement> requirements) {
        this.call = call;
        this.exchange = exchange;
        this.requirements = requirements;
    }

    /** A ranking of targets of which somebody else knows whether they are able. */
    public Selection(Call call, Exchange exchange, Predicate<Target> able) {
        this(call, exchange, List.of((asking, target) -> able.test(target) ? null : NOT_ABLE));
    }

    /** {@return the call that targets are ranked for} */
    public Call call() {
        return call;
    }

    /** {@return the exchange that the call travels with} */
    public Exchange exchange() {
        return exchange;
    }

    /**
     * {@return whether nobody will be called, or nobody of this ranking first: what counts calls must not count this one}
     */
    public boolean isRehearsal() {
        sawCounter |= peeks > 0;
        return peeks > 0 || call.isRehearsal();
    }

    /** {@return the ranking of a member that may not come first, so that nothing in it counts the call} */
    public List<Target> peek(Member member) {
        peeks++;
        List<Target> ranked = member.rank(this);
        peeks--;
        return ranked;
    }

    /**
     * {@return the ranking of a member that was peeked at and does come first} It is ranked again only where that makes a
     * difference, and the trace is not told twice.
     */
    public List<Target> take(Member member, List<Target> peeked) {
        if (!sawCounter || isRehearsal()) {
            return peeked;
        }
        boolean wasRepeating = isRepeating;
        isRepeating = true;
        List<Target> ranked = member.rank(this);
        isRepeating = wasRepeating;
        return ranked;
    }

    /** {@return whether a target may answer this call at all} */
    public boolean isAble(Target target) {
        Lack lack = lack(target);
        if (lack != null) {
            leaveOut(target, lack);
        }
        return lack == null;
    }

    private @Nullable Lack lack(Target target) {
        Lack lack = requiredAbove == null ? null : requiredAbove.lack(call, target);
        for (int i = 0; lack == null && i < requirements.size(); i++) {
            lack = requirements.get(i).lack(call, target);
        }
        return lack;
    }

    private void leaveOut(Target target, Lack lack) {
        if (lacks == null) {
            lacks = new LinkedHashMap<>();
        }
        if (lacks.putIfAbsent(target.name(), lack) == null) {
            call.trace()
                    .add(new Trace.LeftOut(model.isEmpty() ? null : model, target.name(), lack.word(), lack.detail()));
        }
    }

    /** {@return by the name of each target that was left out, what it lacked first; not to be changed} */
    public Map<String, Lack> lacks() {
        return lacks == null ? Map.of() : lacks;
    }

    /**
     * {@return a ranking of those who are asked something on the side for this one, such as what the prompt is about} Able
     * is whoever may see the call, whatever it could reply; who is not is no reason for the call to fail.
     */
    public Selection aside() {
        List<Requirement> all = new ArrayList<>(requirements);
        if (requiredAbove != null) {
            all.add(requiredAbove);
        }
        all.removeIf(Requirement::isOfReply);
        Selection aside = new Selection(call, exchange, all);
        aside.model = model;
        aside.policy = policy;
        aside.peeks = peeks;
        aside.isRepeating = isRepeating;
        return aside;
    }

    /** {@return a number from 0 to less than 1, the same whenever this call is ranked; others for other salts} */
    public double draw(String salt) {
        return Draw.of(call.id(), salt);
    }

    /**
     * Ranks by the policy of a model; what it says of its decisions is said of that model, and what that model and those
     * above it require must hold of every target below.
     */
    List<Target> within(NamedPolicy inner) {
        String outerModel = model;
        String outerPolicy = policy;
        Requirement outerRequired = requiredAbove;
        model = inner.model();
        policy = inner.kind();
        requiredAbove = both(outerRequired, inner.required());
        try {
            return inner.ranking().rank(this);
        } finally {
            model = outerModel;
            policy = outerPolicy;
            requiredAbove = outerRequired;
        }
    }

    private static @Nullable Requirement both(@Nullable Requirement outer, @Nullable Requirement inner) {
        if (outer == null || inner == null) {
            return outer == null ? inner : outer;
        }
        return (call, target) -> {
            Lack lack = outer.lack(call, target);
            return lack == null ? inner.lack(call, target) : lack;
        };
    }

    /** Says why a policy decided as it did; best a constant, since every call pays for it. */
    public void because(String why) {
        if (!isRepeating) {
            call.trace().add(new Trace.Decided(model, policy, why));
        }
    }

    /**
     * Says what a policy compared.
     *
     * @param unit what the scores are, such as {@code US dollars}
     * @param scores one for each member; kept, and not to be changed any more
     */
    public void compared(String unit, List<Member> members, double[] scores) {
        if (!isRepeating) {
            call.trace().add(new Trace.Compared(model, policy, unit, new Names(members), new Scores(scores)));
        }
    }

    /** Numbers that are boxed only where somebody looks. */
    private static final class Scores extends java.util.AbstractList<Double> {

        private final double[] scores;

        Scores(double[] scores) {
            this.scores = scores;
        }

        @Override
        public Double get(int index) {
            return scores[index];
        }

        @Override
        public int size() {
            return scores.length;
        }
    }

    /** The names of members, without a list of them for every call. */
    private static final class Names extends java.util.AbstractList<String> {

        private final List<Member> members;

        Names(List<Member> members) {
            this.members = members;
        }

        @Override
        public String get(int index) {
            return members.get(index).name();
        }

        @Override
        public int size() {
            return members.size();
        }
    }
}
