package dev.llmrouter.policy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.Call;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.WireRequest;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What calls have in common that are to be treated alike, such as their user. What callers wrote is only drawn from, and
 * neither kept nor shown. Thread-safe.
 */
@FunctionalInterface
public interface Unit {

    /** What begins the name of a unit that is a header. */
    String HEADER = "header:";

    /** {@return what the call has in common with others; null where it does not tell; never blank} */
    @Nullable
    String of(Call call);

    /** {@return the unit of a name: session, user, tenant or {@code header:NAME}; empty where there is none of that name} */
    static Optional<Unit> named(String name) {
        if (name.startsWith(HEADER) && name.length() > HEADER.length()) {
            String header = name.substring(HEADER.length()).strip().toLowerCase(Locale.ROOT);
            return header.isEmpty()
                    ? Optional.empty()
                    : Optional.of(call -> told(call.caller().header(header)));
        }
        return switch (name) {
            case "session" -> Optional.of(Unit::session);
            case "user" -> Optional.of(Unit::user);
            case "tenant" -> Optional.of(Unit::tenant);
            default -> Optional.empty();
        };
    }

    /** {@return the session: as OpenRouter's clients send it, in a header, or as others do, in the body; or else the user} */
    static @Nullable String session(Call call) {
        String sent = told(call.caller().header("x-session-id"));
        String written = sent == null ? written(call) : sent;
        return written == null ? user(call) : written;
    }

    /** {@return the user, as OpenAI's dialects and Anthropic's have it} */
    static @Nullable String user(Call call) {
        return told(call.user());
    }

    /** {@return the tenant; where nobody says which it is, those with the same key are of the same} */
    static @Nullable String tenant(Call call) {
        String tenant = call.access().permissions().tenant();
        if (tenant != null) {
            return tenant;
        }
        String bearer = told(call.caller().header("authorization"));
        return bearer == null ? told(call.caller().header("x-api-key")) : bearer;
    }

    private static @Nullable String written(Call call) {
        WireRequest wire = call.request().wire();
        try {
            JsonNode body = wire == null ? null : wire.tree();
            if (body == null) {
                return null;
            }
            String key = told(body.path("prompt_cache_key").textValue());
            return key == null ? told(body.path("metadata").path("session_id").textValue()) : key;
        } catch (LlmException unreadable) {
            return null;
        }
    }

    private static @Nullable String told(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }
}
