package dev.llmrouter.ledger;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the journal into the database, in batches and on a thread of its own. While the database is down the journal
 * waits; what an earlier process began and did not end is settled as unknown.
 */
final class LedgerWriter implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);

    private static final int BATCH = 2000;
    private static final long PAUSE_MILLIS = 200;
    private static final long LAST_WORDS_SECONDS = 5;
    private static final int TRIES_OF_ONE = 3;

    private final Journal journal;
    private final Books books;
    private final Retention retention;
    private final LedgerMeters meters;
    private final InstantSource clock;
    private final BooleanSupplier isUp;
    private final Runnable doubt;
    /** Attempts with smaller numbers are of earlier processes. */
    private final long firstNumber;

    private final Thread thread = new Thread(this::run, "llm-router-ledger");
    private final CountDownLatch closing = new CountDownLatch(1);
    private boolean knowsPlace;
    private volatile boolean hasClosedOthers;
    /** How many records are to be booked one by one, since one of them can't be. */
    private int careful;

    private int failedOnes;

    /**
     * A writer that is not started.
     *
     * @param isUp whether it is worth while to ask the database
     * @param doubt told when it did not answer
     */
    LedgerWriter(
            Journal journal,
            Books books,
            Retention retention,
            LedgerMeters meters,
            InstantSource clock,
            long firstNumber,
            BooleanSupplier isUp,
            Runnable doubt) {
        this.journal = journal;
        this.books = books;
        this.retention = retention;
        this.meters = meters;
        this.clock = clock;
        this.firstNumber = firstNumber;
        this.isUp = isUp;
        this.doubt = doubt;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    private void run() {
        boolean isLast;
        do {
            isLast = isClosing();
            try {
                if (!isLast) {
                    journal.prepare();
                }
                if (isUp.getAsBoolean()) {
                    drain();
                }
            } catch (SQLException e) {
                failed(e);
            } catch (IOException e) {
                LOG.debug("no file for the journal", e);
            } catch (RuntimeException e) {
                LOG.error("the ledger can't be written", e);
                startOver();
            }
        } while (!isLast);
    }

    private boolean isClosing() {
        try {
            return closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            return true;
        }
    }

    private void drain() throws SQLException {
        if (!knowsPlace) {
            journal.skipTo(books.place());
            knowsPlace = true;
        }
        while (bookSome() > 0) {
            closeOthers();
        }
        closeOthers();
        retention.step();
    }

    private int bookSome() throws SQLException {
        List<Entry> entries = new ArrayList<>();
        int records = journal.read(careful > 0 ? 1 : BATCH, bytes -> add(bytes, entries));
        if (records == 0) {
            return 0;
        }
        try {
            books.book(entries, journal.place());
        } catch (SQLException e) {
            if (!isOfData(e)) {
                throw e;
            }
            bookOthersThan(entries, e);
        }
        careful = Math.max(0, careful - records);
        failedOnes = 0;
        journal.release();
        meters.booked(records);
        return records;
    }

    private static void add(ByteBuffer bytes, List<Entry> entries) {
        try {
            entries.add(EntryBytes.read(bytes));
        } catch (RuntimeException e) {
            LOG.error("a record of the journal can't be read, and is left out: {}", e.toString());
        }
    }

    /** One that the database does not take must not keep the others back. */
    private void bookOthersThan(List<Entry> entries, SQLException why) throws SQLException {
        if (entries.size() > 1) {
            careful = entries.size();
            throw why;
        }
        if (++failedOnes < TRIES_OF_ONE) {
            throw why;
        }
        entries.forEach(entry -> meters.refused(entry, why.getSQLState()));
        books.book(List.of(), journal.place());
    }

    /** Wrong data, or a row that is there already: another try does not help. */
    private static boolean isOfData(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("22") || state.startsWith("23"));
    }

    private void closeOthers() throws SQLException {
        if (!hasClosedOthers && journal.isPastOthers()) {
            long now = clock.millis();
            int left = books.closeBefore(firstNumber, entry -> entry.unknown(now), journal.place());
            hasClosedOthers = true;
            if (left > 0) {
                LOG.warn(
                        "{} attempts were going on when the router ended last time: booked as {}, with an estimated"
                                + " cost",
                        left,
                        Entry.UNKNOWN);
            }
        }
    }

    /** {@return whether all is booked that earlier processes have left} */
    boolean hasClosedOthers() {
        return hasClosedOthers;
    }

    /** A commit may have arrived whose answer did not: how far the journal is booked, the database says. */
    private void failed(SQLException e) {
        LOG.debug("the ledger waits for its store", e);
        startOver();
        if (!isOfData(e)) {
            doubt.run();
        }
    }

    private void startOver() {
        journal.rewind();
        knowsPlace = false;
    }

    /** Writes what there is, where the database answers. */
    @Override
    public void close() {
        closing.countDown();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(LAST_WORDS_SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
