package dev.llmrouter.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a caller says of its call, as far as there is place for it in the ledger. */
final class Tags {

    private static final int LONGEST = 512;

    private Tags() {}

    /** {@return those that are plain and short, in their order, as long as they fit together; null where none is} */
    static @Nullable String json(Map<String, Object> said) {
        ObjectNode tags = Json.MAPPER.createObjectNode();
        String json = null;
        for (Map.Entry<String, Object> one : said.entrySet()) {
            String value = plain(one.getValue());
            if (value == null || value.length() > LONGEST) {
                continue;
            }
            tags.put(one.getKey(), value);
            String longer = tags.toString();
            if (longer.length() > EntryBytes.TAGS) {
                return json;
            }
            json = longer;
        }
        return json;
    }

    private static @Nullable String plain(@Nullable Object value) {
        return value instanceof String || value instanceof Number || value instanceof Boolean ? value.toString() : null;
    }
}
