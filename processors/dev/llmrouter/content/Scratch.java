package dev.llmrouter.content;

import dev.llmrouter.call.Call;
import dev.llmrouter.policy.Selection;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Predicate;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * What the conditions of one selection see, made at the first use, with the variable {@code call} and the caller's headers:
 * Simple the exchange of the call with another message, whatever else exchanges of their own. Used by one thread.
 */
final class Scratch {

    private final CamelContext camel;
    private final Call call;
    private final Function<Call, @Nullable Object> body;
    private final Function<Call, @Nullable Object> json;
    private final @Nullable Exchange travelling;
    private @Nullable Message prompt;
    private @Nullable Exchange text;
    private @Nullable Exchange tree;
    private @Nullable Exchange xml;

    private Scratch(
            CamelContext camel,
            Call call,
            Function<Call, @Nullable Object> body,
            Function<Call, @Nullable Object> json,
            @Nullable Exchange travelling) {
        this.camel = camel;
        this.call = call;
        this.travelling = travelling;
        this.body = body;
        this.json = json;
    }

    /** {@return what conditions see of a call: its prompt, and its request as JSON} */
    static Scratch of(CamelContext camel, Call call) {
        return new Scratch(camel, call, Call::prompt, RequestJson::of, null);
    }

    /** {@return the same of the call of a selection} */
    static Scratch of(CamelContext camel, Selection selection) {
        return new Scratch(camel, selection.call(), Call::prompt, RequestJson::of, selection.exchange());
    }

    /** {@return the same with another body} */
    static Scratch of(CamelContext camel, Call call, @Nullable Object body) {
        return new Scratch(camel, call, any -> body, any -> body, null);
    }

    Call call() {
        return call;
    }

    /**
     * {@return whether a predicate holds that changes nothing} It sees the exchange that the call travels with where there is
     * one, with the text of the prompt as its message meanwhile: an exchange of its own is the better part of a decision's
     * garbage.
     */
    boolean holds(Predicate predicate) {
        Exchange exchange = travelling;
        if (exchange == null) {
            return predicate.matches(text());
        }
        Message known = prompt;
        if (known == null) {
            known = new ScratchMessage(exchange, call, body);
            prompt = known;
        }
        Message own = exchange.getMessage();
        exchange.setMessage(known);
        try {
            return predicate.matches(exchange);
        } finally {
            exchange.setMessage(own);
        }
    }

    /** {@return an exchange whose body is the text of the prompt} */
    Exchange text() {
        Exchange known = text;
        if (known == null) {
            known = exchange(body);
            text = known;
        }
        return known;
    }

    /** {@return an exchange whose body is the request as maps and lists} */
    Exchange json() {
        Exchange known = tree;
        if (known == null) {
            known = exchange(json);
            tree = known;
        }
        return known;
    }

    /** {@return an exchange whose body is the prompt as a document, or null where it is none} */
    Exchange xml() {
        Exchange known = xml;
        if (known == null) {
            Object document = XmlText.read(text().getMessage().getBody());
            known = exchange(any -> document);
            xml = known;
        }
        return known;
    }

    private Exchange exchange(Function<Call, @Nullable Object> lazyBody) {
        Exchange exchange = new DefaultExchange(camel);
        exchange.setIn(new ScratchMessage(exchange, call, lazyBody));
        exchange.setVariable(Call.VARIABLE, call);
        return exchange;
    }
}
