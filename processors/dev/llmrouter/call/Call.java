package dev.llmrouter.call;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Deadline;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.Failure;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
    private final Access access;
    private final Wishes wishes;
    private final boolean isRehearsal;
    private final Call whole;
    private final Trace trace = new Trace();
    private @Nullable Facts facts;
    private final long begin = System.nanoTime();
    private final Candidates candidates;
    private final Walk walk;
    private final Branches branches = new Branches(this);
    private final Turn turn;
    private List<Arm> arms = List.of();
    private @Nullable String model;
    private @Nullable LlmReply reply;
    private @Nullable Attempt answering;
    private @Nullable Plans plans;
    private final boolean isHeld;
    private Purpose purpose = Purpose.CALL;
    private @Nullable RouterException refusal;
    private Map<String, String> told = Map.of();
    private boolean isRepeat;

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
        this.access = new Access(origin);
        this.wishes = wishes;
        Duration deadline = wishes.deadline();
        this.request = deadline == null ? request : request.within(Deadline.after(begin, deadline));
        this.isRehearsal = isRehearsal;
        this.whole = this;
        this.isHeld = false;
        this.turn = new Turn();
        this.candidates = new Candidates(this.request);
        this.walk = new Walk(this, candidates);
    }

    /** A part of a call, which has its own candidates, and may go on in the whole's turn or wait for its own. */
    Call(Call whole, LlmRequest part, boolean isHeld, Turn turn) {
        this.id = whole.id;
        this.caller = whole.caller;
        this.access = whole.access.ofPart();
        this.wishes = whole.wishes;
        this.request = part;
        this.isRehearsal = whole.isRehearsal;
        this.plans = whole.plans;
        this.isHeld = isHeld;
        this.whole = whole.whole;
        this.purpose = whole.purpose;
        this.turn = turn;
        this.candidates = new Candidates(part);
        this.walk = new Walk(this, candidates);
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

    /** {@return who the caller has shown to be, and what it may do} */
    public Access access() {
        return access;
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
            known = new Facts(request, caller, access.origin());
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

    /** {@return whether several candidates are asked at once} */
    public boolean isScattered() {
        Plan planned = plan();
        return planned != null && !planned.splits();
    }

    /** {@return whether its prompt is cut, since no candidate holds it} */
    public boolean isSplit() {
        return !isPart() && plans != null && plans.splitting() != null;
    }

    /** {@return where the target that is being tried stands in a cascade; null where it stands in none} */
    @Nullable
    Stage stage() {
        Plans known = plans;
        return known == null || !request.isChat() ? null : known.stage(currentCandidate());
    }

    /** {@return why the router itself refuses it, or why nobody answered, as it was given; from then on the call knows} */
    public RouterException refuse(RouterException why) {
        this.refusal = why;
        return why;
    }

    /** {@return why the router itself refused it, or nobody answered; null where neither is so} */
    public @Nullable RouterException refusal() {
        return refusal;
    }

    /** Has the caller told in headers of its answer, be it a reply or an error; names in lower case. */
    public void tell(Map<String, String> headers) {
        if (told.isEmpty()) {
            told = headers;
        } else {
            told = new HashMap<>(told);
            told.putAll(headers);
        }
    }

    /** {@return what the caller is told in headers of its answer, besides what is told of every call} */
    public Map<String, String> told() {
        return told;
    }

    /** Notes that it has been answered before, and gets that answer again. */
    public void repeat() {
        isRepeat = true;
    }

    /** {@return whether it only gets again what it was answered before} */
    public boolean isRepeat() {
        return isRepeat;
    }

    /** {@return a call for the same caller that it knows nothing of; what the caller may not do, it may not do either} */
    public Call aside(String otherId, LlmRequest other, Caller seen) {
        Call copy = new Call(otherId, other, seen, access.origin(), false, wishes.limits());
        copy.access.permit(access::permissions);
        copy.purpose = Purpose.SHADOW;
        return copy;
    }

    /** {@return what it is for} */
    public Purpose purpose() {
        return purpose;
    }

    /** Says what this part is for, unless the whole is the operator's own. */
    public void askFor(Purpose part) {
        purpose = purpose.isOperators() ? purpose : part;
    }

    /** {@return the call that this is a part of; itself where it is none} */
    public Call whole() {
        return whole;
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

    /** {@return its way from target to target} */
    public Walk walk() {
        return walk;
    }

    /** {@return the parts that are asked for it beside or behind each other} */
    public Branches branches() {
        return branches;
    }

    /** {@return whether it is one of several parts that are asked at the same time, or the rest of a stream} */
    boolean isPart() {
        return whole != this;
    }

    /** {@return what policies want done with its targets; null where none wants anything} */
    @Nullable
    Plans plansMade() {
        return plans;
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

    /** Takes the reply of a branch as its own. */
    public void take(Call branch) {
        this.answering = branch.answering;
        this.reply = branch.reply;
    }

    /** Gives back what a part holds that has ended, and what it did not use, while the whole goes on. */
    public void settle() {
        attempts().forEach(Attempt::settle);
    }

    /** {@return whether nobody else waits with it, or for it, so that it may itself} */
    boolean isAlone() {
        return !isPart() || turn != whole.turn;
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
