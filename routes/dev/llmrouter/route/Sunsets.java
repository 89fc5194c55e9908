package dev.llmrouter.route;

import dev.llmrouter.catalog.Target;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Warns the operator of targets that their providers are about to switch off, or have. */
final class Sunsets {

    private static final Logger LOG = LoggerFactory.getLogger(Sunsets.class);
    private static final int DAYS_BEFORE = 30;

    private Sunsets() {}

    static void warn(Target target) {
        LocalDate sunset = target.facts().sunset();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        if (sunset == null || sunset.isAfter(today.plusDays(DAYS_BEFORE))) {
            return;
        }
        LOG.warn(
                "target {}: {} {} on {}; choose another model",
                target.name(),
                target.model(),
                sunset.isAfter(today) ? "will be switched off by its provider" : "was to be switched off",
                sunset);
    }
}
