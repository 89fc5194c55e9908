package dev.llmrouter.select;

import dev.llmrouter.call.Call;
import dev.llmrouter.llm.LlmHeaders;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The name of the model that a call is about. */
final class AskedModel {

    private AskedModel() {}

    /** {@return what a step of the route has chosen, or else what the request names; null where neither does} */
    static @Nullable String of(Exchange exchange, Call call) {
        // a message that has none would make a map to look into
        boolean isChosen = exchange.getMessage().hasHeaders();
        Object chosen = isChosen ? exchange.getMessage().getHeader(LlmHeaders.MODEL) : null;
        return chosen == null ? call.request().model() : chosen.toString();
    }
}
