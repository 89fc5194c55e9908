package dev.llmrouter.scatter;

import dev.llmrouter.call.Call;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Makes the exchange, a copy that the Recipient List has numbered, that of one branch, which says by itself that it has ended. The
 * others are stopped then, once one reply is enough.
 */
public final class OpenBranch implements Processor {

    @Override
    public void process(Exchange exchange) {
        int number = Objects.requireNonNull(exchange.getProperty(ExchangePropertyKey.MULTICAST_INDEX, Integer.class));
        Scattering scattering = Scattering.of(exchange);
        Call branch = scattering.branch(number);
        exchange.setVariable(Call.VARIABLE, branch);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange ended) {
                scattering.arrived(branch);
            }
        });
        if (number > 0) {
            scattering.awaitHedge();
        }
    }
}
