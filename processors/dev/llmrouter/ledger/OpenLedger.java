package dev.llmrouter.ledger;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/** A ledger that is kept, from its journal to its tables, until it is closed. Thread-safe. */
public final class OpenLedger implements AutoCloseable {

    private final Journal journal;
    private final Ledger ledger;
    private final LedgerWriter writer;
    private final long since;

    private OpenLedger(Journal journal, Ledger ledger, LedgerWriter writer, long since) {
        this.journal = journal;
        this.ledger = ledger;
        this.writer = writer;
        this.since = since;
    }

    /**
     * Opens the ledger whose journal is in a folder.
     *
     * @param keep for how long attempts are kept one by one
     * @param isUp whether the database is worth asking
     * @param doubt told when it did not answer
     * @throws IllegalStateException where another process has the journal open
     */
    public static OpenLedger open(
            Path folder,
            DataSource database,
            Duration keep,
            InstantSource clock,
            LedgerMeters meters,
            BooleanSupplier isUp,
            Runnable doubt) {
        Journal journal = Journal.open(folder);
        Numbers numbers = new Numbers(clock);
        long since = numbers.next();
        LedgerWriter writer = new LedgerWriter(
                journal,
                new Books(database, journal.replica()),
                new Retention(database, keep, clock),
                meters,
                clock,
                since,
                isUp,
                doubt);
        writer.start();
        return new OpenLedger(journal, new Ledger(journal, numbers, clock, meters), writer, since);
    }

    /** {@return where calls are booked} */
    public Ledger ledger() {
        return ledger;
    }

    /** {@return what tells this router apart from others on the same database, also after a restart} */
    public String replica() {
        return journal.replica();
    }

    /** {@return less than the numbers of this process's attempts, and more than those of the ones before it} */
    public long since() {
        return since;
    }

    /** {@return whether all is in the database that earlier processes have left in the journal} */
    public boolean isReplayed() {
        return writer.hasClosedOthers();
    }

    @Override
    public void close() {
        writer.close();
        journal.close();
    }
}
