package dev.llmrouter.policy;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Trace;
import dev.llmrouter.catalog.Target;
import java.util.List;
import java.util.function.Predicate;
import org.apache.camel.Exchange;

/** One ranking for one call: what policies may know, and what they say of their decisions. Used by one thread. */
public final class Selection {

    private final Call call;
    private final Exchange exchange;
    private final Predicate<Target> able;
    private String model = "";
    private String policy = "";
    private int peeks;
    private boolean sawCounter;
    private boolean isRepeating;

    /**
     * A ranking.
     *
     * @param exchange the one that the call travels with
     * @param able whether a target may answer at all
     */
    public Selection(Call call, Exchange exchange, Predicate<Target> able) {
        this.call = call;
        this.exchange = exchange;
        this.able = able;
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
        return able.test(target);
    }

    /** {@return a number from 0 to less than 1, the same whenever this call is ranked; others for other salts} */
    public double draw(String salt) {
        return Draw.of(call.id(), salt);
    }

    /** Ranks by the policy of a model; what it says of its decisions is said of that model. */
    List<Target> within(String innerModel, String innerPolicy, Policy ranking) {
        String outerModel = model;
        String outerPolicy = policy;
        model = innerModel;
        policy = innerPolicy;
        List<Target> ranked = ranking.rank(this);
        model = outerModel;
        policy = outerPolicy;
        return ranked;
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
