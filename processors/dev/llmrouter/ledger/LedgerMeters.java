package dev.llmrouter.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What of the ledger waits for its store, and what is lost. Thread-safe. */
public final class LedgerMeters {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerMeters.class);

    // not adders, which cost the many short threads of calls more than they save
    private final AtomicLong appended = new AtomicLong();
    private final AtomicLong booked = new AtomicLong();
    private final Counter lost;
    private final AtomicBoolean isToldOfLoss = new AtomicBoolean();

    /** Both at 0. */
    public LedgerMeters(MeterRegistry registry) {
        lost = Counter.builder("llm.ledger.lost")
                .description("records of attempts that could not be booked")
                .register(registry);
        Gauge.builder("llm.ledger.waiting", this, LedgerMeters::waiting)
                .description("records of attempts that are not yet in the store")
                .strongReference(true)
                .register(registry);
    }

    /** {@return how many records of this process are not yet in the store} */
    public long waiting() {
        return Math.max(0, appended.get() - booked.get());
    }

    void appended(boolean isThere) {
        if (isThere) {
            appended.incrementAndGet();
        } else {
            lost.increment();
            if (isToldOfLoss.compareAndSet(false, true)) {
                LOG.error("the journal of the ledger is full, or its disk: attempts are made that nobody books."
                        + " See /health for the store, and llm_ledger_lost_total for how many.");
            }
        }
    }

    void booked(int records) {
        booked.addAndGet(records);
        isToldOfLoss.set(false);
    }

    /** Says no more than the state of SQL, since messages of drivers show values. */
    void refused(Entry entry, String state) {
        lost.increment();
        LOG.error(
                "attempt {} of call {} can't be booked: the database does not take it, SQLSTATE {}",
                entry.attempt(),
                entry.call(),
                state);
    }
}
