package dev.llmrouter.overload;

import dev.llmrouter.call.OverloadedException;
import dev.llmrouter.call.Places;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Deadline;
import dev.llmrouter.overload.QueueMeters.Reason;
import dev.llmrouter.overload.Vacancies.Admission;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where calls wait, each until it is handed a place, has waited for too long, is the least important of too many, has no hope
 * left or no caller. Thread-safe: whatever changes is decided under one lock, which nobody takes while nobody waits, and what
 * follows from it is run behind the lock.
 */
final class WaitingRoom {

    private static final Comparator<Line> BY_FIRST = Comparator.comparing(Line::first);
    private static final int LONGEST_RETRY_SECONDS = 60;

    private final int most;
    private final Vacancies vacancies;
    private final ScheduledExecutorService alarms;
    private final LongSupplier clock;
    private final QueueMeters meters;
    private final WaitingCalls waiting;
    private final DrainRate rate = new DrainRate();
    private final ReentrantLock lock = new ReentrantLock();
    private List<Runnable> next = new ArrayList<>();
    private volatile int size;
    private volatile boolean isRouterFull;

    /** {@code most} calls may wait; {@code alarms} runs what takes no time; {@code clock} tells nanoseconds. */
    WaitingRoom(
            int most, Vacancies vacancies, ScheduledExecutorService alarms, LongSupplier clock, QueueMeters meters) {
        this.most = most;
        this.vacancies = vacancies;
        this.alarms = alarms;
        this.clock = clock;
        this.meters = meters;
        this.waiting = new WaitingCalls(vacancies.places(), line -> freed(List.of(line)));
        meters.watch(this::size);
    }

    int size() {
        return size;
    }

    /** {@return whether somebody waits for a place in the router, who is to have the next} */
    boolean isRouterFull() {
        return isRouterFull;
    }

    /** {@return where calls wait for a target} */
    Line line(Target target) {
        return waiting.at(target);
    }

    void enter(WaitingCall call) {
        locked(() -> {
            // where the caller has not left before it was here
            if (!call.isOver()) {
                add(call);
                serve(call.lines());
                if (waiting.size() > most) {
                    refuse(waiting.last(), Reason.FULL);
                }
            }
        });
    }

    private void add(WaitingCall call) {
        waiting.add(call);
        resized();
        call.wakeBy(alarms.schedule(() -> late(call), call.until() - clock.getAsLong(), TimeUnit.NANOSECONDS));
    }

    /** The caller has left. */
    void leave(WaitingCall call) {
        end(call, () -> over(call, null));
    }

    private void late(WaitingCall call) {
        Deadline deadline = call.call().request().deadline();
        boolean isDeadline = deadline != null && deadline.hasPassed();
        end(call, isDeadline ? () -> over(call, null) : () -> refuse(call, Reason.LATE));
    }

    private void end(WaitingCall call, Runnable how) {
        locked(() -> {
            if (!call.isOver()) {
                how.run();
                // who was behind it may need less than it did
                serve(call.lines());
            }
        });
    }

    /** Places have been given back, or may be free by now. */
    private void freed(Collection<Line> lines) {
        // what is put back while places are handed over is seen by who does that
        if (!lock.isHeldByCurrentThread()) {
            locked(() -> serve(lines));
        }
    }

    private void locked(Runnable change) {
        List<Runnable> then;
        lock.lock();
        try {
            change.run();
        } finally {
            then = next;
            next = new ArrayList<>();
            lock.unlock();
        }
        then.forEach(Runnable::run);
    }

    // from here on under the lock

    /** Hands over places until none of these targets has one left for the first that waits for it. */
    private void serve(Collection<Line> lines) {
        Set<Line> open = new LinkedHashSet<>(lines);
        open.removeIf(Line::isEmpty);
        while (!open.isEmpty()) {
            Line line = open.stream().min(BY_FIRST).orElseThrow();
            WaitingCall first = line.first();
            if (hasTurn(line, first)) {
                open.addAll(first.lines());
            } else {
                open.remove(line);
            }
            open.removeIf(Line::isEmpty);
        }
    }

    private boolean hasTurn(Line line, WaitingCall first) {
        long rest = vacancies.restOf(line.target());
        if (rest > 0) {
            dismissHopeless(line);
            wake(line, rest);
            return false;
        }
        long tokens = first.tokensAt(line);
        Admission admission = vacancies.admit(first.call(), line.places(), tokens);
        isRouterFull = admission == Admission.ROUTER_FULL;
        if (admission == Admission.TARGET_FULL) {
            wake(line, line.places().nanosUntil(tokens));
        }
        if (admission == Admission.IN) {
            long now = clock.getAsLong();
            rate.turn(now);
            meters.waited(first.priority(), now - first.since());
            first.call().askFirst(line.target());
            over(first, null);
        }
        return admission == Admission.IN;
    }

    /** Who waits for nobody else need not wait for a target that will not be back in time. */
    private void dismissHopeless(Line line) {
        long now = clock.getAsLong();
        for (WaitingCall call : line.calls()) {
            if (!call.hasHope(vacancies, now)) {
                over(call, null);
            }
        }
    }

    /** Has the line looked at again when that makes sense, where anybody knows when. */
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

    private void refuse(WaitingCall call, Reason reason) {
        meters.shed(call.priority(), reason);
        String why = reason == Reason.FULL
                ? "The router has more calls than it can work on, and enough that wait."
                : "There was no place for the call at any of its targets in time.";
        over(call, OverloadedException.noTurn(why, retryAfterSeconds(call)));
    }

    /** When all that wait have had their turn, as fast as that goes lately, or the first of its targets is back. */
    private int retryAfterSeconds(WaitingCall call) {
        double drained = rate.nanos(waiting.size(), clock.getAsLong());
        double seconds = Math.ceil(Math.max(drained, (double) call.nanosUntilFree(vacancies)) / 1e9);
        return (int) Math.max(1, Math.min(LONGEST_RETRY_SECONDS, seconds));
    }

    private void over(WaitingCall call, @Nullable RouterException refusal) {
        waiting.remove(call);
        resized();
        call.over(clock.getAsLong());
        next.add(() -> call.goOn(refusal));
    }

    private void resized() {
        size = waiting.size();
        isRouterFull &= size > 0;
        Places router = vacancies.router();
        if (router != null) {
            router.await(size == 0 ? null : () -> freed(waiting.lines()));
        }
    }
}
