package dev.llmrouter.http;

import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/** Reads a request in the dialect that the end of its path names, as in {@code /v1/route/explain/messages}. */
public final class ReadByPath implements Processor {

    private final String begin;
    private final Map<String, ReadRequest> dialects;
    private final Processor refuse = new RefuseUnknownPath();

    /**
     * What reads which request.
     *
     * @param begin of the path
     * @param dialects by what follows it; the empty text for nothing
     */
    public ReadByPath(String begin, Map<String, ReadRequest> dialects) {
        this.begin = begin;
        this.dialects = Map.copyOf(dialects);
    }

    @Override
    public void process(Exchange exchange) throws Exception {
        String path = exchange.getMessage().getBody(HttpCall.class).path();
        @Nullable ReadRequest reader = dialects.get(path.substring(begin.length()));
        if (reader == null) {
            refuse.process(exchange);
            exchange.setRouteStop(true);
        } else {
            reader.process(exchange);
        }
    }
}
