package dev.llmrouter.budget;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Period;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.llm.LlmHeaders;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Refuses calls of those who have nothing left to spend, before anything is looked at; with 402, since official clients try
 * again on 429 and would find nothing else. A budget that is not hard leads to another model where it names one.
 */
public final class CheckBudgets implements Processor {

    private final Budgets budgets;
    private final Clock clock;

    /** The budgets to look at. */
    public CheckBudgets(Budgets budgets, Clock clock) {
        this.budgets = budgets;
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        List<Purse> purses = budgets.of(call.access().identity());
        for (Purse purse : purses) {
            Budget budget = purse.budget();
            if (purse.spent() < budget.nanoUsd()) {
                continue;
            }
            if (budget.isHard()) {
                throw call.refuse(exceeded(purse));
            }
            if (budget.then() != null) {
                exchange.getMessage().setHeader(LlmHeaders.MODEL, budget.then());
            }
        }
    }

    private RefusedException exceeded(Purse purse) {
        return new RefusedException(402, sentence(purse) + " " + whenAgain(purse), "budget_exceeded");
    }

    /** {@return what is spent of which budget} */
    static String sentence(Purse purse) {
        Budget budget = purse.budget();
        return "The budget of " + budget.account() + " is spent: US$ "
                + String.format(java.util.Locale.ROOT, "%.2f", budget.nanoUsd() / Budget.NANOS)
                + (budget.period() == Period.TOTAL
                        ? " in total."
                        : " for each " + budget.period().name().toLowerCase(java.util.Locale.ROOT) + ".");
    }

    private String whenAgain(Purse purse) {
        Instant end = purse.budget().period().end(purse.begin());
        if (end == null) {
            return "It is for all time; whoever runs the router can raise it.";
        }
        Duration left = Duration.between(clock.instant(), end);
        return "The next one begins at " + end + ", in " + Math.max(1, left.toHours()) + " hours.";
    }
}
