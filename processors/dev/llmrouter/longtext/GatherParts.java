package dev.llmrouter.longtext;

import dev.llmrouter.call.Call;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The Aggregator: takes what was said to the parts as they come to their ends, and puts it into their order. */
public final class GatherParts implements AggregationStrategy {

    @Override
    public Exchange aggregate(@Nullable Exchange before, Exchange part) {
        return part;
    }

    @Override
    public Exchange aggregate(@Nullable Exchange before, Exchange part, Exchange asked) {
        LongText.of(asked).arrived(OpenPart.number(part), Call.of(part), part.getException());
        return asked;
    }
}
