package dev.llmrouter.scatter;

import dev.llmrouter.call.Call;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;

/** Makes the exchange, a copy that the Recipient List has numbered, that of one branch. */
public final class OpenBranch implements Processor {

    @Override
    public void process(Exchange exchange) {
        int number = Objects.requireNonNull(exchange.getProperty(ExchangePropertyKey.MULTICAST_INDEX, Integer.class));
        Scattering scattering = Scattering.of(exchange);
        exchange.setVariable(Call.VARIABLE, scattering.branches().get(number));
        if (number > 0) {
            scattering.awaitHedge();
        }
    }
}
