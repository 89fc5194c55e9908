package dev.llmrouter.catalog;

import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * Until when a name may be asked for. Days begin in UTC.
 *
 * @param deprecated since when callers are told to choose another
 * @param sunset from when on it may be gone
 * @param successor who answers from the sunset on; null where nobody takes over
 */
public record Lifetime(@Nullable LocalDate deprecated, @Nullable LocalDate sunset, @Nullable String successor) {

    /** Of a name that nobody wants to take away. */
    public static final Lifetime UNLIMITED = new Lifetime(null, null, null);
}
