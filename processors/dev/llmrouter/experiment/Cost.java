package dev.llmrouter.experiment;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Price;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmReply;
import org.jspecify.annotations.Nullable;

/** What a call cost. */
final class Cost {

    private Cost() {}

    /** {@return US dollars for the reply of a call that has ended; null where it has none or that has no price} */
    static @Nullable Double of(Call call) {
        Target target = call.answeredBy();
        LlmReply reply = call.reply();
        Price price = target == null ? null : target.price();
        return price == null || reply == null ? null : Double.valueOf(price.cost(reply.usage()));
    }
}
