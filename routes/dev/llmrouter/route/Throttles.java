package dev.llmrouter.route;

import dev.llmrouter.call.Allowance;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.provider.Jars;
import dev.llmrouter.throttle.MinuteAllowance;
import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadConfig;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What targets are throttled with. */
final class Throttles {

    private Throttles() {}

    static Bulkhead places(String name, int most) {
        return Bulkhead.of(
                name,
                BulkheadConfig.custom()
                        .maxConcurrentCalls(most)
                        .maxWaitDuration(Duration.ZERO)
                        .writableStackTraceEnabled(false)
                        .build());
    }

    /** {@return null for a target without limits, for which then nothing is paid} */
    static @Nullable Allowance allowance(Target target) {
        if (target.perMinute().isNone()) {
            return null;
        }
        Jars.missing("io.github.bucket4j.Bucket", "com.bucket4j:bucket4j_jdk17-core")
                .ifPresent(why -> {
                    throw new IllegalArgumentException("targets." + target.name() + ": for "
                            + (target.perMinute().requests() == null ? "tokensPerMinute" : "requestsPerMinute") + " "
                            + why);
                });
        return new MinuteAllowance(target.perMinute(), System::nanoTime);
    }
}
