package dev.llmrouter.batch;

import dev.llmrouter.call.RefusedException;
import dev.llmrouter.llm.LlmHeaders;
import java.io.IOException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Answers with the batch that a path names, {@code /v1/batches/ID}; or, by {@code POST /v1/batches/ID/cancel}, calls it off first. */
public final class TellBatch implements Processor {

    private static final Pattern PATH = Pattern.compile("/v1/batches/([^/]+)(/cancel)?");

    private final HostedBatches batches;
    private final Function<Exchange, @Nullable String> tenant;

    /** {@code tenant} tells who asks. */
    public TellBatch(HostedBatches batches, Function<Exchange, @Nullable String> tenant) {
        this.batches = batches;
        this.tenant = tenant;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        Matcher path = PATH.matcher(exchange.getMessage().getHeader(LlmHeaders.HTTP_PATH, "", String.class));
        boolean isPost = "POST".equals(exchange.getMessage().getHeader(LlmHeaders.HTTP_METHOD));
        if (!path.matches() || isPost != (path.group(2) != null)) {
            throw new RefusedException(
                    404,
                    "There is nothing there. There are GET /v1/batches/ID and POST /v1/batches/ID/cancel.",
                    "unknown_url");
        }
        String whose = tenant.apply(exchange);
        exchange.getMessage()
                .setBody(isPost ? batches.callOff(whose, path.group(1)) : batches.tell(whose, path.group(1)));
    }
}
