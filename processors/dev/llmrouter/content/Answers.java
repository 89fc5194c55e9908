package dev.llmrouter.content;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import dev.llmrouter.content.LookupPolicy.Answer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * What was found lately, by key. Whoever wants the same at the same time waits for one question; one that takes longer
 * than its askers wait goes on, and is there for the next. What was not found or went wrong is asked for again soon.
 * Thread-safe.
 */
final class Answers {

    private static final int MOST = 10_000;
    private static final Duration BRIEFLY = Duration.ofSeconds(2);

    private final AsyncCache<String, Answer> answers;
    private final Threads threads;
    private final Duration patience;

    /** {@code patience} is how long an asker waits; a question is given up after ten times that, and a second at least. */
    Answers(Threads threads, Duration keep, Duration patience) {
        this.threads = threads;
        this.patience = patience;
        Duration brief = keep.compareTo(BRIEFLY) < 0 ? keep : BRIEFLY;
        this.answers = Caffeine.newBuilder()
                .maximumSize(MOST)
                .expireAfter(Expiry.<String, Answer>creating((key, answer) -> answer.isFound() ? keep : brief))
                .buildAsync();
    }

    /**
     * {@return the answer to a question that is known by the key}
     *
     * @param ask runs on another thread, and never throws
     * @throws TimeoutException where nobody waits so long
     */
    Answer of(String key, Supplier<Answer> ask) throws TimeoutException, ExecutionException, InterruptedException {
        return answers.get(key, (same, executor) -> begin(ask)).get(patience.toNanos(), TimeUnit.NANOSECONDS);
    }

    private CompletableFuture<Answer> begin(Supplier<Answer> ask) {
        long most = Math.max(1000, 10 * patience.toMillis());
        return CompletableFuture.supplyAsync(ask, threads.pool())
                .completeOnTimeout(Answer.trouble("TimeoutException"), most, TimeUnit.MILLISECONDS);
    }
}
