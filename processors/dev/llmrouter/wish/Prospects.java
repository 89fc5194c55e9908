package dev.llmrouter.wish;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Price;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.wire.Estimate;

/** What may be expected of a target. NaN is what is not known. Thread-safe. */
public interface Prospects {

    /** Nothing is known but prices. */
    Prospects OF_PRICES = new Prospects() {};

    /** {@return tokens per second} */
    default double throughput(Call call, Target target) {
        return Double.NaN;
    }

    /** {@return seconds to the first token} */
    default double latency(Call call, Target target) {
        return Double.NaN;
    }

    /** {@return seconds until the caller of the call sees its whole reply, or the first content of its stream} */
    default double seconds(Call call, Target target) {
        return call.request().stream() ? latency(call, target) : Double.NaN;
    }

    /** {@return US dollars for the call; where nobody knows better, for a reply of some words, or as long as it may be} */
    default double cost(Call call, Target target) {
        Price price = target.price();
        if (price == null) {
            return Double.NaN;
        }
        int most = call.request().maxOutputTokens();
        return price.cost(Estimate.usage(call.request().length(), most == 0 ? SOME_WORDS : Estimate.bytes(most)));
    }

    /** As long as a reply is thought to be, in characters. */
    int SOME_WORDS = 1000;
}
