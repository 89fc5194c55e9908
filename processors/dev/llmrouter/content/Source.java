package dev.llmrouter.content;

import dev.llmrouter.call.Call;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;

/**
 * A Camel endpoint that knows something of a call. Values of the call never become part of its address or of its SQL:
 * camel-sql binds {@code :#${...}} as parameters itself, and in an {@code http:} address each {@code ${...}} is
 * percent-encoded. Other endpoints see an exchange with the prompt and the variable {@code call}. Thread-safe.
 */
final class Source {

    private static final Pattern WEB = Pattern.compile("(https?:(?://)?[^/?]+).*", Pattern.DOTALL);
    private static final Pattern VALUE = Pattern.compile("\\$\\{[^}]*}");
    /** What camel-sql makes a parameter of. */
    private static final Pattern PARAMETER = Pattern.compile(":#(?:in:)?\\$\\{");

    private static final Pattern DOTS = Pattern.compile("\\.+");

    private final CamelContext camel;
    private final Endpoint endpoint;
    private final ProducerTemplate producer;
    /** Texts and expressions in turn; empty for an endpoint whose address is as it is. */
    private final List<Object> address;

    private Source(CamelContext camel, Endpoint endpoint, List<Object> address) {
        this.camel = camel;
        this.endpoint = endpoint;
        this.address = address;
        this.producer = camel.createProducerTemplate();
    }

    /**
     * {@return the source at that address}
     *
     * @throws IllegalArgumentException where there is no such component, or it refuses the address
     */
    static Source of(CamelContext camel, String from) {
        Matcher web = WEB.matcher(from);
        if (!PARAMETER.matcher(from).replaceAll("").contains("${")) {
            return new Source(camel, endpoint(camel, patient(from)), List.of());
        } else if (!web.matches() || web.group(1).contains("${")) {
            throw new IllegalArgumentException(
                    "can have ${...} only behind the host of an http: address, and as :#${...}"
                            + " in sql:; other endpoints see the call in the variable call");
        }
        return new Source(camel, endpoint(camel, web.group(1)), address(camel, from));
    }

    /** What is not there yet is trouble now, and no reason to wait for half a minute. */
    private static String patient(String from) {
        boolean waits = from.startsWith("direct:") && !from.contains("block=");
        return waits ? from + (from.indexOf('?') < 0 ? '?' : '&') + "block=false" : from;
    }

    /** What Camel says of an address may quote a secret in it. */
    private static Endpoint endpoint(CamelContext camel, String uri) {
        String scheme = uri.substring(0, Math.max(0, uri.indexOf(':')));
        if (scheme.isEmpty()) {
            throw new IllegalArgumentException("is no address of a Camel endpoint, such as sql:... or http://...");
        }
        if (camel.getComponent(scheme, true, false) == null) {
            throw new IllegalArgumentException("needs the component " + scheme
                    + ", which is not on the class path; add the jar org.apache.camel:camel-" + scheme);
        }
        try {
            return camel.getEndpoint(uri);
        } catch (RuntimeException e) {
            throw new IllegalArgumentException(
                    "is refused by the component " + scheme + " (" + Complaints.nameOf(e)
                            + "); is what it refers to bound, and are its options right?",
                    e);
        }
    }

    private static List<Object> address(CamelContext camel, String from) {
        List<Object> parts = new ArrayList<>();
        Matcher values = VALUE.matcher(from);
        int at = 0;
        for (; values.find(); at = values.end()) {
            parts.add(from.substring(at, values.start()));
            parts.add(expression(camel, values.group()));
        }
        parts.add(from.substring(at));
        return parts;
    }

    /** {@return a Simple expression, which sees facts as conditions do} */
    static Expression expression(CamelContext camel, String simple) {
        FactHeaders.check(simple);
        FactTables.load(simple);
        try {
            Expression expression = camel.resolveLanguage("simple").createExpression(FactHeaders.in(simple));
            expression.init(camel);
            return expression;
        } catch (RuntimeException e) {
            throw new IllegalArgumentException("has an expression that can't be read", e);
        }
    }

    /**
     * {@return what it knows; null where it finds nothing}
     *
     * @throws Exception what the endpoint throws
     */
    @Nullable
    Object ask(Call call) throws Exception {
        return Found.in(send(Scratch.of(camel, call).text()));
    }

    /**
     * {@return what it makes of the body}
     *
     * @throws Exception what the endpoint throws
     */
    @Nullable
    Object ask(Call call, Object body) throws Exception {
        return Found.plain(send(Scratch.of(camel, call, body).text()));
    }

    private Exchange send(Exchange exchange) throws Exception {
        if (endpoint.getEndpointUri().startsWith("http")) {
            exchange.getMessage().setBody(null);
            exchange.getMessage().setHeader(Exchange.HTTP_METHOD, "GET");
        }
        if (!address.isEmpty()) {
            exchange.getMessage().setHeader(Exchange.HTTP_URI, address(exchange));
        }
        Exchange answered = producer.send(endpoint, exchange);
        if (answered.getException() != null) {
            throw answered.getException();
        }
        return answered;
    }

    private String address(Exchange exchange) {
        StringBuilder text = new StringBuilder();
        for (Object part : address) {
            text.append(part instanceof Expression value ? encoded(value.evaluate(exchange, String.class)) : part);
        }
        return text.toString();
    }

    /** Dots are not encoded, and a segment of two of them leads elsewhere. */
    private static String encoded(@Nullable String value) {
        if (value == null || value.isEmpty() || DOTS.matcher(value).matches()) {
            throw new IllegalArgumentException("a value of the address is missing, or no value");
        }
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
