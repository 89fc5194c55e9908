package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.HeldException;
import dev.llmrouter.call.Identity;
import dev.llmrouter.call.WholeAnswer;
import dev.llmrouter.call.WholeBody;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmReply;
import dev.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/** Asks requests of files, each until it is answered or will never be; not more at one time than the terms say. Thread-safe. */
public final class Asking {

    private static final String KEY = "Idempotency-Key";

    private final ProducerTemplate way;
    private final Endpoint line;
    private final Terms terms;
    private final Function<@Nullable Throwable, WholeAnswer> errors;
    private final Semaphore places;

    /**
     * Asks on these terms.
     *
     * @param way sends them
     * @param line where to
     * @param errors what a caller is told of a failure
     */
    public Asking(ProducerTemplate way, Endpoint line, Terms terms, Function<@Nullable Throwable, WholeAnswer> errors) {
        this.way = way;
        this.line = line;
        this.terms = terms;
        this.errors = errors;
        this.places = new Semaphore(terms.parallel(), true);
    }

    private Asking(Asking other, Terms terms) {
        this.way = other.way;
        this.line = other.line;
        this.errors = other.errors;
        this.places = other.places;
        this.terms = terms;
    }

    /** {@return one that asks what a person has let go on, with the same places} */
    public Asking released() {
        return on(terms.released());
    }

    /** {@return one that asks on other terms, with the same places} */
    Asking on(Terms others) {
        return new Asking(this, others);
    }

    Terms terms() {
        return terms;
    }

    /**
     * {@return what became of a request; null where it is to be stopped before anything has}
     *
     * @param id of the request, the same whenever it is asked
     */
    @Nullable
    Answered ask(Line request, String id, Stop stop) {
        try {
            places.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
        try {
            return answer(request, id, stop);
        } finally {
            places.release();
        }
    }

    private @Nullable Answered answer(Line request, String id, Stop stop) {
        long begun = System.nanoTime();
        Pauses pauses = new Pauses();
        while (!stop.isTold()) {
            Exchange exchange = send(request, id);
            Throwable thrown = exchange.getException();
            if (thrown == null) {
                return reply(exchange, id);
            }
            if (Pauses.isOfStop(thrown) || line.getCamelContext().isStopping()) {
                return null;
            }
            Duration pause = pauses.after(thrown);
            if (pause == null
                    || System.nanoTime() - begun + pause.toNanos()
                            > terms.patience().toNanos()) {
                return error(exchange, id, thrown);
            }
            stop.await(pause);
        }
        return null;
    }

    private Exchange send(Line request, String id) {
        Exchange exchange = line.createExchange();
        exchange.setProperty(ReadLine.TERMS, terms);
        Message message = exchange.getMessage();
        message.setBody(request);
        message.setHeader(LlmHeaders.CALL_ID, id);
        if (terms.tenant() != null) {
            message.setHeader(LlmHeaders.TENANT, terms.tenant());
        }
        if (terms.whose() != null) {
            exchange.setProperty(Identity.VOUCHED, terms.whose());
        }
        if (terms.isReleased()) {
            exchange.setProperty(HeldException.RELEASED, true);
        }
        if (terms.isLow()) {
            message.setHeader(LlmHeaders.PRIORITY, "low");
        }
        if (terms.isKeyed()) {
            message.setHeader(KEY, id);
        }
        return way.send(line, exchange);
    }

    private static Answered reply(Exchange exchange, String id) {
        Call call = Call.of(exchange);
        LlmReply reply = exchange.getMessage().getBody(LlmReply.class);
        byte[] body = WholeBody.of(call, reply).getBytes();
        return new Answered(customId(exchange), id, 200, body, reply, Spent.of(call));
    }

    private Answered error(Exchange exchange, String id, Throwable thrown) {
        if (thrown instanceof UnreadableLineException unreadable) {
            return new Answered(customId(exchange), id, 0, unreadable(unreadable), null, Spent.NOTHING);
        }
        WholeAnswer answer = errors.apply(thrown);
        Spent spent = Spent.of(Call.find(exchange));
        HeldException held = HeldException.in(thrown);
        return new Answered(
                        customId(exchange), id, answer.status(), answer.body().getBytes(), null, spent)
                .heldBecause(held == null ? null : held.reason());
    }

    /** {@return what becomes of a line for which there was no time} */
    static Answered expired(Line line, String id) {
        String why = "This request could not be executed before the completion window expired.";
        byte[] error = Json.MAPPER
                .createObjectNode()
                .put("code", "batch_expired")
                .put("message", why)
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        return new Answered(LineFields.customIdOf(line.bytes()), id, 0, error, null, Spent.NOTHING);
    }

    private static byte[] unreadable(UnreadableLineException why) {
        ObjectNode error =
                Json.MAPPER.createObjectNode().put("code", "invalid_line").put("message", why.getMessage());
        return error.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static @Nullable String customId(Exchange exchange) {
        return exchange.getProperty(ReadLine.CUSTOM_ID, String.class);
    }
}
