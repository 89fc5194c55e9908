package dev.llmrouter.content;

import dev.llmrouter.call.Call;
import java.util.function.Function;
import org.apache.camel.Exchange;
import org.apache.camel.support.DefaultMessage;
import org.jspecify.annotations.Nullable;

/**
 * A message whose body and headers are found out when somebody asks. Its map of headers holds only what was set, so
 * none of the caller's, with its keys and cookies, goes on to an endpoint.
 */
final class ScratchMessage extends DefaultMessage {

    private final Call call;
    private final Function<Call, @Nullable Object> lazyBody;
    private boolean hasBody;

    ScratchMessage(Exchange exchange, Call call, Function<Call, @Nullable Object> lazyBody) {
        super(exchange);
        this.call = call;
        this.lazyBody = lazyBody;
    }

    /** Camel hands copies to beans, and they are to see the same. */
    @Override
    public DefaultMessage newInstance() {
        return new ScratchMessage(getExchange(), call, lazyBody);
    }

    @Override
    public @Nullable Object getBody() {
        if (!hasBody) {
            setBody(lazyBody.apply(call));
        }
        return super.getBody();
    }

    @Override
    public void setBody(@Nullable Object body) {
        hasBody = true;
        super.setBody(body);
    }

    @Override
    public @Nullable Object getHeader(String name) {
        if (name.startsWith(FactHeaders.PREFIX)) {
            return FactHeaders.value(name, call.facts());
        }
        Object set = hasHeaders() ? super.getHeader(name) : null;
        return set == null ? call.caller().header(name) : set;
    }

    @Override
    public Object getHeader(String name, Object otherwise) {
        Object header = getHeader(name);
        return header == null ? otherwise : header;
    }

    @Override
    public <T> @Nullable T getHeader(String name, Class<T> type) {
        Object header = getHeader(name);
        return header == null
                ? super.getHeader(name, type)
                : getExchange().getContext().getTypeConverter().convertTo(type, getExchange(), header);
    }
}
