package dev.llmrouter.semantic;

import dev.llmrouter.aside.Toll;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.vector.TextVectors;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes vectors of examples in the background, since that takes some milliseconds for each, and again and again until
 * it works. Thread-safe.
 */
final class LearnExamples {

    private static final Logger LOG = LoggerFactory.getLogger(LearnExamples.class);

    /** What the vectors are for, and whether whoever makes them is in service. */
    record Task(String model, Examples examples, @Nullable Double threshold, BooleanSupplier isInService, Toll toll) {}

    private final Task task;
    private final TextVectors vectors;
    private volatile @Nullable ExampleSpace learnt;

    private LearnExamples(Task task, TextVectors vectors) {
        this.task = task;
        this.vectors = vectors;
    }

    /** Begins, on a thread that ends when all is learnt, or with the context. */
    static LearnExamples begin(Task task, TextVectors vectors, CamelContext camel, Duration pause) {
        LearnExamples learning = new LearnExamples(task, vectors);
        ScheduledExecutorService thread =
                camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(learning, "examples-" + task.model);
        // rather than sleep in between: then the end of the context would wait for it
        var unused = thread.scheduleWithFixedDelay(
                () -> {
                    if (learning.isDone()) {
                        camel.getExecutorServiceManager().shutdownNow(thread);
                    }
                },
                0,
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
        return learning;
    }

    private boolean isDone() {
        if (task.isInService.getAsBoolean()) {
            return isLearnt();
        }
        later("its embedding model is out of service");
        return false;
    }

    private boolean isLearnt() {
        long begin = System.nanoTime();
        try {
            ExampleSpace space = ExampleSpace.of(vectors.all(task.examples.texts(), task.toll), task.threshold);
            learnt = space;
            LOG.info(
                    "model {}: knows its {} examples after {} ms; prompts less alike than {} to any of them go to"
                            + " otherwise",
                    task.model,
                    space.index().size(),
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin),
                    String.format(Locale.ROOT, "%.2f", space.threshold()));
            return true;
        } catch (RuntimeException | LinkageError e) {
            Failure failure = LlmException.failureIn(e);
            // not its message, which may quote what was sent
            later(failure == null ? e.getClass().getName() : failure.kind().code());
            return false;
        }
    }

    private void later(String why) {
        LOG.warn("model {}: can't learn its examples yet, so all prompts go to otherwise: {}", task.model, why);
    }

    /** {@return what is known of them; null until all are} */
    @Nullable
    ExampleSpace learnt() {
        return learnt;
    }
}
