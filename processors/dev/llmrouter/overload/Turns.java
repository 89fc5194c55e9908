package dev.llmrouter.overload;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Places;
import dev.llmrouter.call.Priority;
import dev.llmrouter.call.RouterException;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Deadline;
import dev.llmrouter.overload.Vacancies.Admission;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Whose turn it is: takes a place for a call that finds one, and lets the others wait. Thread-safe. */
public final class Turns {

    private final Patience patience;
    private final Vacancies vacancies;
    private final LongSupplier clock;
    private final WaitingRoom room;
    private final AtomicLong numbers = new AtomicLong();

    /**
     * Turns at targets.
     *
     * @param alarms runs what takes no time
     * @param clock in nanoseconds, the one that deadlines go by
     */
    public Turns(
            Patience patience,
            Vacancies vacancies,
            ScheduledExecutorService alarms,
            LongSupplier clock,
            QueueMeters meters) {
        this.patience = patience;
        this.vacancies = vacancies;
        this.clock = clock;
        this.room = new WaitingRoom(patience.queue(), vacancies, alarms, clock, meters);
    }

    /** {@return how many calls wait} */
    public int waiting() {
        return room.size();
    }

    /** {@return whether the call has its turn at once, since one of its candidates has a place that nobody waits for} */
    boolean begin(Call call) {
        if (room.isRouterFull()) {
            return false;
        }
        for (Target target : call.candidates()) {
            Places there = vacancies.at(target);
            if (!there.isAwaited() && vacancies.restOf(target) == 0) {
                Admission admission = vacancies.admit(call, there, vacancies.tokens(call, target, there));
                if (admission != Admission.TARGET_FULL) {
                    return admission == Admission.IN;
                }
            }
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
        WaitingCall entering = entering(call, now, then);
        if (patience.queue() == 0 || entering.until() - now <= 0 || !entering.hasHope(vacancies, now)) {
            return false;
        }
        // before it can have its turn: behind that, who is to be told that the caller left is not ours to say
        call.request().cancellation().onCancel(() -> room.leave(entering));
        room.enter(entering);
        return true;
    }

    private WaitingCall entering(Call call, long now, Consumer<@Nullable RouterException> then) {
        List<WaitingCall.Sought> sought = new ArrayList<>(call.candidates().size());
        for (Target target : call.candidates()) {
            Line line = room.line(target);
            sought.add(new WaitingCall.Sought(line, vacancies.tokens(call, target, line.places())));
        }
        Priority priority = call.wishes().priority();
        long until = now + patience.nanos(priority);
        Deadline deadline = call.request().deadline();
        return new WaitingCall(
                call,
                sought,
                now,
                patience.due(priority, now),
                numbers.getAndIncrement(),
                deadline != null && deadline.at() - until < 0 ? deadline.at() : until,
                then);
    }
}
