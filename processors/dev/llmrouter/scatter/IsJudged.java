package dev.llmrouter.scatter;

import dev.llmrouter.call.Call;
import dev.llmrouter.scatter.ScatterOptions.Gather;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether there is something to judge, and somebody who does: not where all say the same. */
public final class IsJudged implements Predicate {

    @Override
    public boolean matches(Exchange exchange) {
        Scattering scattering = Scattering.of(exchange);
        ScatterPlan plan = scattering.plan();
        if (plan.options().gather() != Gather.BEST || plan.judges().isEmpty() || scattering.isLate()) {
            return false;
        }
        List<Call> answered = scattering.answered();
        return answered.size() > 1
                && ChooseReply.keys(answered).stream().distinct().count() > 1;
    }
}
