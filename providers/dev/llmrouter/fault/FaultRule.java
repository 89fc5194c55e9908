package dev.llmrouter.fault;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is made to go wrong, where and how often.
 *
 * @param targets names of targets, with * for any text
 * @param fault what goes wrong
 * @param percent of the attempts that it goes wrong with
 * @param lasts for how long from when it is switched on; null for as long as it is
 * @param delay how much later a provider is asked, or what lies between two events
 * @param after how many events of a stream come before
 * @param status of a provider that says it is in trouble
 * @param retryAfter what a provider says that wants fewer requests
 */
@Doc("what is made to go wrong, to see what callers see of it; not for production")
public record FaultRule(
        @Doc("names of targets, with * for any text; default all") @Range(min = 1) List<String> targets,
        @Doc(value = "what goes wrong with an attempt", required = true) FaultKind fault,
        @Doc(
                        "share of the attempts that it goes wrong with, in per cent; default 100; several rules for a target add up")
                @Range(min = 0, max = 100)
                Double percent,
        @Doc("for how long from the start, or from when it is switched on; default until it is switched off") @Nullable
                Duration lasts,
        @Doc("of latency: before the provider is asked; default 2s. Of slow: from one event to the next; default 500ms")
                Duration delay,
        @Doc("of cut, stall and malformed: behind how many events of a stream; default 5") @Range(min = 0)
                Integer after,
        @Doc("of error: 500 to 599; default 503") @Range(min = 500, max = 599) Integer status,
        @Doc("of rateLimit: what the provider says; default 1s") Duration retryAfter) {

    private static final double ALL = 100;
    private static final int AFTER = 5;
    private static final int STATUS = 503;

    /** What is absent takes its default; what would do nothing is refused. */
    public FaultRule(
            @Nullable List<String> targets,
            FaultKind fault,
            @Nullable Double percent,
            @Nullable Duration lasts,
            @Nullable Duration delay,
            @Nullable Integer after,
            @Nullable Integer status,
            @Nullable Duration retryAfter) {
        only(delay == null || fault.takesDelay(), "delay is for latency and slow");
        only(after == null || fault.takesEvents(), "after is for cut, stall and malformed");
        only(status == null || fault == FaultKind.ERROR, "status is for error");
        only(retryAfter == null || fault == FaultKind.RATE_LIMIT, "retryAfter is for rateLimit");
        only(delay == null || !delay.isNegative(), "delay is not negative");
        only(lasts == null || (!lasts.isNegative() && !lasts.isZero()), "lasts is more than nothing");
        this.targets = targets == null ? List.of("*") : List.copyOf(targets);
        this.fault = fault;
        this.percent = percent == null ? ALL : percent;
        this.lasts = lasts;
        this.delay = delay != null ? delay : Duration.ofMillis(fault == FaultKind.SLOW ? 500 : 2000);
        this.after = after == null ? AFTER : after;
        this.status = status == null ? STATUS : status;
        this.retryAfter = retryAfter == null ? Duration.ofSeconds(1) : retryAfter;
    }

    private static void only(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(rule);
        }
    }
}
