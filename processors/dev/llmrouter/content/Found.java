package dev.llmrouter.content;

import java.io.InputStream;
import java.io.Reader;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;

/** What a lookup found. */
final class Found {

    private static final int DEEPEST = 5;

    private Found() {}

    /** {@return the text of what was found, in the body of a scratch; null where that was nothing} */
    static @Nullable String text(Scratch scratch) {
        Object body = scratch.text().getMessage().getBody();
        return body == null ? null : body.toString().strip();
    }

    /** {@return the value in a reply: of a single row its row, of a single column its value, of a stream its text} */
    static @Nullable Object in(Exchange answered) {
        return single(plain(answered), DEEPEST);
    }

    /** {@return the body of a reply, of a stream its text} */
    static @Nullable Object plain(Exchange answered) {
        Message message = answered.getMessage();
        Object body = message.getBody();
        return body instanceof InputStream || body instanceof Reader || body instanceof byte[]
                ? message.getBody(String.class)
                : body;
    }

    private static @Nullable Object single(@Nullable Object body, int depth) {
        if (depth == 0) {
            return body;
        } else if (body instanceof List<?> rows && rows.size() <= 1) {
            return rows.isEmpty() ? null : single(rows.get(0), depth - 1);
        } else if (body instanceof Map<?, ?> columns && columns.size() == 1) {
            return single(columns.values().iterator().next(), depth - 1);
        }
        return body instanceof String text && text.isBlank() ? null : body;
    }
}
