package dev.llmrouter.route;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.SideBooks;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.StoreEntry;
import dev.llmrouter.ledger.BookAttempt;
import dev.llmrouter.ledger.Ledger;
import dev.llmrouter.ledger.LedgerMeters;
import dev.llmrouter.ledger.OpenLedger;
import dev.llmrouter.ledger.Reports;
import dev.llmrouter.ledger.SettleLedger;
import dev.llmrouter.ledger.TellLedger;
import dev.llmrouter.ledger.TellSpend;
import dev.llmrouter.store.Database;
import dev.llmrouter.store.Store;
import dev.llmrouter.wire.Json;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.support.service.ServiceSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The store and the ledger of a router, or that there are none: they are opened where tenants are configured,
 * messages are taken from a broker, or {@code store.always} is true. A {@code DataSource} that an application has bound is the store.
 */
final class Accounting extends ServiceSupport {

    /** Longer than an embedded database takes to open, and no longer than somebody waits at a terminal. */
    private static final Duration START = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(Accounting.class);

    private final @Nullable Store store;
    private final @Nullable OpenLedger ledger;
    private final LedgerMeters meters;
    private volatile Runnable lastWork = () -> {};

    private Accounting(@Nullable Store store, @Nullable OpenLedger ledger, LedgerMeters meters) {
        this.store = store;
        this.ledger = ledger;
        this.meters = meters;
    }

    static Accounting bind(CamelContext camel, RouterConfig config, MeterRegistry registry) throws Exception {
        LedgerMeters meters = new LedgerMeters(registry);
        Accounting accounting = open(camel, config, meters);
        Ledger kept = accounting.ledger == null ? null : accounting.ledger.ledger();
        bind(camel, "bookAttempt", new BookAttempt(kept));
        bind(camel, "settleLedger", new SettleLedger());
        if (kept != null) {
            camel.getRegistry().bind(SideBooks.NAME, SideBooks.class, kept);
        }
        Reports reports = accounting.reports();
        ExecutorService readers =
                camel.getExecutorServiceManager().newThreadPool(accounting, "llm-router-reports", 1, 2);
        bind(camel, "tellSpend", new TellSpend(reports));
        bind(camel, "tellLedger", new TellLedger(reports, readers));
        camel.addService(accounting, true, true);
        return accounting;
    }

    /** {@return the database that replicas share; null where nothing is kept} */
    @Nullable
    DataSource database() {
        return store == null ? null : store.dataSource();
    }

    /** Waits for what comes of opening the database, which may be that it is down. */
    void awaitOpening() {
        if (store != null) {
            var unused = store.troubleOnceOpened();
        }
    }

    /** Waits for a moment for the database, for whoever can't do without it. */
    void awaitDatabase() throws InterruptedException {
        if (store != null) {
            store.awaitFirst(START);
        }
    }

    /** {@return null where nothing is kept} */
    @Nullable
    OpenLedger ledger() {
        return ledger;
    }

    /** Has something done at the end, while the database can still be asked. */
    void beforeEnd(Runnable work) {
        lastWork = work;
    }

    /** {@return how the store is, for {@code /health}; null where there is none} */
    @Nullable
    ObjectNode health() {
        if (store == null) {
            return null;
        }
        String trouble = store.trouble();
        ObjectNode health = Json.MAPPER.createObjectNode().put("status", trouble == null ? "up" : "down");
        if (trouble != null) {
            health.put("trouble", trouble);
        }
        return health.put("waiting", meters.waiting());
    }

    private Reports reports() {
        return store == null ? Reports.none() : Reports.of(store.dataSource(), store::troubleOnceOpened);
    }

    private static Accounting open(CamelContext camel, RouterConfig config, LedgerMeters meters) throws IOException {
        StoreEntry entry = config.store();
        if (config.tenants().isEmpty() && !entry.always() && config.channels().jms() == null) {
            return new Accounting(null, null, meters);
        }
        Path folder = camel.getRegistry().lookupByNameAndType(LlmRouter.DATA, Path.class);
        DataSource bound = camel.getRegistry().findSingleByType(DataSource.class);
        Database database = database(camel, entry, folder);
        Optional<String> missing = bound == null ? database.missing() : Store.missing();
        if (missing.isPresent()) {
            String why = "store can't be opened: " + missing.get();
            if (!entry.equals(StoreEntry.DEFAULT)) {
                throw new IllegalArgumentException(why);
            }
            LOG.warn("{}. Nothing is booked.", why);
            return new Accounting(null, null, meters);
        }
        Store store = bound == null ? Store.open(database) : Store.of(bound);
        Path journal = folder == null ? Files.createTempDirectory("llm-router") : folder;
        OpenLedger ledger = OpenLedger.open(
                journal.resolve("ledger"),
                store.dataSource(),
                entry.keep(),
                InstantSource.system(),
                meters,
                store::isUp,
                store::doubt);
        return new Accounting(store, ledger, meters);
    }

    private static Database database(CamelContext camel, StoreEntry entry, @Nullable Path folder) {
        String url = entry.url();
        if (url != null) {
            return new Database(url, entry.user(), entry.password());
        }
        return folder == null ? Database.inMemory(camel.getName()) : Database.in(folder);
    }

    /** After the routes have ended. */
    @Override
    protected void doStop() {
        lastWork.run();
        if (ledger != null) {
            ledger.close();
        }
        if (store != null) {
            store.close();
        }
    }

    private static void bind(CamelContext camel, String name, Processor step) {
        camel.getRegistry().bind(name, Processor.class, step);
    }
}
