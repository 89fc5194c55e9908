package dev.llmrouter.experiment;

import dev.llmrouter.call.Call;
import java.util.Objects;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Takes a place for the shadow of a call that has ended, where there is one and money is left. */
public final class BeginShadow implements Processor {

    private static final double NANOS_PER_SECOND = 1e9;

    private final Shadows shadows;

    /** The shadows that there are. */
    public BeginShadow(Shadows shadows) {
        this.shadows = shadows;
    }

    @Override
    public void process(Exchange exchange) {
        Call call = Call.of(exchange);
        Shadow shadow = Objects.requireNonNull(shadows.of(call));
        if (!shadow.allowance().isLeft()) {
            shadow.figures().ended("over_budget");
        } else if (!shadow.places().tryAcquire()) {
            shadow.figures().ended("busy");
        } else {
            exchange.setVariable(ShadowRun.VARIABLE, new ShadowRun(shadow, call, call.nanos() / NANOS_PER_SECOND));
        }
    }
}
