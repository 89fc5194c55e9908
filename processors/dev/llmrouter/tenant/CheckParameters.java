package dev.llmrouter.tenant;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.Identity;
import dev.llmrouter.call.RouterException;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Refuses requests with parameters that the tenant may not use. */
public final class CheckParameters implements Processor {

    private final Map<String, ParameterLimits> limits;

    /** {@code limits} of those tenants that have some. */
    public CheckParameters(Map<String, ParameterLimits> limits) {
        this.limits = Map.copyOf(limits);
    }

    @Override
    public void process(Exchange exchange) {
        if (limits.isEmpty()) {
            return;
        }
        Call call = Call.of(exchange);
        Identity identity = call.access().identity();
        ParameterLimits own = identity == null ? null : limits.get(identity.tenant());
        if (own == null) {
            return;
        }
        try {
            own.check(call.request());
        } catch (RouterException refused) {
            throw call.refuse(refused);
        }
    }
}
