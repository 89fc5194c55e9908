package dev.llmrouter.http;

import dev.llmrouter.call.StoredFile;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Message Translator: a file that the router keeps becomes an answer, which goes out from the disk and is never a page of a browser. */
public final class WriteFile implements Processor {

    @Override
    public void process(Exchange exchange) {
        StoredFile file = exchange.getMessage().getBody(StoredFile.class);
        Map<String, String> headers = Map.of(
                "content-length",
                Long.toString(file.bytes()),
                "content-disposition",
                "attachment",
                "x-content-type-options",
                "nosniff");
        exchange.getMessage().setBody(HttpAnswer.file("application/octet-stream", headers, file.path()));
    }
}
