package dev.llmrouter.route;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CarriersTest {

    private final String before = System.getProperty(Carriers.PARALLELISM, "");

    @AfterEach
    void leaveAsItWas() {
        if (before.isEmpty()) {
            System.clearProperty(Carriers.PARALLELISM);
        } else {
            System.setProperty(Carriers.PARALLELISM, before);
        }
    }

    @Test
    void halfOfTheProcessorsCarryCallsWhereNothingPinsThem() {
        System.clearProperty(Carriers.PARALLELISM);
        Carriers.share();
        int half = Carriers.half(Runtime.getRuntime().availableProcessors());
        assertThat(System.getProperty(Carriers.PARALLELISM))
                .isEqualTo(Runtime.version().feature() >= 24 ? String.valueOf(half) : null);
    }

    @Test
    void theOperatorSaysOtherwise() {
        System.setProperty(Carriers.PARALLELISM, "7");
        Carriers.share();
        assertThat(System.getProperty(Carriers.PARALLELISM)).isEqualTo("7");
    }

    @Test
    void oneProcessorIsNotHalved() {
        assertThat(Carriers.half(1)).isEqualTo(1);
        assertThat(Carriers.half(2)).isEqualTo(1);
        assertThat(Carriers.half(3)).isEqualTo(2);
        assertThat(Carriers.half(8)).isEqualTo(4);
    }
}
