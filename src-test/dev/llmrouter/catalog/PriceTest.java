package dev.llmrouter.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.llmrouter.outcome.Usage;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class PriceTest {

    @Example
    void pricesCachedTokensOnceAndLower() {
        Price price = new Price(2.0, 0.5, 8.0);
        assertThat(price.cost(new Usage(1_000_000, 0, 0, 0, 0, false))).isEqualTo(2.0);
        assertThat(price.cost(new Usage(1_000_000, 400_000, 0, 0, 0, false))).isEqualTo(1.4);
        assertThat(price.cost(new Usage(1_000_000, 1_000_000, 0, 1_000_000, 0, false)))
                .isEqualTo(8.5);
    }

    @Example
    void cachedTokensCostAsMuchAsOthersWhereNoOtherPriceIsKnown() {
        assertThat(new Price(2.0, null, 8.0).cost(new Usage(1_000_000, 400_000, 0, 0, 0, false)))
                .isEqualTo(2.0);
    }

    @Example
    void reasoningIsPartOfTheOutput() {
        assertThat(new Price(2.0, null, 8.0).cost(new Usage(0, 0, 0, 1_000_000, 900_000, false)))
                .isEqualTo(8.0);
    }

    @Example
    void nothingCostsNothing() {
        assertThat(new Price(2.0, 0.5, 8.0).cost(Usage.NONE)).isZero();
    }

    @Provide
    Arbitrary<Usage> usages() {
        Arbitrary<Long> tokens = Arbitraries.longs().between(0, 10_000_000);
        return Combinators.combine(tokens, tokens, tokens)
                .as((one, other, output) -> new Usage(one + other, other, 0, output, 0, false));
    }

    @Provide
    Arbitrary<Price> prices() {
        Arbitrary<Double> dollars = Arbitraries.doubles().between(0, 100).ofScale(4);
        return Combinators.combine(dollars, dollars.injectNull(0.2), dollars).as(Price::new);
    }

    @Property
    void theCostOfTwoRepliesIsThatOfTheirTokens(
            @ForAll("prices") Price price, @ForAll("usages") Usage one, @ForAll("usages") Usage other) {
        double together = price.cost(sum(one, other));
        assertThat(price.cost(one) + price.cost(other)).isCloseTo(together, within(1e-9 * (1 + together)));
    }

    @Property
    void moreTokensNeverCostLess(
            @ForAll("prices") Price price, @ForAll("usages") Usage one, @ForAll("usages") Usage more) {
        assertThat(price.cost(sum(one, more))).isGreaterThanOrEqualTo(price.cost(one) - 1e-9);
        assertThat(price.cost(one)).isNotNegative();
    }

    private static Usage sum(Usage one, Usage other) {
        return new Usage(
                one.input() + other.input(), one.cached() + other.cached(), 0, one.output() + other.output(), 0, false);
    }
}
