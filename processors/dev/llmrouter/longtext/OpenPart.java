package dev.llmrouter.longtext;

import dev.llmrouter.call.Call;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;

/** Makes the exchange, a copy that the Splitter has numbered, that of one part. */
public final class OpenPart implements Processor {

    @Override
    public void process(Exchange exchange) {
        exchange.setVariable(Call.VARIABLE, LongText.of(exchange).open(number(exchange)));
    }

    /** {@return which of the round the exchange is about, from 0} */
    static int number(Exchange exchange) {
        return Objects.requireNonNull(exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX, Integer.class));
    }
}
