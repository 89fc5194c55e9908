package dev.llmrouter.experiment;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes only when it is told to. */
final class TestClock implements InstantSource {

    private Instant now = Instant.parse("2026-01-31T12:30:00Z");

    @Override
    public Instant instant() {
        return now;
    }

    void pass(Duration time) {
        now = now.plus(time);
    }
}
