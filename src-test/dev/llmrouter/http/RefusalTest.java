package dev.llmrouter.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.call.OverloadedException;
import org.junit.jupiter.api.Test;

class RefusalTest {

    @Test
    void whereNobodyIsThereToReadARequestItsCallerIsToldToComeBack() {
        Refusal refusal = Refusal.of(OverloadedException.noWorkers());
        assertThat(refusal.status()).isEqualTo(503);
        assertThat(refusal.code()).isEqualTo("overloaded");
        assertThat(refusal.headers()).containsEntry("retry-after", "1");
    }

    @Test
    void whoHasNoTurnIsToldWhenThereMayBeRoom() {
        Refusal refusal = Refusal.of(new IllegalStateException(OverloadedException.noTurn("Full.", 7)));
        assertThat(refusal.status()).isEqualTo(429);
        assertThat(refusal.code()).isEqualTo("overloaded");
        assertThat(refusal.headers()).containsEntry("retry-after", "7");
    }
}
