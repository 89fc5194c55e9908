package dev.llmrouter.batch;

import dev.llmrouter.call.RefusedException;
import dev.llmrouter.llm.LlmHeaders;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Calls off the batch that {@code POST /admin/batches/ID/cancel} names; what is being asked is still waited for. */
public final class CancelBatch implements Processor {

    private static final Pattern PATH = Pattern.compile("/admin/batches/([^/]+)/cancel");

    private final Function<String, Optional<Batch>> batches;

    /** {@code batches} finds them by id. */
    public CancelBatch(Function<String, Optional<Batch>> batches) {
        this.batches = batches;
    }

    @Override
    public void process(Exchange exchange) {
        Matcher path = PATH.matcher(exchange.getMessage().getHeader(LlmHeaders.HTTP_PATH, "", String.class));
        Optional<Batch> named = path.matches() ? batches.apply(path.group(1)) : Optional.empty();
        named.orElseThrow(() -> new RefusedException(
                        404,
                        "There is no such batch. GET /admin/batches lists all, and POST /admin/batches/ID/cancel calls one off.",
                        "batch_not_found"))
                .cancel();
    }
}
