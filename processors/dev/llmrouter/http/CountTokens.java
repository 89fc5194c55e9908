package dev.llmrouter.http;

import dev.llmrouter.anthropic.MessagesRequest;
import dev.llmrouter.openai.ChatRequestReader;
import dev.llmrouter.tokens.TokenCounter;
import dev.llmrouter.wire.Json;
import io.vertx.core.buffer.Buffer;
import java.util.Map;
import java.util.function.BiConsumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * Answers how many tokens a prompt in Anthropic's format has. Counted here, by the rules of {@link TokenCounter}, since
 * which target will answer is known only once it does; so an estimate, also for Anthropic's own models.
 */
public final class CountTokens implements Processor {

    private final BiConsumer<Exchange, String> check;

    /** {@code check} throws for a model that this caller may not ask for, or that is not there. */
    public CountTokens(BiConsumer<Exchange, String> check) {
        this.check = check;
    }

    @Override
    public void process(Exchange exchange) {
        HttpCall call = exchange.getMessage().getBody(HttpCall.class);
        MessagesRequest prompt = MessagesRequest.readPrompt(call.body().getBytes());
        check.accept(exchange, prompt.model());
        int tokens = TokenCounter.forModel(prompt.model())
                .count(ChatRequestReader.read(prompt.toChat().request().tree()).request());
        exchange.getMessage()
                .setBody(HttpAnswer.json(
                        200,
                        Map.of(),
                        Buffer.buffer(Json.MAPPER
                                .createObjectNode()
                                .put("input_tokens", tokens)
                                .toString())));
    }
}
