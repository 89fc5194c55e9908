package dev.llmrouter.longtext;

import dev.llmrouter.call.Call;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Makes the exchange, a copy that the Splitter has numbered, that of one part, which says by itself what came of it when it ends:
 * Camel's Splitter may count the last part as gathered while it is still asked, and takes no notice of it then.
 */
public final class OpenPart implements Processor {

    @Override
    public void process(Exchange exchange) {
        LongText text = LongText.of(exchange);
        int number = Objects.requireNonNull(exchange.getProperty(ExchangePropertyKey.SPLIT_INDEX, Integer.class));
        Call part = text.open(number);
        exchange.setVariable(Call.VARIABLE, part);
        exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
            @Override
            public void onDone(Exchange ended) {
                text.arrived(number, part, ended.getException());
            }
        });
    }
}
