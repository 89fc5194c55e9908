package dev.llmrouter.overload;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.OverloadedException;
import dev.llmrouter.call.Place;
import dev.llmrouter.call.Places;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Deadline;
import dev.llmrouter.overload.QueueMeters.Reason;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is: takes a place for a call that finds one, and lets the others wait, each until it is handed a place, has
 * waited for too long, is the least important of too many, or has no hope left. Thread-safe. Whatever changes is decided
 * under one lock, which nobody takes while nobody waits; what follows from it is run behind the lock.
 */
public final class Turns {

    private static final Comparator<Line> BY_FIRST = Comparator.comparing(Line::first);
    private static final int LONGEST_RETRY_SECONDS = 60;

    private final Patience patience;
    private final Vacancies vacancies;
    private final @Nullable Places router;
    private final ScheduledExecutorService alarms;
    private final LongSupplier clock;
    private final QueueMeters meters;

    private final ReentrantLock lock = new ReentrantLock();
    private final WaitingCalls waiting;
    private final DrainRate rate = new DrainRate();
    private final AtomicLong numbers = new AtomicLong();
    private List<Runnable> next = new ArrayList<>();
    /** Whether somebody waits for a place in the router, who is to have the next. */
    private volatile boolean isRouterFull;

    private volatile int size;

    /**
     * Turns at targets.
     *
     * @param router the places that there are for calls in dispatch, whatever their targets; null for any number
     * @param alarms runs what takes no time
     * @param clock in nanoseconds, the one that deadlines go by
     */
    public Turns(
            Patience patience,
            Vacancies vacancies,
            @Nullable Places router,
            ScheduledExecutorService alarms,
            LongSupplier clock,
            QueueMeters meters) {
        this.patience = patience;
        this.vacancies = vacancies;
        this.router = router;
        this.alarms = alarms;
        this.clock = clock;
        this.meters = meters;
        this.waiting = new WaitingCalls(vacancies.places(), line -> freed(List.of(line)));
        meters.watch(this::waiting);
    }

    /** {@return how many calls wait} */
    public int waiting() {
        return size;
    }

    /** {@return whether the call has its turn at once, since one of its candidates has a place that nobody waits for} */
    boolean begin(Call call) {
        if (isRouterFull) {
            return false;
        }
        Place inRouter = null;
        for (Target target : call.candidates()) {
            Places there = vacancies.at(target);
            if (!there.isAwaited() && vacancies.restOf(target) == 0) {
                inRouter = inRouter != null || router == null ? inRouter : router.tryTake(0);
                if (router != null && inRouter == null) {
                    return false;
                }
                Place place = there.tryTake(vacancies.tokens(call, target, there));
                if (place != null) {
                    call.turn().begin(place, inRouter);
                    return true;
                }
            }
        }
        if (inRouter != null) {
            inRouter.giveBackUnused();
        }
        return false;
    }

    /**
     * Lets a call wait.
     *
     * @param then goes on with the call, at any time from now on and on any thread, which it must not hold up: with a turn,
     *     without one where waiting makes no sense any more, or with the refusal of the call
     * @return whether it waits; where it has no hope of a place in time it does not, and {@code then} is not called
     */
    boolean await(Call call, Consumer<@Nullable RouterException> then) {
        long now = clock.getAsLong();
        long until = now + patience.nanos(call.wishes().priority());
        Deadline deadline = call.request().deadline();
        until = deadline != null && deadline.at() - until < 0 ? deadline.at() : until;
        if (patience.queue() == 0 || until - now <= 0) {
            return false;
        }
        WaitingCall entering = entering(call, now, until, then);
        if (!hasHope(entering, now)) {
            return false;
        }
        // before it can have its turn: behind that, who is to be told that the caller left is not ours to say
        call.request().cancellation().onCancel(() -> end(entering, null));
        locked(() -> enter(entering, now));
        return true;
    }

    private WaitingCall entering(Call call, long now, long until, Consumer<@Nullable RouterException> then) {
        List<WaitingCall.Sought> sought = new ArrayList<>(call.candidates().size());
        for (Target target : call.candidates()) {
            Line line = waiting.at(target);
            sought.add(new WaitingCall.Sought(line, vacancies.tokens(call, target, line.places())));
        }
        long due = patience.due(call.wishes().priority(), now);
        return new WaitingCall(call, sought, now, due, numbers.getAndIncrement(), until, then);
    }

    /** Whether it may find a place in time, as far as is known. */
    private boolean hasHope(WaitingCall call, long now) {
        return nanosUntilFree(call) <= call.until() - now;
    }

    /** Until one of its candidates may be asked; 0 for one that has calls, since nobody knows when they end. */
    private long nanosUntilFree(WaitingCall call) {
        long soonest = Vacancies.NEVER;
        for (WaitingCall.Sought sought : call.sought()) {
            Line line = sought.line();
            long free = Math.max(vacancies.restOf(line.target()), line.places().nanosUntil(sought.tokens()));
            soonest = Math.min(soonest, free);
        }
        return soonest;
    }

    // Everything from here on is under the lock, but for what it says to run behind it.

    private void locked(Runnable change) {
        List<Runnable> then;
        lock.lock();
        try {
            change.run();
            then = next;
            next = new ArrayList<>();
        } finally {
            lock.unlock();
        }
        then.forEach(Runnable::run);
    }

    private void enter(WaitingCall entering, long now) {
        if (entering.isOver()) {
            // the caller has left meanwhile
            next.add(() -> entering.goOn(null));
            return;
        }
        waiting.add(entering);
        resized();
        entering.wakeBy(alarms.schedule(() -> late(entering), entering.until() - now, TimeUnit.NANOSECONDS));
        serve(lines(entering));
        if (waiting.size() > patience.queue()) {
            shed(waiting.last(), Reason.FULL);
        }
    }

    private static List<Line> lines(WaitingCall call) {
        return call.sought().stream().map(WaitingCall.Sought::line).toList();
    }

    private void resized() {
        size = waiting.size();
        if (router != null) {
            router.await(size == 0 ? null : () -> freed(waiting.lines()));
        }
        isRouterFull &= size > 0;
    }

    /** Places have been given back, or may be free by now. */
    private void freed(Collection<Line> lines) {
        // what is put back while turns are given is seen by who gives them
        if (!lock.isHeldByCurrentThread()) {
            locked(() -> serve(lines));
        }
    }

    /** Hands over places until none of these targets has one left for the first that waits for it. */
    private void serve(Collection<Line> lines) {
        Set<Line> open = new LinkedHashSet<>(lines);
        open.removeIf(Line::isEmpty);
        while (!open.isEmpty()) {
            Line line = open.size() == 1
                    ? open.iterator().next()
                    : open.stream().min(BY_FIRST).orElseThrow();
            WaitingCall first = line.first();
            if (letsIn(line, first)) {
                open.addAll(lines(first));
            } else {
                open.remove(line);
            }
            open.removeIf(Line::isEmpty);
        }
    }

    private boolean letsIn(Line line, WaitingCall first) {
        long rest = vacancies.restOf(line.target());
        if (rest > 0) {
            dismissHopeless(line);
            wake(line, rest);
            return false;
        }
        Place inRouter = router == null ? null : router.tryTake(0);
        isRouterFull = router != null && inRouter == null;
        if (isRouterFull) {
            return false;
        }
        long tokens = first.tokensAt(line);
        Place place = line.places().tryTake(tokens);
        if (place == null) {
            if (inRouter != null) {
                inRouter.giveBackUnused();
            }
            wake(line, line.places().nanosUntil(tokens));
            return false;
        }
        first.call().turn().begin(place, inRouter);
        first.call().askFirst(line.target());
        turned(first);
        return true;
    }

    private void turned(WaitingCall call) {
        long now = clock.getAsLong();
        rate.turn(now);
        meters.waited(call.priority(), now - call.since());
        over(call, null);
    }

    /** Who waits for nobody else need not wait for a target that will not be back in time. */
    private void dismissHopeless(Line line) {
        long now = clock.getAsLong();
        for (WaitingCall call : line.calls()) {
            if (!hasHope(call, now)) {
                over(call, null);
            }
        }
    }

    /** Has the line looked at again where it is known when that makes sense. */
    private void wake(Line line, long nanos) {
        if (nanos > 0 && nanos != Vacancies.NEVER && !line.isEmpty() && line.isEarlier(clock.getAsLong() + nanos)) {
            var unused = alarms.schedule(
                    () -> locked(() -> {
                        line.rung();
                        serve(List.of(line));
                    }),
                    nanos,
                    TimeUnit.NANOSECONDS);
        }
    }

    private void late(WaitingCall call) {
        Deadline deadline = call.call().request().deadline();
        if (deadline != null && deadline.hasPassed()) {
            end(call, null);
        } else {
            end(call, Reason.LATE);
        }
    }

    /** Ends a wait from outside the lock. */
    private void end(WaitingCall call, @Nullable Reason reason) {
        locked(() -> {
            if (call.isOver()) {
                return;
            }
            if (reason == null) {
                over(call, null);
            } else {
                shed(call, reason);
            }
            // who was behind it may need less than it did
            serve(lines(call));
        });
    }

    private void shed(WaitingCall call, Reason reason) {
        meters.shed(call.priority(), reason);
        String why = reason == Reason.FULL
                ? "The router has more calls than it can work on, and enough that wait."
                : "There was no place for the call at any of its targets in time.";
        over(call, OverloadedException.noTurn(why, retryAfterSeconds(call)));
    }

    /** When all that wait have had their turn, as fast as that goes lately, or the first of its targets is back. */
    private int retryAfterSeconds(WaitingCall call) {
        double drained = rate.nanos(waiting.size(), clock.getAsLong());
        double seconds = Math.ceil(Math.max(drained, (double) nanosUntilFree(call)) / 1e9);
        return (int) Math.max(1, Math.min(LONGEST_RETRY_SECONDS, seconds));
    }

    private void over(WaitingCall call, @Nullable RouterException refusal) {
        waiting.remove(call);
        resized();
        call.over();
        call.call().turn().waited(clock.getAsLong() - call.since());
        next.add(() -> call.goOn(refusal));
    }
}
