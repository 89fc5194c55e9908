package dev.llmrouter.filestore;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Answers with those files of whoever asks that the query of the URL chooses, as OpenAI's list object. */
public final class ListFiles implements Processor {

    private final FileStore files;
    private final Function<Exchange, @Nullable String> tenant;

    /** {@code tenant} tells who asks. */
    public ListFiles(FileStore files, Function<Exchange, @Nullable String> tenant) {
        this.files = files;
        this.tenant = tenant;
    }

    @Override
    public void process(Exchange exchange) throws IOException {
        @SuppressWarnings("unchecked")
        Map<String, List<String>> query = exchange.getMessage().getBody(Map.class);
        exchange.getMessage()
                .setBody(files.list(tenant.apply(exchange), Listing.of(query)).json());
    }
}
