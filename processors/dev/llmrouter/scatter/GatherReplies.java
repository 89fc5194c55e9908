package dev.llmrouter.scatter;

import java.util.Objects;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.apache.camel.ExchangePropertyKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Aggregator: what came of the branches is with the call already; it only takes note of their ends. */
public final class GatherReplies implements AggregationStrategy {

    private static final Logger LOG = LoggerFactory.getLogger(GatherReplies.class);

    @Override
    public Exchange aggregate(@Nullable Exchange before, Exchange branch) {
        return branch;
    }

    @Override
    public Exchange aggregate(@Nullable Exchange before, Exchange branch, Exchange asked) {
        Scattering scattering = Scattering.of(asked);
        if (branch.getException() != null) {
            LOG.error(
                    "a branch of the call {} failed in the router itself",
                    scattering.call().id(),
                    branch.getException());
        }
        scattering.gathered(
                Objects.requireNonNull(branch.getProperty(ExchangePropertyKey.MULTICAST_INDEX, Integer.class)));
        return asked;
    }
}
