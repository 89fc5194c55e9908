package dev.llmrouter.filestore;

import dev.llmrouter.call.StoredFile;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Message Translator: a file that is kept becomes OpenAI's file object. */
public final class TellFile implements Processor {

    @Override
    public void process(Exchange exchange) {
        exchange.getMessage().setBody(FileJson.told(exchange.getMessage().getBody(StoredFile.class)));
    }
}
