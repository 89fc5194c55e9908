package dev.llmrouter.content;

import dev.llmrouter.call.Call;
import java.util.function.Function;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultExchange;
import org.jspecify.annotations.Nullable;

/**
 * What the conditions of one selection see, made at the first use: exchanges of their own, with the variable
 * {@code call} and the caller's headers. Used by one thread.
 */
final class Scratch {

    private final CamelContext camel;
    private final Call call;
    private final Function<Call, @Nullable Object> body;
    private final Function<Call, @Nullable Object> json;
    private @Nullable Exchange text;
    private @Nullable Exchange tree;
    private @Nullable Exchange xml;

    private Scratch(
            CamelContext camel,
            Call call,
            Function<Call, @Nullable Object> body,
            Function<Call, @Nullable Object> json) {
        this.camel = camel;
        this.call = call;
        this.body = body;
        this.json = json;
    }

    /** {@return what conditions see of a call: its prompt, and its request as JSON} */
    static Scratch of(CamelContext camel, Call call) {
        return new Scratch(camel, call, Call::prompt, RequestJson::of);
    }

    /** {@return the same with another body} */
    static Scratch of(CamelContext camel, Call call, @Nullable Object body) {
        return new Scratch(camel, call, any -> body, any -> body);
    }

    Call call() {
        return call;
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
