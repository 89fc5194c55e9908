package dev.llmrouter.route;

import dev.llmrouter.call.Places;
import dev.llmrouter.call.Workers;
import dev.llmrouter.config.OverloadEntry;
import dev.llmrouter.overload.AwaitTurn;
import dev.llmrouter.overload.Patience;
import dev.llmrouter.overload.QueueMeters;
import dev.llmrouter.overload.Turns;
import dev.llmrouter.overload.Vacancies;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/** Binds the queue in front of dispatch. */
final class Queue {

    private static final String THREADS = "llm-router-turns";

    private Queue() {}

    static void bind(CamelContext camel, OverloadEntry entry, Vacancies vacancies, MeterRegistry meters) {
        Patience patience = new Patience(entry.queue(), entry.maxWait(), entry.maxBatchWait(), entry.ageing());
        Turns turns = new Turns(patience, vacancies, alarms(camel), System::nanoTime, new QueueMeters(meters));
        ExecutorService workers = Workers.create(camel, THREADS, ThreadPoolRejectedPolicy.CallerRuns);
        camel.getRegistry().bind("awaitTurn", Processor.class, new AwaitTurn(turns, workers));
    }

    /** {@return the places for all calls in dispatch; null for any number} */
    static @Nullable Places router(OverloadEntry entry) {
        Integer most = entry.concurrentRequests() == null ? Workers.mostBlocked() : entry.concurrentRequests();
        return most == null ? null : new Places(Throttles.places("router", most));
    }

    /** One thread from the first call on that waits; no limit, since there is an alarm for each that does. */
    private static ScheduledExecutorService alarms(CamelContext camel) {
        ThreadPoolProfile profile = new ThreadPoolProfile(THREADS + "-alarms");
        profile.setPoolSize(1);
        profile.setMaxQueueSize(-1);
        return camel.getExecutorServiceManager().newScheduledThreadPool(camel, THREADS + "-alarms", profile);
    }
}
