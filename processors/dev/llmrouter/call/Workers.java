package dev.llmrouter.call;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.ThreadPoolProfile;
import org.apache.camel.util.concurrent.ThreadPoolRejectedPolicy;
import org.jspecify.annotations.Nullable;

/**
 * What calls run on: a virtual thread for each from Java 21 on, before that a bounded pool. A call of the pool holds
 * its thread until the whole reply or the first content of a stream is there.
 */
public final class Workers {

    private static final int THREADS = 256;
    private static final int WAITING = 1000;

    /** Threads that are left to read and refuse calls while others hold theirs. */
    private static final int SPARE = 16;

    private Workers() {}

    /** {@return how many calls may hold a thread at one time, so that others still find one; null for any number} */
    public static @Nullable Integer mostBlocked() {
        return Runtime.version().feature() >= 21 ? null : THREADS - SPARE;
    }

    /**
     * {@return new workers}
     *
     * @param name of the pool
     * @param full what becomes of a task when all threads are busy and too many wait
     */
    public static ExecutorService create(CamelContext camel, String name, ThreadPoolRejectedPolicy full) {
        try {
            return (ExecutorService)
                    Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        } catch (ReflectiveOperationException beforeJava21) {
            ThreadPoolProfile profile = new ThreadPoolProfile(name);
            profile.setPoolSize(THREADS);
            profile.setMaxPoolSize(THREADS);
            profile.setMaxQueueSize(WAITING);
            profile.setAllowCoreThreadTimeOut(true);
            profile.setKeepAliveTime(30L);
            profile.setRejectedPolicy(full);
            return camel.getExecutorServiceManager().newThreadPool(camel, name, profile);
        }
    }
}
