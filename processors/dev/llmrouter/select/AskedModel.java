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
        Object chosen = exchange.getMessage().getHeader(LlmHeaders.MODEL);
        return chosen == null ? call.request().model() : chosen.toString();
    }
}
