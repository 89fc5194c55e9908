package dev.llmrouter.policy;

import dev.llmrouter.call.Places;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.tokens.TokenCounter;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * How one target has done lately. What was learned fades until it counts as unknown again, so that no target is judged
 * for ever by what is long past. Thread-safe.
 */
public final class TargetPerformance {

    /** How many measurements of times count: enough to see through an odd one, few enough to see a change at once. */
    private static final int LATEST = 20;

    /** A mean of which less than this share of a measurement is left is not known any more. */
    private static final double LEAST = 1.0 / 64;

    /** How much it weighs, in attempts, that a target is not expected to fail. */
    private static final double TRUST = 0.1;

    /** How much it weighs, in tokens, that a target is not expected to have a prompt in its cache. */
    private static final double NOT_CACHED = 1000;

    /** Caches of providers live for minutes. */
    private static final Memory CACHES = Memory.of(Duration.ofMinutes(10), 200);

    private final Target target;
    private final Places places;
    private final LongSupplier nanoTime;
    private final Memory lately;
    private final ReplyLength length;
    private final TokenCounter counter;

    private final HangWatch streams;
    private final HangWatch wholes;
    private volatile DecayingMean firstToken = DecayingMean.NONE;
    private volatile DecayingLine reply = DecayingLine.NONE;
    private volatile DecayingMean failures = DecayingMean.NONE;
    private volatile DecayingMean cached = DecayingMean.NONE;
    private final LatestTimes streamTimes = new LatestTimes();
    private final LatestTimes wholeTimes = new LatestTimes();

    TargetPerformance(Target target, Places places, LongSupplier nanoTime, Duration halfLife, ReplyLength others) {
        this.target = target;
        this.places = places;
        this.nanoTime = nanoTime;
        this.lately = Memory.of(halfLife, LATEST);
        this.length = new ReplyLength(others);
        this.counter = TokenCounter.forModel(target.model());
        this.streams = new HangWatch(target.name());
        this.wholes = new HangWatch(target.name());
    }

    /** {@return whose performance it is} */
    public Target target() {
        return target;
    }

    /** {@return whether it takes calls and answers none of them, so that new ones should rather go elsewhere} */
    public boolean isHanging() {
        // as it is nearly always
        if (places.waiting(true).calls() == 0 && places.waiting(false).calls() == 0) {
            return false;
        }
        long now = nanoTime.getAsLong();
        return streams.isHanging(places.waiting(true), firstToken.ifWeighs(LEAST, lately, now), now)
                || wholes.isHanging(
                        places.waiting(false), reply.ifWeighs(LEAST, length.expected(now), lately, now), now);
    }

    /** {@return whether it hangs, and a call that has been waiting for so long had better be asked elsewhere} */
    public boolean isHopeless(boolean stream, long waitedNanos) {
        return isHanging() && (stream ? streams : wholes).isTooLong(waitedNanos);
    }

    TokenCounter counter() {
        return counter;
    }

    /** {@return how many calls it has now, streams until they end} */
    public int inFlight() {
        return places.taken();
    }

    /** {@return for how long calls of that kind have been waiting for its answer, all together, in nanoseconds} */
    public long waitedNanos(boolean stream) {
        return places.waiting(stream).totalNanos(nanoTime.getAsLong());
    }

    /**
     * {@return how long it takes to answer, in nanoseconds: to the first content of a stream, or to a whole reply as long
     * as is expected; not less than calls have been waiting there on average, so that a target that hangs does not look
     * fast; NaN where nothing is known}
     */
    public double nanosToAnswer(LlmRequest request) {
        long now = nanoTime.getAsLong();
        double learned = request.stream()
                ? firstToken.ifWeighs(LEAST, lately, now)
                : reply.ifWeighs(LEAST, outputTokens(request, now), lately, now);
        return Math.max(learned, (double) places.waiting(request.stream()).meanNanos(now));
    }

    /**
     * {@return how many tokens of a reply it brings in a second, counted from the request to the last byte; fewer where
     * calls have been waiting for long; NaN where nothing is known}
     */
    public double tokensPerSecond(LlmRequest request) {
        long now = nanoTime.getAsLong();
        double learned = reply.xPerY(LEAST, lately, now);
        long waited = places.waiting(request.stream()).meanNanos(now);
        return (waited == 0 ? learned : Math.min(learned, outputTokens(request, now) / waited)) * 1e9;
    }

    /**
     * {@return within which time that share of its last answers came, in nanoseconds, as {@link #nanosToAnswer} counts
     * them; {@link Long#MAX_VALUE} where too few are known}
     */
    public long nanosWithin(LlmRequest request, double share) {
        return (request.stream() ? streamTimes : wholeTimes).quantile(share);
    }

    /** {@return which share of its attempts fails, from 0 to 1; 0 where nothing is known} */
    public double failureShare() {
        return failures.towards(0, TRUST, lately, nanoTime.getAsLong());
    }

    /** {@return which share of a prompt it has in its cache, from 0 to 1; 0 where nothing is known} */
    public double cachedShare() {
        return cached.towards(0, NOT_CACHED, CACHES, nanoTime.getAsLong());
    }

    /** {@return how many tokens its reply will have, and not more than the caller and the model allow} */
    public double outputTokens(LlmRequest request) {
        return outputTokens(request, nanoTime.getAsLong());
    }

    private double outputTokens(LlmRequest request, long now) {
        double expected = length.expected(now);
        int asked = request.maxOutputTokens();
        Integer limit = target.facts().outputLimit();
        double allowed = asked > 0 ? Math.min(expected, asked) : expected;
        return limit == null ? allowed : Math.min(allowed, limit);
    }

    /** Learns when the first content of a stream came. */
    public synchronized void begun(long nanos) {
        firstToken = firstToken.plus((double) nanos, 1, lately, nanoTime.getAsLong());
        streamTimes.add(nanos);
    }

    /** Learns when a reply came whole. */
    public void answered(long nanos) {
        wholeTimes.add(nanos);
    }

    /** Learns of a whole reply, or a stream that came to its end, how long that took in all and what it used. */
    public synchronized void succeeded(long nanos, Usage usage) {
        long now = nanoTime.getAsLong();
        failures = failures.plus(0, 1, lately, now);
        reply = reply.plus((double) usage.output(), (double) nanos, lately, now);
        length.learn(usage.output(), now);
        if (usage.input() > 0) {
            cached = cached.plus((double) usage.cached() / usage.input(), (double) usage.input(), CACHES, now);
        }
    }

    /** Learns that it failed where another target would not have. */
    public synchronized void failed() {
        failures = failures.plus(1, 1, lately, nanoTime.getAsLong());
    }

    /** Learns that somebody waited for so long and got nothing, which only tells that it would have taken longer. */
    public synchronized void waitedInVain(LlmRequest request, long nanos) {
        // else only quick answers would count, and what is nearly always enough would be ever less
        (request.stream() ? streamTimes : wholeTimes).add(nanos);
        long now = nanoTime.getAsLong();
        if (nanos < nanosToAnswer(request)) {
            return;
        }
        if (request.stream()) {
            firstToken = firstToken.plus((double) nanos, 1, lately, now);
        } else {
            reply = reply.plus(outputTokens(request, now), (double) nanos, lately, now);
        }
    }
}
