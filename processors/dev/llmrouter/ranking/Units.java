package dev.llmrouter.ranking;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.Call;
import dev.llmrouter.ranking.StickyPolicy.Unit;
import dev.llmrouter.wire.WireRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds in a call what it may stay with. What callers wrote is only drawn from, and neither kept nor shown. */
final class Units {

    private static final String HEADER = "header:";

    private Units() {}

    /**
     * {@return the unit of that name}
     *
     * @throws IllegalArgumentException where there is none
     */
    static Unit by(String name) {
        if (name.startsWith(HEADER) && name.length() > HEADER.length()) {
            String header = name.substring(HEADER.length()).toLowerCase(Locale.ROOT);
            return call -> call.caller().header(header);
        }
        return switch (name) {
            case "session" -> Units::session;
            case "user" -> Units::user;
            case "tenant" -> Units::key;
            case "prefix" -> new PromptPrefix();
            default ->
                throw new IllegalArgumentException(
                        "by: expected session, user, tenant, prefix or header:NAME, such as header:x-customer");
        };
    }

    private static @Nullable String session(Call call) {
        String header = call.caller().header("x-session-id");
        if (header != null) {
            return header;
        }
        String written = firstText(call, "/prompt_cache_key", "/metadata/session_id");
        return written == null ? user(call) : written;
    }

    /** As OpenAI's dialects and Anthropic's have it. */
    private static @Nullable String user(Call call) {
        return firstText(call, "/user", "/safety_identifier", "/metadata/user_id");
    }

    /** Whoever has the same key is the same tenant, where nobody says which it is. */
    private static @Nullable String key(Call call) {
        String tenant = call.permissions().tenant();
        if (tenant != null) {
            return tenant;
        }
        String bearer = call.caller().header("authorization");
        return bearer == null ? call.caller().header("x-api-key") : bearer;
    }

    private static @Nullable String firstText(Call call, String... places) {
        WireRequest wire = call.request().wire();
        JsonNode body = wire == null ? null : wire.tree();
        for (String place : places) {
            String text = body == null ? null : body.at(place).textValue();
            if (text != null && !text.isEmpty()) {
                return text;
            }
        }
        return null;
    }
}
