package dev.llmrouter.http;

import dev.llmrouter.outcome.LlmStream;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** Message Translator: a text, or a stream of bytes, becomes an answer with the content type that the message has. */
public final class WriteReport implements Processor {

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        String contentType = message.getHeader(Exchange.CONTENT_TYPE, HttpAnswer.JSON, String.class);
        message.setBody(
                message.getBody() instanceof LlmStream stream
                        ? HttpAnswer.bytes(contentType, Map.of(), stream)
                        : new HttpAnswer(
                                200, contentType, Map.of(), Buffer.buffer(message.getBody(String.class)), null));
    }
}
