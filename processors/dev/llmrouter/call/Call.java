package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Deadline;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.wire.Estimate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Everything the router knows about one request; travels as the exchange variable {@code call}. One thread at a time
 * works on it, as on the exchange it belongs to.
 */
public final class Call implements CallFacts {

    /** The exchange variable that holds it. */
    public static final String VARIABLE = "call";

    private final String id;
    private final LlmRequest request;
    private final Caller caller;
    private final Origin origin;
    private final Wishes wishes;
    private final boolean isRehearsal;
    private final boolean isPart;
    private final Trace trace = new Trace();
    private @Nullable Facts facts;
    private final long begin = System.nanoTime();
    private final Candidates candidates;
    private final Turn turn;
    private List<Arm> arms = List.of();
    private @Nullable String model;
    private @Nullable LlmReply reply;
    private @Nullable Attempt answering;
    private @Nullable Plans plans;
    private final List<Call> branches = new ArrayList<>(0);
    private List<String> fallbacksUsed = List.of();
    private boolean isLastResort;
    private boolean isHeld;
    /** Whether it goes on with what another has begun, which no other model and no stand-in can. */
    private boolean isRest;

    private @Nullable Supplier<Permissions> permissionsToFind;
    private Permissions permissions = Permissions.ALL;
    private @Nullable RouterException refusal;

    /**
     * A call that nobody has been chosen for.
     *
     * @param id under which the caller and the logs know it
     */
    public Call(String id, LlmRequest request) {
        this(id, request, Caller.UNKNOWN, Origin.UNKNOWN, false);
    }

    /**
     * The same of somebody.
     *
     * @param isRehearsal whether it is only asked who would answer, and nobody will be called
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST for a wish that is not understood
     */
    public Call(String id, LlmRequest request, Caller caller, boolean isRehearsal) {
        this(id, request, caller, Origin.UNKNOWN, isRehearsal);
    }

    /** The same, of which the router knows more than its caller says. */
    public Call(String id, LlmRequest request, Caller caller, Origin origin, boolean isRehearsal) {
        this(id, request, caller, origin, isRehearsal, Wishes.of(request, caller));
    }

    private Call(String id, LlmRequest request, Caller caller, Origin origin, boolean isRehearsal, Wishes wishes) {
        this.id = id;
        this.caller = caller;
        this.origin = origin;
        this.wishes = wishes;
        Duration deadline = wishes.deadline();
        this.request = deadline == null ? request : request.within(Deadline.after(begin, deadline));
        this.isRehearsal = isRehearsal;
        this.isPart = false;
        this.turn = new Turn();
        this.candidates = new Candidates(this.request);
    }

    private Call(Call whole, LlmRequest part, boolean isHeld) {
        this.id = whole.id;
        this.caller = whole.caller;
        this.origin = whole.origin;
        this.wishes = whole.wishes;
        this.request = part;
        this.isRehearsal = whole.isRehearsal;
        this.permissions = whole.permissions();
        this.plans = whole.plans;
        this.isHeld = isHeld;
        this.isPart = true;
        this.turn = whole.turn;
        this.candidates = new Candidates(part);
    }

    /** {@return the call of an exchange; null where there is none yet} */
    public static @Nullable Call find(Exchange exchange) {
        return exchange.getVariable(VARIABLE) instanceof Call call ? call : null;
    }

    /** {@return the call of an exchange that is past {@code openCall}} */
    public static Call of(Exchange exchange) {
        Call call = find(exchange);
        if (call == null) {
            throw new IllegalStateException("no call on this exchange: its route begins after openCall");
        }
        return call;
    }

    /** {@return the id under which the caller and the logs know it} */
    public String id() {
        return id;
    }

    /** {@return what is asked} */
    public LlmRequest request() {
        return request;
    }

    /** {@return who asks} */
    public Caller caller() {
        return caller;
    }

    /** {@return what the caller wishes of its routing} */
    public Wishes wishes() {
        return wishes;
    }

    /** {@return whether it is only asked who would answer, and nobody will be called} */
    public boolean isRehearsal() {
        return isRehearsal;
    }

    /** {@return how its targets were chosen} */
    public Trace trace() {
        return trace;
    }

    @Override
    public Facts facts() {
        Facts known = facts;
        if (known == null) {
            known = new Facts(request, caller, origin);
            facts = known;
        }
        return known;
    }

    /** {@return the facts that anybody has asked for, as {@link Facts#found} has them; empty where nobody has} */
    public Map<String, Object> factsFound() {
        return facts == null ? Map.of() : facts.found();
    }

    /** {@return what policies want done with the targets that they rank; made at the first use} */
    public Plans plans() {
        Plans known = plans;
        if (known == null) {
            known = new Plans();
            plans = known;
        }
        return known;
    }

    /** {@return how the first of its candidates are to be asked at once; null where one is asked after the other} */
    public @Nullable Plan plan() {
        Plans known = plans;
        return known == null || candidates().isEmpty() || !request.isChat()
                ? null
                : known.plan(candidates().get(0));
    }

    /** {@return where the target that is being tried stands in a cascade; null where it stands in none} */
    @Nullable
    Stage stage() {
        Plans known = plans;
        return known == null || !request.isChat() ? null : known.stage(currentCandidate());
    }

    /** Says what it may do, which is found out at the first use. */
    public void permit(Supplier<Permissions> found) {
        this.permissionsToFind = found;
    }

    /**
     * {@return what it may do}
     *
     * @throws RouterException where that can't be said, as of a label that is not known; then nothing is allowed
     */
    public Permissions permissions() {
        if (permissionsToFind != null) {
            permissions = permissionsToFind.get();
            permissionsToFind = null;
        }
        return permissions;
    }

    /** Notes that the router itself refuses it, or that nobody answered, and {@return why} */
    public RouterException refuse(RouterException why) {
        this.refusal = why;
        return why;
    }

    /** {@return why the router itself refused it, or nobody answered; null where neither is so} */
    public @Nullable RouterException refusal() {
        return refusal;
    }

    /** {@return a call for the same caller that it knows nothing of; what the caller may not do, it may not do either} */
    public Call aside(String otherId, LlmRequest other, Caller seen) {
        Call copy = new Call(otherId, other, seen, origin, false, wishes.limits());
        copy.permit(this::permissions);
        return copy;
    }

    /** {@return the arms that it is in, one for each experiment on its way} */
    public List<Arm> arms() {
        return arms;
    }

    /** Takes the arms that it is in, in place of those before. */
    public void enter(List<Arm> taken) {
        this.arms = taken;
    }

    /** {@return for how long it has been going on, in nanoseconds} */
    public long nanos() {
        return System.nanoTime() - begin;
    }

    /** Takes the targets to try, best first, and the configured name of the model they stand for. */
    public void select(String model, List<Target> ranked) {
        this.model = model;
        candidates.rank(ranked);
    }

    /** Takes those of the targets to try that are left, in their order. */
    public void keep(List<Target> left) {
        candidates.keep(left);
    }

    /** Has the target tried before all others whose place it has waited for. */
    public void askFirst(Target target) {
        candidates.askFirst(target);
    }

    /** Notes that a target is not even asked, and why. */
    public void refuse(Target target, Failure why) {
        candidates.attempts().refuse(target, why);
    }

    /** {@return the name of the chosen model as configured; null before that} */
    public @Nullable String model() {
        return model;
    }

    /** {@return what lets it into dispatch; that of the whole call where this is a part of one} */
    public Turn turn() {
        return turn;
    }

    /** {@return the targets to try, best first} */
    public List<Target> candidates() {
        return candidates.ranked();
    }

    /**
     * {@return the next target to try; null once there is a reply, none is left, or trying on makes no sense}
     *
     * @param keys how many keys the provider of a target has
     */
    public @Nullable Target nextCandidate(Retries retries, ToIntFunction<Target> keys) {
        return isAnswered() ? null : candidates.next(plans, retries, keys);
    }

    /** {@return the targets whose turn has not come} */
    List<Target> candidatesLeft() {
        return candidates.left();
    }

    /** {@return whether it is one of several parts that are asked at the same time} */
    boolean isPart() {
        return isPart;
    }

    /** {@return whether some of those that failed only wanted a rest, and are worth waiting for} */
    boolean waitsForRest(Retries retries) {
        boolean isAlone = !isPart || isRest;
        boolean waits = !isAnswered() && isAlone && candidates.tryRestedAgain(retries, turn.waitedNanos());
        if (waits) {
            turn.end();
        }
        return waits;
    }

    /** {@return the next one of those that were not asked since their circuits were open; null where none is left} */
    @Nullable
    Target nextSpared(Retries retries) {
        return isAnswered() ? null : candidates.nextSpared(retries);
    }

    /** {@return how long to wait before that, in milliseconds} */
    public long pauseMillis() {
        return candidates.pauseMillis();
    }

    /** {@return whether there is another model to try, which is then {@link #fallback()}} */
    boolean fallsBack(Fallbacks fallbacks, Retries retries) {
        String model = this.model;
        if (isAnswered() || isRest || model == null || !wishes.allowsFallbacks() || !candidates.isAwaited()) {
            return false;
        }
        List<String> used = fallbacksUsed;
        Failure last = candidates.attempts().lastFailure();
        String next = candidates.areSpent(retries) ? null : fallbacks.next(model, last, used, retries);
        if (next == null) {
            next = fallbacks.lastResort(model, last, used, retries);
            isLastResort = next != null;
        }
        if (next == null) {
            return false;
        }
        fallbacksUsed = new ArrayList<>(used);
        fallbacksUsed.add(next);
        return true;
    }

    /** {@return the name of the model to try in place of the one that was chosen} */
    public String fallback() {
        return fallbacksUsed.get(fallbacksUsed.size() - 1);
    }

    /** {@return whether whoever answers, answers since nobody else did} */
    public boolean isLastResort() {
        return isLastResort;
    }

    /** Takes the targets of {@link #fallback()} to try, best first. */
    public void fallBackTo(List<Target> ranked) {
        candidates.fallBackTo(ranked);
    }

    /** {@return the target that is being tried} */
    Target currentCandidate() {
        return candidates.current();
    }

    /** {@return the targets tried so far, in order} */
    public List<Attempt> attempts() {
        return candidates.attempts().all();
    }

    /** {@return the attempt that is going on, or the one that answered} */
    Attempt lastAttempt() {
        return candidates.attempts().last();
    }

    /** {@return how many targets were really asked} */
    public int asked() {
        return candidates.attempts().asked();
    }

    /** {@return whether there is a reply} */
    public boolean isAnswered() {
        return reply != null;
    }

    /** {@return the reply; null while there is none} */
    public @Nullable LlmReply reply() {
        return reply;
    }

    /** {@return the target that answered; null while none has} */
    public @Nullable Target answeredBy() {
        return answering == null ? null : answering.target();
    }

    /** Takes the reply, in place of one before. */
    public void answer(LlmReply answer) {
        this.reply = answer;
    }

    /** {@return the attempt that gave the reply; null while none has} */
    public @Nullable Attempt answering() {
        return answering;
    }

    void answer(Attempt by, LlmReply answer) {
        this.answering = by;
        this.reply = answer;
    }

    /** {@return whether streams are read to their end before anybody sees them} */
    boolean isHeld() {
        return isHeld;
    }

    /**
     * {@return a call of its own for a part of this one, which has no candidates but those; its attempts become this
     * call's when they {@link #join}}
     *
     * @param asked cancelled with this call by whoever opens the branch
     * @param isHeld whether its streams are read to their end before anybody sees them
     */
    public Call branch(String name, LlmRequest asked, List<Target> ranked, boolean isHeld) {
        Call branch = new Call(this, asked, isHeld);
        branch.select(name, ranked);
        branches.add(branch);
        return branch;
    }

    /** Asks no target a second time: somebody else is waiting to be asked. */
    public void onlyOnce() {
        candidates.onlyOnce();
    }

    /** {@return whether trying on makes no sense, since every target would refuse} */
    public boolean isHopeless() {
        Failure last = candidates.attempts().lastFailure();
        return !isAnswered() && last != null && !last.kind().failsOver();
    }

    /**
     * {@return a branch that goes on where the stream broke off that answered, with the candidates whose turn has not come,
     * and at last the one that broke, whose place is given back}
     *
     * @param asked cancelled with this call
     */
    public Call goingOn(LlmRequest asked) {
        Call last = branches.isEmpty() ? this : branches.get(branches.size() - 1);
        last.attempts().forEach(Attempt::leave);
        List<Target> able = new ArrayList<>(last.candidates.left());
        if (last.answering != null) {
            able.add(last.answering.target());
        }
        Call rest = branch(String.valueOf(model), asked, able, false);
        rest.isRest = true;
        return rest;
    }

    /**
     * Makes the attempts of all branches, which have ended, this call's.
     *
     * @param instead why attempts failed that were called off; null where they just were
     */
    public void join(@Nullable Failure instead) {
        for (Call branch : branches) {
            for (Attempt attempt : branch.attempts()) {
                if (instead != null && attempt.isCalledOff()) {
                    attempt.failed(instead);
                }
                if (attempt.isCalledOff() && attempt.wasAsked()) {
                    attempt.cost(Estimate.usage(branch.request.length(), 0));
                }
                attempts().add(attempt);
            }
        }
        branches.clear();
    }

    /** Takes the reply of a branch as its own. */
    public void take(Call branch) {
        this.answering = branch.answering;
        this.reply = branch.reply;
    }

    /** Stops what answered although it is not wanted, and gives its place back at once. */
    public void discard() {
        if (reply != null && reply.stream() != null) {
            reply.stream().cancel();
        }
        attempts().forEach(Attempt::leave);
    }

    @Override
    public String toString() {
        return "Call[" + id + "]";
    }
}
