package dev.llmrouter.batch;

import dev.llmrouter.wire.JsonRequest;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Answers with the batches of whoever asks, page by page, as OpenAI's list object. */
public final class ListBatches implements Processor {

    private static final int MOST = 100;
    private static final String USUAL = "20";

    private final HostedBatches batches;
    private final Function<Exchange, @Nullable String> tenant;

    /** {@code tenant} tells who asks. */
    public ListBatches(HostedBatches batches, Function<Exchange, @Nullable String> tenant) {
        this.batches = batches;
        this.tenant = tenant;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        @SuppressWarnings("unchecked")
        Map<String, List<String>> query = exchange.getMessage().getBody(Map.class);
        List<String> after = query.getOrDefault("after", List.of());
        int limit = limit(query.getOrDefault("limit", List.of(USUAL)));
        exchange.getMessage()
                .setBody(batches.list(tenant.apply(exchange), after.isEmpty() ? null : after.get(0), limit));
    }

    private static int limit(List<String> said) {
        try {
            int limit = said.isEmpty() ? 0 : Integer.parseInt(said.get(0));
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw JsonRequest.malformed("Invalid 'limit': expected a number from 1 to " + MOST + ".", "limit");
    }
}
