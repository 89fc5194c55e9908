package dev.llmrouter.scatter;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HedgeBudgetTest {

    private static int hedges(HedgeBudget budget, int calls) {
        int hedges = 0;
        for (int i = 0; i < calls; i++) {
            budget.earn();
            hedges += budget.spend() ? 1 : 0;
        }
        return hedges;
    }

    @Test
    void soManyOfAHundredCallsAreHedgedAtMost() {
        assertThat(hedges(new HedgeBudget(5), 1000)).isBetween(50, 51);
        assertThat(hedges(new HedgeBudget(100), 1000)).isEqualTo(1000);
        assertThat(hedges(new HedgeBudget(0), 1000)).isZero();
    }

    @Test
    void whatIsNotUsedIsSavedUpForNoMoreThanTen() {
        HedgeBudget budget = new HedgeBudget(50);
        for (int i = 0; i < 1000; i++) {
            budget.earn();
        }
        int saved = 0;
        while (budget.spend()) {
            saved++;
        }
        assertThat(saved).isEqualTo(10);
    }
}
