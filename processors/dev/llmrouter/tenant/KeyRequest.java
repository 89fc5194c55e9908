package dev.llmrouter.tenant;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.wire.Json;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What somebody wants a new virtual key to be. Whatever is wrong with it is refused with 400, named. */
record KeyRequest(JsonNode body, Tenants tenants, KeyTerms.Reader reader, Set<String> takenNames) {

    private static final Pattern WORD = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final List<String> TERMS = List.of("limits", "budget", "budgets", "require");
    private static final List<String> OWN = List.of("tenant", "name", "user", "groups", "expires", "models");
    private static final int LONGEST_USER = 200;
    private static final int LONGEST_LIST = 3000;
    private static final int LONGEST_TERMS = 8000;

    VirtualKey key(KeySecret secret, Instant now) {
        checkKnown();
        return new VirtualKey(
                name(),
                tenant(),
                user(),
                body.has("groups") ? strings("groups") : List.of(),
                body.has("models") ? strings("models") : null,
                terms(),
                now,
                expires(now),
                null,
                secret,
                null,
                null);
    }

    private void checkKnown() {
        List<String> known =
                Stream.concat(OWN.stream(), TERMS.stream()).sorted().toList();
        body.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw wrong(name, "is not known; there are " + String.join(", ", known));
            }
        });
    }

    private String name() {
        String name = body.path("name").asText("");
        if (!WORD.matcher(name).matches()) {
            throw wrong("name", "is what the key is called: up to 100 letters, digits and . _ -");
        }
        if (takenNames.contains(name)) {
            throw wrong("name", "is what a configured key is called already");
        }
        return name;
    }

    private String tenant() {
        String tenant = body.path("tenant").asText("");
        if (!tenants.has(tenant)) {
            throw wrong("tenant", "is one of 'tenants' in the router's configuration");
        }
        return tenant;
    }

    private @Nullable String user() {
        JsonNode user = body.path("user");
        if (user.isMissingNode() || user.isNull()) {
            return null;
        }
        if (!user.isTextual() || user.textValue().isBlank() || user.textValue().length() > LONGEST_USER) {
            throw wrong("user", "is a text of up to 200 characters");
        }
        return user.textValue();
    }

    private List<String> strings(String name) {
        List<String> strings = new ArrayList<>();
        JsonNode list = body.path(name);
        list.forEach(item -> strings.add(item.isTextual() ? item.textValue() : ""));
        boolean isEmpty = strings.isEmpty() && name.equals("models");
        if (!list.isArray()
                || isEmpty
                || strings.contains("")
                || list.toString().length() > LONGEST_LIST) {
            throw wrong(name, "is a list of texts, such as [\"a\", \"b\"]");
        }
        return strings;
    }

    private String terms() {
        ObjectNode terms = Json.MAPPER.createObjectNode();
        TERMS.stream().filter(body::hasNonNull).forEach(name -> terms.set(name, body.path(name)));
        String json = terms.toString();
        if (json.length() > LONGEST_TERMS) {
            throw wrong(
                    String.join(
                            "', '",
                            terms.properties().stream().map(Map.Entry::getKey).toList()),
                    "is longer than can be kept: " + LONGEST_TERMS + " characters of JSON");
        }
        if (!terms.isEmpty()) {
            reader.read(json, true);
        }
        return json;
    }

    /** A day counts to its end, in UTC. */
    private @Nullable Instant expires(Instant now) {
        JsonNode expires = body.path("expires");
        if (expires.isMissingNode() || expires.isNull()) {
            return null;
        }
        Instant end = instant(expires.asText());
        if (end == null || !end.isAfter(now)) {
            throw wrong("expires", "is a day or an instant to come, such as 2027-01-31 or 2027-01-31T12:00:00Z");
        }
        return end;
    }

    private static @Nullable Instant instant(String text) {
        try {
            return text.contains("T")
                    ? Instant.parse(text)
                    : LocalDate.parse(text)
                            .plusDays(1)
                            .atStartOfDay(ZoneOffset.UTC)
                            .toInstant();
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private static RefusedException wrong(String name, String why) {
        return new RefusedException(400, "'" + name + "' " + why + ".", "invalid_request");
    }
}
