package dev.llmrouter.experiment;

import dev.llmrouter.call.Call;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Gives the place of a shadow back. */
public final class EndShadow implements Processor {

    private final Shadows shadows;

    /** The shadows that there are. */
    public EndShadow(Shadows shadows) {
        this.shadows = shadows;
    }

    @Override
    public void process(Exchange exchange) {
        shadows.ended(Call.of(exchange).request().cancellation());
        ShadowRun.of(exchange).shadow().places().release();
    }
}
