package dev.llmrouter.scatter;

import dev.llmrouter.call.Arrivals;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Purpose;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.scatter.ScatterOptions.Gather;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * One call while it is in several hands: its branches, how they are stopped, and until when they have time. Branches
 * run on threads of their own; whoever arrives, leaves or is late may do so from any thread.
 */
final class Scattering {

    /** The exchange variable that holds it. */
    static final String VARIABLE = "scattering";

    private final Call call;
    private final ScatterPlan plan;
    private final Vertx vertx;
    private final List<Call> branches = new ArrayList<>();
    private final List<Cancellation> stops = new ArrayList<>();
    private final Arrivals arrivals = new Arrivals(0);
    /** Until a hedge may begin. */
    private final CountDownLatch further = new CountDownLatch(1);

    private final long timer;
    private boolean isLate;
    private @Nullable Call first;

    private Scattering(Call call, ScatterPlan plan, Vertx vertx) {
        this.call = call;
        this.plan = plan;
        this.vertx = vertx;
        this.timer = vertx.setTimer(Math.max(1, plan.options().timeout().toMillis()), now -> late());
    }

    /** Opens a branch for each of the plan that still has a candidate, as those of the call were left. */
    static Scattering of(Call call, Vertx vertx) {
        ScatterPlan plan = (ScatterPlan) Objects.requireNonNull(call.plan());
        Scattering scattering = new Scattering(call, plan, vertx);
        Map<String, Target> left = new HashMap<>();
        call.candidates().forEach(candidate -> left.putIfAbsent(candidate.name(), candidate));
        for (ScatterPlan.Branch branch : plan.branches()) {
            List<Target> candidates = branch.candidates().stream()
                    .map(target -> left.get(target.name()))
                    .filter(Objects::nonNull)
                    .toList();
            if (!candidates.isEmpty()) {
                scattering.branches.add(scattering.open(branch.name(), call.request(), candidates));
            }
        }
        scattering.arrivals.begin(scattering.branches.size());
        scattering.branches.forEach(branch -> branch.walk().onlyOnce());
        call.request().cancellation().onCancel(() -> scattering.stopAllBut(null));
        return scattering;
    }

    static Scattering of(Exchange exchange) {
        return Objects.requireNonNull(exchange.getVariable(VARIABLE, Scattering.class));
    }

    private synchronized Call open(String name, LlmRequest request, List<Target> candidates) {
        Cancellation stop = new Cancellation();
        stops.add(stop);
        return call.branches()
                .open(
                        name,
                        request.cancelledBy(stop),
                        candidates,
                        plan.options().gather() != Gather.FASTEST);
    }

    Call call() {
        return call;
    }

    ScatterPlan plan() {
        return plan;
    }

    /** {@return how many branches it has} */
    int size() {
        return branches.size();
    }

    /** {@return a branch, which has been sent out} */
    Call branch(int number) {
        arrivals.open(number);
        return branches.get(number);
    }

    /** {@return the branches that have a reply, in their order} */
    List<Call> answered() {
        return branches.stream().filter(Call::isAnswered).toList();
    }

    /** {@return a further branch, for the judge; it has the rest of the time} */
    Call judge(LlmRequest request) {
        Call judge = open("judge", request, plan.judges());
        judge.askFor(Purpose.JUDGE);
        if (isLate()) {
            judge.request().cancellation().cancel();
        }
        return judge;
    }

    /**
     * Waits until a further branch may begin: where the first has failed, or takes too long and there is a budget for it.
     * Where the first has answered, the branch is stopped, and finds nothing to do.
     */
    void awaitHedge() {
        Hedge hedge = plan.hedge();
        if (hedge == null) {
            return;
        }
        try {
            boolean isOver =
                    hedge.afterNanos() != Long.MAX_VALUE && further.await(hedge.afterNanos(), TimeUnit.NANOSECONDS);
            if (!isOver
                    && (hedge.afterNanos() == Long.MAX_VALUE || !hedge.budget().spend())) {
                further.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes note of a branch that has come to its end. Where the first reply is what counts, the others are stopped. */
    void arrived(Call branch) {
        try {
            if (plan.options().gather() == Gather.FASTEST && branch.isAnswered() && isFirst(branch)) {
                stopAllBut(branch);
            } else if (plan.hedge() != null && first() == null && branch.walk().isHopeless()) {
                stopAllBut(null);
            }
        } finally {
            // whatever stopping one throws, nobody waits for this one any more
            further.countDown();
            arrivals.arrived();
        }
    }

    /** Takes note of a branch that Camel is done with; it has arrived before, unless it was not even opened, as where the router stops. */
    void gathered(int number) {
        if (arrivals.open(number)) {
            arrived(branches.get(number));
        }
    }

    /** Waits until all branches have come to their ends. */
    void awaitAll() throws InterruptedException {
        arrivals.await();
    }

    private synchronized boolean isFirst(Call branch) {
        boolean isFirst = first == null;
        first = isFirst ? branch : first;
        return isFirst;
    }

    /** {@return the branch that had a reply before all others; null where that does not count, or none has one} */
    synchronized @Nullable Call first() {
        return first;
    }

    private void late() {
        synchronized (this) {
            isLate = true;
        }
        stopAllBut(first());
    }

    synchronized boolean isLate() {
        return isLate;
    }

    private void stopAllBut(@Nullable Call kept) {
        List<Cancellation> stopped;
        synchronized (this) {
            stopped = new ArrayList<>(stops);
        }
        if (kept != null) {
            stopped.remove(kept.request().cancellation());
        }
        stopped.forEach(Cancellation::cancel);
        if (kept == null) {
            further.countDown();
        }
    }

    /** Brings everything back to the call: all attempts, and the reply of one branch where there is one. */
    void end(@Nullable Call chosen) {
        vertx.cancelTimer(timer);
        branches.stream().filter(branch -> branch != chosen).forEach(Call::discard);
        call.branches().join(isLate() ? tooLate() : null);
        if (chosen != null) {
            call.take(chosen);
        } else {
            call.plans().carriedOut(plan);
        }
    }

    private Failure tooLate() {
        return Failure.of(
                FailureClass.TIMEOUT,
                "The target took longer than the 'timeout' of the model allows, which asks several at once.");
    }
}
