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

    private static final Price SIMPLE = new Price(2.0, null, null, 8.0, null, null);
    private static final Price FULL = new Price(2.0, 0.5, 2.5, 8.0, 3.0, 0.5);

    private static Usage input(long all, long cached, long cacheWrite) {
        return new Usage(all, cached, cacheWrite, 0, 0, false);
    }

    private static Usage output(long all, long reasoning) {
        return new Usage(0, 0, 0, all, reasoning, false);
    }

    @Example
    void pricesCachedTokensOnceAndLower() {
        assertThat(FULL.cost(input(1_000_000, 0, 0))).isEqualTo(2.0);
        assertThat(FULL.cost(input(1_000_000, 400_000, 0))).isEqualTo(1.4);
        assertThat(FULL.cost(input(1_000_000, 1_000_000, 0))).isEqualTo(0.5);
    }

    @Example
    void pricesWhatIsPutIntoTheCacheOnceAndDearer() {
        assertThat(FULL.cost(input(1_000_000, 0, 1_000_000))).isEqualTo(2.5);
        assertThat(FULL.cost(input(1_000_000, 400_000, 200_000))).isEqualTo(0.4 * 0.5 + 0.2 * 2.5 + 0.4 * 2);
    }

    @Example
    void reasoningIsPartOfTheOutputAndMayHaveAPriceOfItsOwn() {
        assertThat(SIMPLE.cost(output(1_000_000, 900_000))).isEqualTo(8.0);
        assertThat(FULL.cost(output(1_000_000, 1_000_000))).isEqualTo(3.0);
        assertThat(FULL.cost(output(1_000_000, 500_000))).isEqualTo(5.5);
    }

    @Example
    void whatHasNoPriceOfItsOwnCostsAsMuchAsTheRest() {
        assertThat(SIMPLE.cost(input(1_000_000, 400_000, 300_000))).isEqualTo(2.0);
    }

    @Example
    void nothingCostsNothing() {
        assertThat(FULL.cost(Usage.NONE)).isZero();
    }

    @Example
    void ofTwoPricesTheDearerIsTakenForEachKind() {
        Price dearest = SIMPLE.dearest(new Price(1.0, 0.1, 9.0, 16.0, 1.0, 0.5));
        assertThat(dearest).isEqualTo(new Price(2.0, 2.0, 9.0, 16.0, 8.0, null));
    }

    @Provide
    Arbitrary<Usage> usages() {
        Arbitrary<Long> tokens = Arbitraries.longs().between(0, 10_000_000);
        return Combinators.combine(tokens, tokens, tokens, tokens, tokens)
                .as((plain, cached, written, said, thought) ->
                        new Usage(plain + cached + written, cached, written, said + thought, thought, false));
    }

    @Provide
    Arbitrary<Usage> impossibleUsages() {
        Arbitrary<Long> tokens = Arbitraries.longs().between(-10_000_000, 10_000_000);
        return Combinators.combine(tokens, tokens, tokens, tokens, tokens)
                .as((input, cached, written, output, thought) ->
                        new Usage(input, cached, written, output, thought, false));
    }

    @Provide
    Arbitrary<Price> prices() {
        Arbitrary<Double> dollars = Arbitraries.doubles().between(0, 100).ofScale(4);
        Arbitrary<Double> perhaps = dollars.injectNull(0.2);
        return Combinators.combine(dollars, perhaps, perhaps, dollars, perhaps)
                .as((input, cached, written, output, thought) ->
                        new Price(input, cached, written, output, thought, null));
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
    }

    @Property
    void noCountThatAProviderMayMakeUpCostsLessThanNothing(
            @ForAll("prices") Price price, @ForAll("impossibleUsages") Usage usage) {
        assertThat(price.cost(usage)).isNotNegative();
    }

    @Property
    void noTokenIsPricedTwice(@ForAll("impossibleUsages") Usage usage) {
        Price alike = new Price(1.0, 1.0, 1.0, 1.0, 1.0, null);
        double tokens = usage.input() + usage.output();
        assertThat(alike.cost(usage)).isCloseTo(tokens / 1e6, within(1e-9));
    }

    private static Usage sum(Usage one, Usage other) {
        return new Usage(
                one.input() + other.input(),
                one.cached() + other.cached(),
                one.cacheWrite() + other.cacheWrite(),
                one.output() + other.output(),
                one.reasoning() + other.reasoning(),
                false);
    }
}
