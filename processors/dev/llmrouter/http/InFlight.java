package dev.llmrouter.http;

import dev.llmrouter.outcome.Failure;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The requests of one path that are being worked on, from their head to their last byte. Thread-safe. */
final class InFlight {

    private static final long LOOK_MILLIS = 5;

    private final Set<HttpExchange> exchanges = ConcurrentHashMap.newKeySet();
    private final AtomicInteger arriving = new AtomicInteger();

    /** A request has come whose body is still to be read. */
    void arrives() {
        arriving.incrementAndGet();
    }

    /** The body is there, or never will be; exactly once for each that arrives. */
    void arrived() {
        arriving.decrementAndGet();
    }

    void enter(HttpExchange exchange) {
        exchanges.add(exchange);
    }

    void leave(HttpExchange exchange) {
        exchanges.remove(exchange);
    }

    int size() {
        return exchanges.size() + arriving.get();
    }

    /** Gives up waiting for the replies of all of them, {@return how many those are} */
    int end(Failure why) {
        int ended = 0;
        for (HttpExchange exchange : exchanges) {
            exchange.end(why);
            ended++;
        }
        return ended;
    }

    /** Waits until nothing is left, or the time is up. */
    void await(Duration most) {
        long begin = System.nanoTime();
        try {
            while (size() > 0 && System.nanoTime() - begin < most.toNanos()) {
                Thread.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
