package dev.llmrouter.store;

import dev.llmrouter.provider.Jars;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database whose tables are as this version of the router needs them, and whether it answers. It is looked after in the
 * background: one that is down, at the start or later, is asked again until it answers. Thread-safe.
 */
public final class Store implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Store.class);

    private static final long CHECK_UP_MILLIS = 5000;
    private static final long CHECK_DOWN_MILLIS = 1000;
    private static final int VALID_SECONDS = 2;
    private static final int OPENING_SECONDS = 5;

    private final DataSource dataSource;
    private final @Nullable Pool pool;
    private final UnaryOperator<String> masked;
    private final Thread keeper = new Thread(this::keep, "llm-router-store");
    private final Semaphore doubts = new Semaphore(0);
    private final CountDownLatch first = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);

    private volatile boolean isUp;
    private volatile @Nullable String trouble = "It is being opened; ask again in a moment.";
    private volatile boolean isClosed;
    private boolean isMigrated;
    private boolean isTold;

    private Store(DataSource dataSource, @Nullable Pool pool, UnaryOperator<String> masked) {
        this.dataSource = dataSource;
        this.pool = pool;
        this.masked = masked;
        keeper.setDaemon(true);
        keeper.start();
    }

    /** {@return a database with connections of its own} Look at {@link Database#missing()} first. */
    public static Store open(Database database) {
        Pool pool = new Pool(database);
        return new Store(pool.dataSource(), pool, database::masked);
    }

    /** {@return the database of somebody else, who closes it} Look at {@link #missing()} first. */
    public static Store of(DataSource dataSource) {
        return new Store(dataSource, null, UnaryOperator.identity());
    }

    /** {@return why no database can be used at all, as far as the class path says} */
    public static Optional<String> missing() {
        return Jars.missing("org.flywaydb.core.Flyway", "org.flywaydb:flyway-core");
    }

    /** {@return the database, which may be down, and whose tables are there once it has been up} */
    public DataSource dataSource() {
        return dataSource;
    }

    /** {@return whether it answered when it was last asked, and its tables are there} */
    public boolean isUp() {
        return isUp;
    }

    /** {@return why it is not up, in words for the operator with no secret in them; null while it is} */
    public @Nullable String trouble() {
        return trouble;
    }

    /** {@return the same, and while it is being opened what came of that, which may take some seconds} */
    public @Nullable String troubleOnceOpened() {
        try {
            var unused = asked.await(OPENING_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
        return trouble;
    }

    /** Waits until it has been up for the first time, and not longer than that. */
    public void awaitFirst(Duration longest) throws InterruptedException {
        if (!first.await(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("the store does not answer yet; calls that need it are refused until it does");
        }
    }

    /** Has it asked at once whether it is up, after somebody got no answer. */
    public void doubt() {
        doubts.release();
    }

    private void keep() {
        while (!isClosed) {
            try {
                check();
            } catch (RuntimeException | SQLException | LinkageError e) {
                fails(e);
            }
            asked.countDown();
            try {
                if (doubts.tryAcquire(isUp ? CHECK_UP_MILLIS : CHECK_DOWN_MILLIS, TimeUnit.MILLISECONDS)) {
                    doubts.drainPermits();
                }
            } catch (InterruptedException closed) {
                return;
            }
        }
    }

    private void check() throws SQLException {
        if (!isMigrated) {
            Migrations.run(dataSource);
            isMigrated = true;
        }
        try (Connection connection = dataSource.getConnection()) {
            if (!connection.isValid(VALID_SECONDS)) {
                throw new SQLException("It does not answer.");
            }
        }
        trouble = null;
        isUp = true;
        first.countDown();
        if (isTold) {
            LOG.info("the store answers again");
            isTold = false;
        }
    }

    private void fails(Throwable thrown) {
        if (isClosed) {
            return;
        }
        isUp = false;
        String why = why(thrown);
        trouble = why;
        if (!isTold) {
            LOG.warn("the store is down: {} What is to be booked waits on this machine's disk.", why);
            isTold = true;
        }
        if (pool != null) {
            renewPassword(pool);
        }
    }

    private static void renewPassword(Pool pool) {
        try {
            pool.renewPassword();
        } catch (RuntimeException e) {
            LOG.debug("the password of the store can't be looked up", e);
        }
    }

    /** The last cause says most; drivers do not put passwords there, and Flyway may put the URL. */
    private String why(Throwable thrown) {
        Throwable last = thrown;
        while (last.getCause() != null) {
            last = last.getCause();
        }
        String message = last.getMessage() == null ? last.toString() : last.getMessage();
        String first = masked.apply(message).lines().findFirst().orElse("").strip();
        return first.endsWith(".") ? first : first + ".";
    }

    @Override
    public void close() {
        isClosed = true;
        // an interrupt would close the files of a database in this process
        doubts.release();
        try {
            keeper.join(TimeUnit.SECONDS.toMillis(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (pool != null) {
            pool.close();
        }
    }
}
