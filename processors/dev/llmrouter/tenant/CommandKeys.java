package dev.llmrouter.tenant;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.wire.Json;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.jspecify.annotations.Nullable;

/**
 * Makes, lists, rotates and revokes virtual keys, from JSON to JSON. A key is told once, by the answer that it was made
 * with. What is done holds here at once, and at other replicas when they have read it.
 */
public final class CommandKeys implements Processor {

    private static final Duration GRACE = Duration.ofHours(24);
    private static final int NAME = 3;
    private static final int COMMAND = 4;

    /** What a request is about. */
    private record Asked(String method, String name, String command, JsonNode body) {}

    private final @Nullable VirtualKeys keys;
    private final Tenants tenants;
    private final KeyTerms.Reader reader;
    private final Set<String> takenNames;
    private final InstantSource clock;

    /**
     * Of these keys.
     *
     * @param keys null where there is no database to keep them in
     * @param takenNames what configured keys are called
     */
    CommandKeys(
            @Nullable VirtualKeys keys,
            Tenants tenants,
            KeyTerms.Reader reader,
            Set<String> takenNames,
            InstantSource clock) {
        this.keys = keys;
        this.tenants = tenants;
        this.reader = reader;
        this.takenNames = Set.copyOf(takenNames);
        this.clock = clock;
    }

    @Override
    public void process(Exchange exchange) {
        Message message = exchange.getMessage();
        String[] path =
                message.getHeader(LlmHeaders.HTTP_PATH, "", String.class).split("/", -1);
        Asked asked = new Asked(
                message.getHeader(LlmHeaders.HTTP_METHOD, "", String.class),
                path.length > NAME ? path[NAME] : "",
                path.length > COMMAND ? path[COMMAND] : "",
                message.getBody(JsonNode.class));
        if (keys == null) {
            throw new RefusedException(
                    503,
                    "Virtual keys belong to tenants and are kept in a database. Configure 'tenants', and see 'store'.",
                    "no_store");
        }
        try {
            message.setBody(answer(asked, keys));
        } catch (SQLException e) {
            throw new RefusedException(
                    503, "The router's database does not answer, so nothing was changed.", "store_unavailable", 2);
        }
    }

    private JsonNode answer(Asked asked, VirtualKeys all) throws SQLException {
        boolean isNamed = !asked.name().isEmpty();
        if (asked.method().equals("GET")) {
            return isNamed ? tell(existing(asked.name(), all)) : list(all);
        } else if (asked.method().equals("POST") && !isNamed) {
            return create(asked.body(), all);
        } else if (asked.method().equals("POST") && asked.command().equals("rotate")) {
            return rotate(existing(asked.name(), all), asked.body(), all);
        } else if (asked.method().equals("DELETE") && isNamed) {
            return revoke(existing(asked.name(), all), all);
        }
        throw new RefusedException(
                404,
                "There is GET and POST /admin/keys, GET and DELETE /admin/keys/NAME, and POST /admin/keys/NAME/rotate.",
                "unknown_url");
    }

    private ObjectNode create(JsonNode body, VirtualKeys all) throws SQLException {
        KeySecret.Made made = KeySecret.make();
        VirtualKey key = new KeyRequest(body, tenants, reader, takenNames).key(made.kept(), clock.instant());
        try {
            all.table().add(key);
        } catch (SQLException e) {
            if (String.valueOf(e.getSQLState()).startsWith("23")) {
                throw nameTaken(key.name());
            }
            throw e;
        }
        all.refresh();
        return tell(key).put("key", made.key());
    }

    private ObjectNode rotate(VirtualKey key, JsonNode body, VirtualKeys all) throws SQLException {
        KeySecret.Made made = KeySecret.make();
        Instant until = clock.instant().plus(grace(body.path("grace").asText("")));
        if (!all.table().rotate(key, made.kept(), until)) {
            all.refresh();
            throw new RefusedException(
                    409, "Somebody else has just changed this key. Look at it again.", "key_changed");
        }
        all.refresh();
        return tell(existing(key.name(), all)).put("key", made.key());
    }

    private static Duration grace(String text) {
        if (text.isBlank()) {
            return GRACE;
        }
        try {
            char unit = Character.toUpperCase(text.charAt(text.length() - 1));
            Duration grace = Duration.parse(unit == 'D' ? "P" + text : "PT" + text);
            if (!grace.isNegative()) {
                return grace;
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw new RefusedException(400, "'grace': expected a duration, such as 24h, 7d or 0s.", "invalid_request");
    }

    private ObjectNode revoke(VirtualKey key, VirtualKeys all) throws SQLException {
        all.table().revoke(key.name(), clock.instant());
        all.refresh();
        return tell(existing(key.name(), all));
    }

    private static VirtualKey existing(String name, VirtualKeys all) {
        VirtualKey key = all.find(name);
        if (key == null) {
            throw new RefusedException(404, "There is no such key. GET /admin/keys lists all.", "key_not_found");
        }
        return key;
    }

    private static RefusedException nameTaken(String name) {
        return new RefusedException(
                409, "There is a key '" + name + "' already, or was until it was revoked.", "key_exists");
    }

    private static ObjectNode list(VirtualKeys all) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        ArrayNode list = answer.putArray("keys");
        all.all().forEach(key -> list.add(tell(key)));
        return answer;
    }

    private static ObjectNode tell(VirtualKey key) {
        ObjectNode told = Json.MAPPER.createObjectNode();
        told.put("name", key.name()).put("tenant", key.tenant()).put("user", key.user());
        key.groups().forEach(told.putArray("groups")::add);
        if (key.models() != null) {
            key.models().forEach(told.putArray("models")::add);
        }
        told.setAll(terms(key.terms()));
        told.put("id", key.current().id()).put("created", key.created().toString());
        told.put("expires", text(key.expires())).put("revoked", text(key.revoked()));
        return key.old() == null ? told : told.put("old_key_until", text(key.oldUntil()));
    }

    private static ObjectNode terms(String json) {
        try {
            return (ObjectNode) Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what is kept of a key is no JSON", e);
        }
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
