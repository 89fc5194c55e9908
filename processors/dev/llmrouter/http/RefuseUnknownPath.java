package dev.llmrouter.http;

import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Answers a path that nothing is at. */
public final class RefuseUnknownPath implements Processor {

    private static final int LONGEST_PATH = 200;

    @Override
    public void process(Exchange exchange) {
        String path = exchange.getMessage().getBody(HttpCall.class).path();
        String shown = path.length() > LONGEST_PATH ? path.substring(0, LONGEST_PATH) + "…" : path;
        exchange.getMessage()
                .setBody(Dialect.OPENAI.answer(Refusal.of(
                        404,
                        "There is nothing at " + shown
                                + ". This router has POST /v1/chat/completions, /v1/responses, /v1/messages,"
                                + " /v1/completions, /v1/embeddings, /v1/images/generations, /v1/audio/speech,"
                                + " /v1/audio/transcriptions, /v1/audio/translations, /v1/moderations, /v1/rerank, /v1/files, /v1/batches and /v1/feedback,"
                                + " GET /v1/models and GET /health.",
                        "unknown_url")));
    }
}
