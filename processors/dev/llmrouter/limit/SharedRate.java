package dev.llmrouter.limit;

import dev.llmrouter.call.MinuteRate;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.distributed.AsyncBucketProxy;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What flows in a minute for all replicas together. Each takes a little more than it needs, and lives on that before it
 * asks again: what all replicas have so in hand is at most a hundredth of a minute's, and never more than there is. While
 * the Redis does not answer, each lives on its share of what was left and of what flows in, and tells it afterwards.
 * {@link #take} may wait for the Redis, everything else never does. Thread-safe; nothing is locked meanwhile.
 */
final class SharedRate implements MinuteRate {

    /** The hundredth, halved, since stock goes up to twice what is taken in advance. */
    private static final long PART = 200;

    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

    private final String name;
    private final long most;
    private final RedisLink link;
    private final LongFunction<MinuteRate> own;
    private final AtomicLong stock = new AtomicLong();
    private final AtomicBoolean isStocking = new AtomicBoolean();
    /** What was taken of the share and the Redis does not know yet. */
    private final AtomicLong untold = new AtomicLong();

    private volatile RedisLink.@Nullable Shared shared;
    private volatile @Nullable Share share;
    private volatile Seen seen;

    /** How much the Redis had left, and when. */
    private record Seen(long left, long nanoTime) {}

    /** What this replica lives on, since the Redis has stopped answering for that many times. */
    private record Share(int failures, MinuteRate rate) {}

    /** {@code own} makes what flows for one replica. */
    SharedRate(String name, long most, RedisLink link, LongFunction<MinuteRate> own) {
        this.name = name;
        this.most = most;
        this.link = link;
        this.own = own;
        this.seen = new Seen(most, System.nanoTime());
    }

    @Override
    public boolean take(long amount) {
        long wanted = Math.min(amount, most);
        long inHand = fromStock(wanted);
        if (inHand < wanted && !fetch(wanted - inHand)) {
            stock.addAndGet(inHand);
            return false;
        }
        if (amount > wanted) {
            settle(wanted, amount);
        }
        return true;
    }

    private long fromStock(long wanted) {
        long before = stock.getAndUpdate(has -> has - Math.max(0, Math.min(has, wanted)));
        return Math.max(0, Math.min(before, wanted));
    }

    private boolean fetch(long wanted) {
        RedisLink.Shared bucket = link.isUp() ? shared() : null;
        if (bucket == null) {
            return takeOwn(wanted);
        }
        tell();
        boolean isStock = isStocking.compareAndSet(false, true);
        try {
            long more = isStock && left() > wanted + 10 * batch() ? batch() : 0;
            boolean isTaken = take(bucket.waiting(), wanted + more);
            if (isTaken) {
                stock.addAndGet(more);
            }
            return isTaken || (more > 0 && take(bucket.waiting(), wanted));
        } catch (RuntimeException e) {
            link.failed(e);
            return takeOwn(wanted);
        } finally {
            if (isStock) {
                isStocking.set(false);
            }
        }
    }

    private RedisLink.@Nullable Shared shared() {
        RedisLink.Shared known = shared;
        if (known == null) {
            known = link.bucket(name, most);
            shared = known;
        }
        return known;
    }

    private boolean takeOwn(long wanted) {
        boolean isTaken = share().take(wanted);
        untold.addAndGet(isTaken ? wanted : 0);
        return isTaken;
    }

    private void tell() {
        long taken = untold.get() == 0 ? 0 : untold.getAndSet(0);
        if (taken != 0) {
            move(-taken);
        }
    }

    private boolean take(Bucket shared, long amount) {
        ConsumptionProbe probe = shared.tryConsumeAndReturnRemaining(amount);
        seen = new Seen(probe.getRemainingTokens(), System.nanoTime());
        return probe.isConsumed();
    }

    /** Less than one of them is none: then every call asks the Redis. */
    private long batch() {
        return most / (PART * link.replicas());
    }

    private MinuteRate share() {
        Share known = share;
        int failures = link.failures();
        if (known == null || known.failures() != failures) {
            long all = Math.max(1, most / link.replicas());
            MinuteRate rate = own.apply(all);
            rate.settle(0, all - Math.min(all, seenNow() / link.replicas()));
            known = new Share(failures, rate);
            share = known;
        }
        return known.rate();
    }

    @Override
    public void settle(long taken, long used) {
        if (!link.isUp()) {
            share().settle(taken, used);
            untold.addAndGet(used - taken);
            return;
        }
        long has = stock.addAndGet(taken - used);
        long batch = batch();
        if (has > 2 * batch || has < 0) {
            long moved = has < 0 ? has : has - batch;
            stock.addAndGet(-moved);
            move(moved);
        }
    }

    /** To the Redis, or from it where it is less than nothing. */
    private void move(long amount) {
        RedisLink.Shared bucket = shared();
        if (bucket != null) {
            AsyncBucketProxy there = bucket.sending();
            CompletableFuture<?> moved =
                    amount > 0 ? there.addTokens(amount) : there.consumeIgnoringRateLimits(-amount);
            var unused = moved.whenComplete((done, why) -> {
                if (why != null) {
                    link.failed(why);
                }
            });
        }
    }

    @Override
    public long left() {
        if (!link.isUp()) {
            return share().left();
        }
        return Math.min(most, Math.max(0, stock.get()) + seenNow());
    }

    /** What the Redis would have left if nobody else had taken any. */
    private long seenNow() {
        Seen last = seen;
        double since = (double) (System.nanoTime() - last.nanoTime) / MINUTE * most;
        return last.left + (long) Math.min((double) (most - last.left), since);
    }

    @Override
    public long nanosUntil(long amount) {
        if (!link.isUp()) {
            return share().nanosUntil(amount);
        }
        long missing = Math.min(amount, most) - left();
        return missing <= 0 ? 0 : (long) Math.ceil((double) missing / most * MINUTE);
    }

    @Override
    public long nanosUntilFull() {
        return nanosUntil(most);
    }

    @Override
    public long most() {
        return most;
    }
}
