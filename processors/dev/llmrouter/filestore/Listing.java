package dev.llmrouter.filestore;

import dev.llmrouter.call.StoredFile;
import dev.llmrouter.wire.JsonRequest;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which files somebody wants to see, in OpenAI's words.
 *
 * @param purpose of all of them; null for any
 * @param after the id behind which the page begins; null for the beginning
 * @param limit how many at most
 * @param isAscending whether the oldest comes first, rather than the latest
 */
record Listing(@Nullable String purpose, @Nullable String after, int limit, boolean isAscending) {

    private static final int MOST = 10_000;

    /** {@return what the query of a URL says} Throws for what OpenAI refuses, too. */
    static Listing of(Map<String, List<String>> query) {
        String order = first(query, "order", "desc");
        if (!order.equals("asc") && !order.equals("desc")) {
            throw JsonRequest.malformed("Invalid 'order': expected asc or desc.", "order");
        }
        String after = query.containsKey("after") ? first(query, "after", "") : null;
        String purpose = query.containsKey("purpose") ? first(query, "purpose", "") : null;
        return new Listing(purpose, after, limit(first(query, "limit", "" + MOST)), order.equals("asc"));
    }

    private static String first(Map<String, List<String>> query, String name, String otherwise) {
        List<String> values = query.getOrDefault(name, List.of());
        return values.isEmpty() ? otherwise : values.get(0);
    }

    private static int limit(String text) {
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MOST) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw JsonRequest.malformed("Invalid 'limit': expected a number from 1 to " + MOST + ".", "limit");
    }

    /** {@return those ids that come behind {@code after}, in the order that is wanted} */
    List<String> ordered(List<String> ids) {
        Comparator<String> order = isAscending ? Comparator.naturalOrder() : Comparator.reverseOrder();
        return ids.stream()
                .filter(id -> after == null || order.compare(id, after) > 0)
                .sorted(order)
                .toList();
    }

    boolean fits(StoredFile file) {
        return purpose == null || purpose.equals(file.purpose());
    }
}
