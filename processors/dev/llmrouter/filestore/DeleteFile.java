package dev.llmrouter.filestore;

import dev.llmrouter.call.StoredFile;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Deletes the file of an exchange, which nobody finds from then on; who is reading it already reads it to its end. */
public final class DeleteFile implements Processor {

    @Override
    public void process(Exchange exchange) throws IOException {
        StoredFile file = exchange.getMessage().getBody(StoredFile.class);
        FileStore.delete(file);
        exchange.getMessage()
                .setBody(Json.MAPPER
                        .createObjectNode()
                        .put("id", file.id())
                        .put("object", "file")
                        .put("deleted", true));
    }
}
