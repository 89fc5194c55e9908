package dev.llmrouter.longtext;

import java.util.Objects;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.jspecify.annotations.Nullable;

/** The Aggregator: what was said to the parts is with the call already, each in its place; it only takes note of their ends. */
public final class GatherParts implements AggregationStrategy {

    @Override
    public Exchange aggregate(@Nullable Exchange before, Exchange part) {
        return part;
    }

    @Override
    public Exchange aggregate(@Nullable Exchange before, Exchange part, Exchange asked) {
        int number = Objects.requireNonNull(part.getProperty(ExchangePropertyKey.SPLIT_INDEX, Integer.class));
        LongText.of(asked).gathered(number, part.getException());
        return asked;
    }
}
