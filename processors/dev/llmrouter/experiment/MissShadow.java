package dev.llmrouter.experiment;

import dev.llmrouter.call.RouterException;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.LlmException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.util.ObjectHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts a shadow that could not be asked, such as one that may not see the prompt. */
public final class MissShadow implements Processor {

    static final String NO_TARGET = "no_target";

    private static final Logger LOG = LoggerFactory.getLogger(MissShadow.class);

    @Override
    public void process(Exchange exchange) {
        Throwable thrown = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        String why = code(thrown);
        ShadowRun.of(exchange).shadow().figures().ended(why);
        LOG.debug("call {}: no shadow, {}", ShadowRun.of(exchange).real().id(), why);
    }

    private static String code(Throwable thrown) {
        Failure failure = LlmException.failureIn(thrown);
        RouterException refused = ObjectHelper.getException(RouterException.class, thrown);
        if (refused != null) {
            return refused.code();
        }
        return failure == null ? "internal_error" : failure.kind().code();
    }
}
