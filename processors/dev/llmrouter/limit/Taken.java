package dev.llmrouter.limit;

import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.outcome.Usage;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What a call has taken from its accounts, until it is settled, which only counts once. Thread-safe. */
final class Taken {

    /** The exchange property that holds it. */
    static final String PROPERTY = "LlmLimitsTaken";

    private final Call call;
    private final List<Allotment> from;
    private final long tokens;
    private final AtomicBoolean isSettled = new AtomicBoolean();

    private Taken(Call call, List<Allotment> from, long tokens) {
        this.call = call;
        this.from = from;
        this.tokens = tokens;
    }

    /** {@return what makes a call of its own of it: it took from all of them} */
    static Taken of(Call call, List<Allotment> from, long tokens) {
        return new Taken(call, from, tokens);
    }

    /** Takes from all or from none, and {@return why it did not; null where it did} */
    static @Nullable Scarcity takeAll(List<Allotment> from, long tokens) {
        for (int i = 0; i < from.size(); i++) {
            Scarcity scarcity = from.get(i).take(tokens);
            if (scarcity != null) {
                from.subList(0, i).forEach(taken -> taken.putBack(tokens));
                return scarcity;
            }
        }
        return null;
    }

    /** The call has ended: what its attempts have not used is given back. */
    void settle() {
        if (isSettled.compareAndSet(false, true)) {
            long used = used();
            from.forEach(taken -> taken.settle(tokens, used));
        }
    }

    private long used() {
        long used = 0;
        for (Attempt attempt : call.attempts()) {
            Usage usage = attempt.usage();
            used += usage == null ? 0 : usage.input() + usage.output();
        }
        return used;
    }
}
