package dev.llmrouter.local;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Where models of this process compute: on as many threads as there are processors, which end when nothing is asked for a
 * while. Native code never gives back the thread that carries a virtual one, so on the callers' own threads a few
 * milliseconds of it would keep all other calls waiting. Costs some microseconds. Thread-safe.
 */
final class Computing {

    private static final long IDLE_SECONDS = 10;

    private static final Executor THREADS = threads();

    private Computing() {}

    /**
     * {@return what was computed} Waits for it.
     *
     * @throws RuntimeException what the computation throws
     */
    static <T> T on(Supplier<T> computation) {
        try {
            return CompletableFuture.supplyAsync(computation, THREADS).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof RuntimeException thrown) {
                throw thrown;
            }
            throw e;
        }
    }

    private static Executor threads() {
        AtomicInteger numbers = new AtomicInteger();
        int processors = Runtime.getRuntime().availableProcessors();
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                processors, processors, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), task -> {
                    Thread thread = new Thread(task, "llm-router-model-" + numbers.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }
}
