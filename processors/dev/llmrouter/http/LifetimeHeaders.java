package dev.llmrouter.http;

import dev.llmrouter.catalog.Lifetime;
import dev.llmrouter.catalog.Target;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells callers that what they ask for will not be there for ever: {@code sunset} (RFC 8594) of the model they asked for or
 * else of the one that answered, {@code deprecation} (RFC 9745), and where to go instead ({@code link}, RFC 5829).
 */
final class LifetimeHeaders {

    private static final DateTimeFormatter HTTP_DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH);

    private LifetimeHeaders() {}

    static void add(Map<String, String> headers, Lifetime lifetime, Target answered) {
        LocalDate sunset = lifetime.sunset() == null ? answered.facts().sunset() : lifetime.sunset();
        if (sunset != null) {
            headers.put("sunset", HTTP_DATE.format(sunset.atStartOfDay()));
        }
        LocalDate deprecated = lifetime.deprecated();
        if (deprecated != null) {
            headers.put(
                    "deprecation", "@" + deprecated.atStartOfDay(ZoneOffset.UTC).toEpochSecond());
        }
        @Nullable String successor = lifetime.successor();
        if (successor != null) {
            headers.put("link", "</v1/models/" + successor + ">; rel=\"successor-version\"");
        }
    }
}
