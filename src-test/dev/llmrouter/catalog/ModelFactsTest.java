package dev.llmrouter.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.Test;

class ModelFactsTest {

    private static final Price CHEAP = new Price(1.0, null, null, 2.0, null, null);
    private static final Price DEAR = new Price(3.0, 0.3, 3.75, 15.0, null, 0.5);
    private static final ModelFacts LARGE = new ModelFacts(
            "Large",
            1000,
            100,
            List.of(Capability.TOOLS, Capability.VISION, Capability.PDF),
            CHEAP,
            LocalDate.of(2027, 3, 1));
    private static final ModelFacts SMALL = new ModelFacts(
            "Small", 500, 200, List.of(Capability.PDF, Capability.TOOLS), DEAR, LocalDate.of(2027, 2, 1));

    @Test
    void ofSeveralModelsThatHoldsWhichHoldsOfAll() {
        assertThat(ModelFacts.ofAll(List.of(LARGE, SMALL)))
                .isEqualTo(new ModelFacts(
                        null,
                        500,
                        100,
                        List.of(Capability.TOOLS, Capability.PDF),
                        CHEAP.dearest(DEAR),
                        LocalDate.of(2027, 2, 1)));
    }

    @Test
    void oneModelIsItself() {
        assertThat(ModelFacts.ofAll(List.of(LARGE))).isEqualTo(LARGE);
        assertThat(ModelFacts.ofAll(List.of())).isEqualTo(ModelFacts.UNKNOWN);
    }

    @Test
    void whatIsNotKnownOfOneIsNotKnownOfAllButForTheSunset() {
        assertThat(ModelFacts.ofAll(List.of(LARGE, ModelFacts.UNKNOWN)))
                .isEqualTo(new ModelFacts(null, null, null, null, null, LocalDate.of(2027, 3, 1)));
    }

    @Test
    void factsAreFilledInOneByOne() {
        ModelFacts own = new ModelFacts(null, 7, null, List.of(), CHEAP, null);
        assertThat(own.orElse(SMALL))
                .isEqualTo(new ModelFacts("Small", 7, 200, List.of(), CHEAP, LocalDate.of(2027, 2, 1)));
        assertThat(ModelFacts.UNKNOWN.orElse(LARGE)).isEqualTo(LARGE);
    }
}
