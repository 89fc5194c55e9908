package dev.llmrouter.gateway;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.ReplyHeaders;
import dev.llmrouter.call.WholeBody;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.LlmStream;
import dev.llmrouter.provider.Vectors;
import io.vertx.core.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.support.AsyncProcessorSupport;
import org.apache.camel.support.SynchronizationAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Asks a model of the router what is in a message of a route, and puts the reply in its place. The headers of the message go
 * along; of the exchange's properties and variables those that are not Camel's or the router's own, so that conditions may
 * use them. A stream that is not read to its end is stopped when the exchange is done; where it is what the exchange ends
 * with, once nobody has read of it for half a minute. Thread-safe.
 */
public final class Gateway extends AsyncProcessorSupport {

    /** What another call may have left on the message, and this one may have nothing to put in its place. */
    private static final List<String> SAID_BEFORE = List.of(
            LlmHeaders.INPUT_TOKENS,
            LlmHeaders.OUTPUT_TOKENS,
            LlmHeaders.COST_USD,
            LlmHeaders.DROPPED,
            LlmHeaders.FINISH_REASON,
            LlmHeaders.REPEATED);

    private final ChatWay way;
    private final Terms terms;

    /**
     * How a model is asked.
     *
     * @param model its name, unless the message names another in {@code LlmModel}
     * @param isForEmbeddings whether for embeddings and not for a chat
     * @param stream whether for a stream, where the message does not say so itself
     * @param resultType in which form the reply is wanted
     * @param system what texts and messages are asked under; null for nothing
     * @param forced headers that are what they are here, whatever the message says
     * @param absent headers that are so where the message has none
     */
    public record Terms(
            String model,
            boolean isForEmbeddings,
            boolean stream,
            ResultType resultType,
            @Nullable String system,
            Map<String, Object> forced,
            Map<String, Object> absent) {

        /** Keeps its own maps. */
        public Terms {
            forced = Map.copyOf(forced);
            absent = Map.copyOf(absent);
        }
    }

    /** Asks on those terms, on that way. */
    public Gateway(ChatWay way, Terms terms) {
        this.way = way;
        this.terms = terms;
    }

    @Override
    public boolean process(Exchange exchange, AsyncCallback callback) {
        Exchange asked;
        Context loop;
        try {
            asked = asked(exchange);
            loop = asked.getMessage().getBody(LlmRequest.class).context();
        } catch (RuntimeException e) {
            exchange.setException(e);
            callback.done(true);
            return true;
        }
        return way.process(asked, doneSync -> {
            answer(exchange, asked, loop);
            callback.done(doneSync);
        });
    }

    private Exchange asked(Exchange exchange) {
        Message message = exchange.getMessage();
        Question question = new Question(terms.model(), terms.system());
        Exchange asked = way.exchange(
                terms.isForEmbeddings() ? question.embeddings(exchange) : question.chat(exchange, terms.stream()));
        Map<String, Object> headers = asked.getMessage().getHeaders();
        headers.putAll(message.getHeaders());
        terms.absent().forEach(headers::putIfAbsent);
        headers.putAll(terms.forced());
        headers.putIfAbsent(LlmHeaders.MODEL, terms.model());
        exchange.getProperties().forEach((name, value) -> {
            if (isHosts(name)) {
                asked.setProperty(name, value);
            }
        });
        if (exchange.hasVariables()) {
            exchange.getVariables().forEach((name, value) -> {
                if (!name.equals(Call.VARIABLE)) {
                    asked.setVariable(name, value);
                }
            });
        }
        return asked;
    }

    private static boolean isHosts(String property) {
        return !property.startsWith("Camel") && !property.startsWith("Llm");
    }

    private void answer(Exchange exchange, Exchange asked, @Nullable Context loop) {
        Exception thrown = asked.getException();
        if (thrown != null) {
            exchange.setException(thrown);
            return;
        }
        try {
            Message message = exchange.getMessage();
            // as on the way of a prompt: what a message named is not for the next model that it is sent to
            message.removeHeader(LlmHeaders.MODEL);
            SAID_BEFORE.forEach(message::removeHeader);
            Call call = Call.of(asked);
            LlmReply reply = asked.getMessage().getBody(LlmReply.class);
            boolean isOfText = !(message.getBody() instanceof List<?>);
            message.setBody(result(exchange, call, reply, loop, isOfText));
            ReplyHeaders.write(message, call, reply);
            message.setHeader(LlmHeaders.ANSWERED_CALL, call.id());
            if (call.isRepeat()) {
                message.setHeader(LlmHeaders.REPEATED, true);
            }
        } catch (RuntimeException e) {
            exchange.setException(e);
        }
    }

    private @Nullable Object result(
            Exchange exchange, Call call, LlmReply reply, @Nullable Context loop, boolean isOfText) {
        LlmStream stream = reply.stream();
        if (stream != null) {
            return live(exchange, new StreamReader(stream, Objects.requireNonNull(loop)));
        }
        if (terms.resultType() == ResultType.JSON) {
            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
            return WholeBody.of(call, reply).toString();
        }
        if (terms.isForEmbeddings()) {
            List<float[]> vectors = new ArrayList<>();
            Texts.data(reply)
                    .forEach(one ->
                            vectors.add(Vectors.embedding(one.path("embedding")).vector()));
            return isOfText && vectors.size() == 1 ? vectors.get(0) : vectors;
        }
        ChatResponse response = reply.response();
        if (response.finishReason() != null) {
            exchange.getMessage()
                    .setHeader(LlmHeaders.FINISH_REASON, response.finishReason().name());
        }
        if (terms.resultType() == ResultType.RESPONSE) {
            return response;
        }
        String text = response.aiMessage().text();
        return text == null ? "" : text;
    }

    private Object live(Exchange exchange, StreamReader reader) {
        boolean isJson = terms.resultType() == ResultType.JSON;
        Object body = isJson ? new StreamedEvents(reader) : new StreamedText(reader);
        if (isJson) {
            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "text/event-stream");
        }
        exchange.getExchangeExtension().addOnCompletion(new Leftover(reader, body));
        return body;
    }

    /** A stream that a route has put something else in the place of can't be read any more; one that it ends with can. */
    private static final class Leftover extends SynchronizationAdapter {
        private final StreamReader reader;
        private final Object body;

        Leftover(StreamReader reader, Object body) {
            this.reader = reader;
            this.body = body;
        }

        @Override
        public void onDone(Exchange exchange) {
            if (exchange.getMessage().getBody() == body) {
                reader.closeWhereLeft();
            } else {
                reader.close();
            }
        }
    }
}
