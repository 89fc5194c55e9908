package dev.llmrouter.call;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who sent a request, as far as its channel knows. Thread-safe. */
public interface Caller {

    /** Of whom nothing is known. */
    Caller UNKNOWN = name -> null;

    /** The exchange property under which a channel leaves it, for {@code openCall}. */
    String PROPERTY = "LlmCaller";

    /** {@return a header that came with the request, its name in any case; null where there is none} */
    @Nullable
    String header(String name);

    /** {@return the IP address at the other end of the connection; null where there is none} */
    default @Nullable String address() {
        return null;
    }

    /** {@return every header of that name, in their order} */
    default List<String> headers(String name) {
        String only = header(name);
        return only == null ? List.of() : List.of(only);
    }
}
