package dev.llmrouter.budget;

import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Hold;
import dev.llmrouter.catalog.ExactPrice;
import dev.llmrouter.catalog.Price;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.Usage;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Reserves what an attempt may cost at most in every budget of the caller, or in none; it is settled when all of the answer
 * is there. So calls that come at once can't spend together what is only there for one of them.
 */
public final class ReserveBudget implements Processor {

    private final Budgets budgets;

    /** Of which is paid. */
    public ReserveBudget(Budgets budgets) {
        this.budgets = budgets;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        List<Purse> purses = call.purpose().isOperators()
                ? List.of()
                : budgets.of(call.access().identity());
        if (purses.isEmpty()) {
            return;
        }
        Attempt attempt = call.attempts().get(call.attempts().size() - 1);
        Price price = attempt.target().price();
        if (price == null) {
            return;
        }
        long most = MostCost.nanoUsd(call, attempt.target(), price);
        int reserved = 0;
        try {
            while (reserved < purses.size() && budgets.purses().reserve(purses.get(reserved), most)) {
                reserved++;
            }
        } finally {
            if (reserved < purses.size()) {
                giveBack(purses.subList(0, reserved), most);
            }
        }
        if (reserved < purses.size()) {
            throw Failure.of(FailureClass.BUDGET, tooDear(purses.get(reserved), attempt.target()))
                    .asException();
        }
        attempt.hold(new Reserved(purses, price.exact(), most));
    }

    private static void giveBack(List<Purse> purses, long most) {
        for (Purse purse : purses) {
            if (purse.budget().isHard()) {
                purse.settle(most, 0);
            }
        }
    }

    private static String tooDear(Purse purse, Target target) {
        return "What is left of the budget of " + purse.budget().account() + " may not suffice for a reply of '"
                + target.name() + "'. Ask for fewer tokens with max_tokens, or for a cheaper model.";
    }

    private record Reserved(List<Purse> purses, ExactPrice price, long most) implements Hold {

        @Override
        public long nanoUsd() {
            return most;
        }

        @Override
        public void settle(@Nullable Usage used) {
            long cost = used == null ? 0 : price.nanoDollars(used);
            for (Purse purse : purses) {
                purse.settle(purse.budget().isHard() ? most : cost, cost);
            }
        }
    }
}
