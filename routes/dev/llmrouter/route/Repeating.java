package dev.llmrouter.route;

import dev.llmrouter.call.Workers;
import dev.llmrouter.config.IdempotencyEntry;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.idempotency.Answers;
import dev.llmrouter.idempotency.KeptAnswers;
import dev.llmrouter.idempotency.RecallAnswer;
import dev.llmrouter.idempotency.RecentAnswers;
import dev.llmrouter.idempotency.Repeats;
import dev.llmrouter.idempotency.StoredAnswers;
import dev.llmrouter.provider.Jars;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/** Binds what answers a request again that came before. */
final class Repeating {

    private static final String THREADS = "llm-router-repeats";
    private static final long MEGABYTE = 1024 * 1024;

    private Repeating() {}

    /**
     * Without a database and Caffeine requests with an Idempotency-Key are like all others.
     *
     * @throws Exception where the folder for answers can't be used
     */
    static void bind(CamelContext camel, RouterConfig config, Accounting accounting, Clock clock) throws Exception {
        Processor recall = recall(camel, config.idempotency(), answers(camel, config, accounting, clock));
        camel.getRegistry().bind("recallAnswer", Processor.class, recall);
    }

    /** What a broker delivers again after the router was killed has to find its answer. */
    private static @Nullable Answers answers(
            CamelContext camel, RouterConfig config, Accounting accounting, Clock clock) throws Exception {
        DataSource database = accounting.database();
        IdempotencyEntry entry = config.idempotency();
        boolean hasMessages = config.channels().jms() != null;
        if (database != null && (config.store().url() != null || (hasMessages && isOfApplication(camel)))) {
            // the first requests would be made without regard to their keys while there is no table for them
            accounting.awaitOpening();
            return new StoredAnswers(database, entry.window(), clock);
        }
        Path folder = camel.getRegistry().lookupByNameAndType(LlmRouter.DATA, Path.class);
        if (hasMessages && folder != null) {
            KeptAnswers kept =
                    new KeptAnswers(folder.resolve("answers"), entry.window(), entry.diskMegabytes() * MEGABYTE, clock);
            camel.addService(kept, true, true);
            return kept;
        }
        return Jars.missing("com.github.benmanes.caffeine.cache.Cache", "com.github.ben-manes.caffeine:caffeine")
                        .isEmpty()
                ? new RecentAnswers(entry.window(), entry.megabytes() * MEGABYTE, clock)
                : null;
    }

    private static boolean isOfApplication(CamelContext camel) {
        return camel.getRegistry().findSingleByType(DataSource.class) != null;
    }

    private static Processor recall(CamelContext camel, IdempotencyEntry entry, @Nullable Answers answers) {
        if (answers == null) {
            return exchange -> {};
        }
        ExecutorService workers = Workers.create(camel, THREADS, ThreadPoolRejectedPolicy.CallerRuns);
        return new RecallAnswer(answers, new Repeats(answers, entry.maxWait(), workers, alarms(camel)), workers);
    }

    /** One thread from the first on that waits; no limit, since there is an alarm for each that does. */
    private static ScheduledExecutorService alarms(CamelContext camel) {
        ThreadPoolProfile profile = new ThreadPoolProfile(THREADS + "-alarms");
        profile.setPoolSize(1);
        profile.setMaxQueueSize(-1);
        return camel.getExecutorServiceManager().newScheduledThreadPool(camel, THREADS + "-alarms", profile);
    }
}
