package dev.llmrouter.select;

import dev.llmrouter.call.Call;
import org.apache.camel.Exchange;
import org.apache.camel.Predicate;

/** Whether the caller wishes anything of the routing of its call: in the body, in a header, or as a suffix of the name. */
public final class HasWishes implements Predicate {

    @Override
    public boolean matches(Exchange exchange) {
        Call call = Call.of(exchange);
        if (!call.wishes().isNone()) {
            return true;
        }
        String model = AskedModel.of(exchange, call);
        return model != null && NamedModel.suffix(model) != null;
    }
}
