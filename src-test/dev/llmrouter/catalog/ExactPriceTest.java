package dev.llmrouter.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmrouter.outcome.Usage;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ExactPriceTest {

    private static final Price PRICE = new Price(0.15, 0.0375, 0.1875, 0.6, 1.2, null);

    @Test
    void everyKindOfTokenIsPricedOnce() {
        Usage usage = new Usage(100, 20, 10, 50, 30, false);
        assertThat(PRICE.exact().nanoDollars(usage))
                .isEqualTo(70 * 150 + 20 * 37 + 20 / 2 + 10 * 187 + 10 / 2 + 20 * 600 + 30 * 1200);
    }

    @Test
    void halfANanodollarIsRoundedUpOnce() {
        assertThat(PRICE.exact().nanoDollars(new Usage(1, 1, 0, 0, 0, false))).isEqualTo(38);
        assertThat(PRICE.exact().nanoDollars(new Usage(2, 2, 0, 0, 0, false))).isEqualTo(75);
    }

    @Test
    void whatNobodyCountsDoesNotOverflow() {
        assertThat(PRICE.exact().nanoDollars(Usage.of(Long.MAX_VALUE, Long.MAX_VALUE)))
                .isPositive();
    }

    @Property(tries = 200)
    void isTheSameAsInDollars(
            @ForAll @IntRange(max = 2_000_000) int input,
            @ForAll @IntRange(max = 2_000_000) int cached,
            @ForAll @IntRange(max = 200_000) int output,
            @ForAll @IntRange(max = 200_000) int reasoning) {
        Usage usage = new Usage(input, cached, 0, output, reasoning, false);
        assertThat(PRICE.exact().nanoDollars(usage)).isCloseTo(Math.round(PRICE.cost(usage) * 1e9), within(1L));
    }
}
