package dev.llmrouter.policy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LatestTimesTest {

    private final LatestTimes times = new LatestTimes();

    private void add(int from, int to) {
        for (int i = from; i <= to; i++) {
            times.add(i);
        }
    }

    @Test
    void fewTimesTellNothing() {
        add(1, 19);
        assertThat(times.quantile(0.5)).isEqualTo(Long.MAX_VALUE);
        add(20, 20);
        assertThat(times.quantile(0.5)).isEqualTo(10);
    }

    @Test
    void aShareOfThemIsNotMoreThanTheQuantile() {
        add(1, 100);
        assertThat(times.quantile(0.95)).isEqualTo(95);
        assertThat(times.quantile(1)).isEqualTo(100);
    }

    @Test
    void onlyTheLastHundredCount() {
        add(1, 100);
        add(1001, 1100);
        assertThat(times.quantile(0.01)).isEqualTo(1001);
    }
}
