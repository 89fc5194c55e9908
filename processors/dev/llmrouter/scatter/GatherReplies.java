package dev.llmrouter.scatter;

import dev.llmrouter.call.Call;
import org.apache.camel.AggregationStrategy;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Aggregator: takes the branches as they come to their ends, and stops the others once one reply is enough. */
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
        scattering.arrived(Call.of(branch));
        return asked;
    }
}
