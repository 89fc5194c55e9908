package dev.llmrouter.policy;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;

/** The last hundred of some times. Thread-safe; a time costs two writes, and a question sorts them. */
final class LatestTimes {

    private static final int KEPT = 100;
    private static final int FEWEST = 20;

    private final AtomicLongArray times = new AtomicLongArray(KEPT);
    private final AtomicInteger count = new AtomicInteger();

    void add(long nanos) {
        int number = count.getAndUpdate(now -> now == Integer.MAX_VALUE ? KEPT : now + 1);
        times.set(number % KEPT, nanos);
    }

    /** {@return what that share of them does not exceed; {@link Long#MAX_VALUE} where they are fewer than twenty} */
    long quantile(double share) {
        int known = Math.min(KEPT, count.get());
        if (known < FEWEST) {
            return Long.MAX_VALUE;
        }
        long[] sorted = new long[known];
        for (int i = 0; i < known; i++) {
            sorted[i] = times.get(i);
        }
        Arrays.sort(sorted);
        return sorted[(int) Math.ceil(share * known) - 1];
    }
}
