package dev.llmrouter.experiment;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which arms the latest calls were in, for feedback that comes later: {@value #MOST} calls of the last day, and no word
 * of what was said. Of calls of one id and tenant the last counts. Thread-safe.
 */
public final class RecentCalls {

    static final int MOST = 10_000;
    static final Duration KEPT = Duration.ofHours(24);

    /** Tenants name their calls themselves, so they may give the same names; null where nobody was asked who it is. */
    private record Name(@Nullable String tenant, String id) {}

    private static final class Seen {
        private final List<Seat> seats;
        private final Instant since;
        private boolean isScored;

        Seen(List<Seat> seats, Instant since) {
            this.seats = seats;
            this.since = since;
        }
    }

    /**
     * What became of a score.
     *
     * @param seats the arms that it counted for; empty where it did not count
     * @param isDuplicate whether the call had one already
     */
    record Scored(List<Seat> seats, boolean isDuplicate) {}

    private final Map<Name, Seen> calls = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.@Nullable Entry<Name, Seen> eldest) {
            return size() > MOST;
        }
    };

    private final InstantSource clock;

    /** Calls that are remembered from now on. */
    public RecentCalls(InstantSource clock) {
        this.clock = clock;
    }

    synchronized void add(@Nullable String tenant, String id, List<Seat> seats) {
        Name name = new Name(tenant, id);
        calls.remove(name);
        calls.put(name, new Seen(List.copyOf(seats), clock.instant()));
    }

    /** Counts a score from 0 to 1 for the arms of a call of that tenant. */
    synchronized Scored score(@Nullable String tenant, String id, double score) {
        Name name = new Name(tenant, id);
        Seen seen = calls.get(name);
        if (seen == null || seen.since.plus(KEPT).isBefore(clock.instant())) {
            calls.remove(name);
            return new Scored(List.of(), false);
        }
        if (seen.isScored) {
            return new Scored(List.of(), true);
        }
        seen.isScored = true;
        seen.seats.forEach(seat -> seat.figures().scored(score));
        return new Scored(seen.seats, false);
    }
}
