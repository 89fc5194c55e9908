package dev.llmrouter.route;

import dev.llmrouter.call.Fallbacks;
import dev.llmrouter.call.Retries;
import dev.llmrouter.config.FallbackEntry;
import dev.llmrouter.config.RetryEntry;
import dev.llmrouter.config.RouterConfig;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** How calls go on after failures, as it is configured. */
final class Perseverance {

    private Perseverance() {}

    static Retries retries(RouterConfig config) {
        RetryEntry entry = config.retries();
        Map<String, Integer> counts = new HashMap<>();
        config.targets().forEach((name, target) -> {
            if (target.retries() != null) {
                counts.put(name, target.retries());
            }
        });
        return new Retries(
                config.failures().byClass(),
                counts,
                entry.count(),
                entry.backoff(),
                entry.longestPause(),
                entry.attempts(),
                entry.time(),
                config.overload().queue() == 0
                        ? Duration.ZERO
                        : config.overload().maxWait());
    }

    static Fallbacks fallbacks(RouterConfig config) {
        Map<String, Fallbacks.ByClass> byModel = new HashMap<>();
        config.models().forEach((name, model) -> {
            FallbackEntry own = model.terms().fallbacks();
            if (own != null) {
                byModel.put(name, own.byClass());
            }
        });
        FallbackEntry ofAll = config.fallbacks();
        return new Fallbacks(byModel, ofAll == null ? Fallbacks.ByClass.NONE : ofAll.byClass());
    }
}
