package dev.llmrouter.ranking;

import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.Selection;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ranks by one policy until a day begins in UTC, and by its successor from then on. */
public final class SucceededPolicy implements Policy {

    private static final Logger LOG = LoggerFactory.getLogger(SucceededPolicy.class);

    private final String name;
    private final Policy before;
    private final long sunset;
    private final Policy successor;
    private final Clock clock;
    private final String because;
    private final AtomicBoolean isTold = new AtomicBoolean();

    /**
     * A policy with a successor.
     *
     * @param name of the model or the target that comes to its end
     * @param heir the name of its successor
     */
    public SucceededPolicy(String name, Policy before, LocalDate sunset, String heir, Policy successor, Clock clock) {
        this.name = name;
        this.before = before;
        this.sunset = sunset.atStartOfDay(ZoneOffset.UTC).toInstant().toEpochMilli();
        this.successor = successor;
        this.clock = clock;
        this.because = name + " had its sunset on " + sunset + "; " + heir + " takes over";
    }

    @Override
    public List<Target> rank(Selection selection) {
        if (clock.millis() < sunset) {
            return before.rank(selection);
        }
        if (isTold.compareAndSet(false, true)) {
            LOG.warn("{}", because);
        }
        selection.because(because);
        return successor.rank(selection);
    }

    @Override
    public String toString() {
        return "SucceededPolicy[" + name + "]";
    }
}
