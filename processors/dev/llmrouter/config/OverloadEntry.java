package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What becomes of calls that no target has a place for. */
@Doc("the queue of calls that wait for a place at one of their targets")
public record OverloadEntry(
        @Doc("how many calls may wait; 0 for none; default 1000") @Range(min = 0, max = 100000) Integer queue,
        @Doc("how long a call may wait; default 5s") Duration maxWait,
        @Doc("how long a call of low priority may wait, since nobody waits for it; default 30s") Duration maxBatchWait,
        @Doc("after how long a wait a call counts as one priority more important; default 10s") Duration ageing,
        @Doc("how many calls may wait for their reply, or for the first content of a stream, at one time; default any"
                        + " number, and on Java 17 as many as there are threads for")
                @Range(min = 1, max = 100000)
                @Nullable
                Integer concurrentRequests) {

    /** Of a configuration that says nothing of it. */
    public static final OverloadEntry DEFAULT = new OverloadEntry(null, null, null, null, null);

    /** What is absent takes its default. */
    public OverloadEntry(
            @Nullable Integer queue,
            @Nullable Duration maxWait,
            @Nullable Duration maxBatchWait,
            @Nullable Duration ageing,
            @Nullable Integer concurrentRequests) {
        this.queue = queue == null ? 1000 : queue;
        this.maxWait = maxWait == null ? Duration.ofSeconds(5) : maxWait;
        this.maxBatchWait = maxBatchWait == null ? Duration.ofSeconds(30) : maxBatchWait;
        this.ageing = ageing == null ? Duration.ofSeconds(10) : ageing;
        this.concurrentRequests = concurrentRequests;
    }
}
