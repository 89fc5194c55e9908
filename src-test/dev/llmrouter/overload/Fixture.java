package dev.llmrouter.overload;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Places;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Turns at targets {@code t0}, {@code t1}, ... with a few places each, which nobody is asked at. */
final class Fixture implements AutoCloseable {

    static final Duration AGEING = Duration.ofSeconds(10);

    private static final Patience PATIENCE = new Patience(10_000, Duration.ofHours(1), Duration.ofHours(1), AGEING);

    /** Only adds to the time that really passes. */
    final AtomicLong later = new AtomicLong();

    private final int placesEach;
    private final Map<String, Places> places = new ConcurrentHashMap<>();
    private final ScheduledExecutorService alarms = Executors.newSingleThreadScheduledExecutor();
    final @Nullable Places router;
    final Turns turns;

    Fixture(int placesEach, int inRouter) {
        this.placesEach = placesEach;
        this.router = inRouter == 0 ? null : newPlaces(inRouter);
        this.turns = new Turns(
                PATIENCE,
                new Vacancies(this::places, router, target -> 0, (call, target) -> 0),
                alarms,
                () -> System.nanoTime() + later.get(),
                new QueueMeters(new SimpleMeterRegistry()));
    }

    Places places(Target target) {
        return places.computeIfAbsent(target.name(), name -> newPlaces(placesEach));
    }

    private static Places newPlaces(int count) {
        return new Places(Bulkhead.of(
                "p",
                BulkheadConfig.custom()
                        .maxConcurrentCalls(count)
                        .maxWaitDuration(Duration.ZERO)
                        .build()));
    }

    static Target target(int number) {
        return Target.of("t" + number, "p", "m");
    }

    static Call call(String id, String priority, List<Target> candidates) {
        OpenAiRequest wire =
                OpenAiRequest.read("{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"
                        .getBytes(StandardCharsets.UTF_8));
        Call call = new Call(
                id,
                LlmRequest.of(wire, Map.of(), null, new Cancellation()),
                name -> name.equals("x-llm-priority") ? priority : null,
                false);
        call.select("m", candidates);
        return call;
    }

    @Override
    public void close() {
        alarms.shutdownNow();
    }
}
