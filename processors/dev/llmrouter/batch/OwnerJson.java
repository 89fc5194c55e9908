package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.Identity;
import dev.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who made a batch, as it stands on the disk. */
final class OwnerJson {

    private OwnerJson() {}

    static ObjectNode of(Identity owner) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("organization", owner.organization())
                .put("tenant", owner.tenant())
                .put("user", owner.user())
                .put("key", owner.key());
        owner.groups().forEach(json.putArray("groups")::add);
        return json;
    }

    /** {@return who that is; null where nobody was asked} */
    static @Nullable Identity read(@Nullable JsonNode owner) {
        if (owner == null) {
            return null;
        }
        List<String> groups = new ArrayList<>();
        owner.path("groups").forEach(group -> groups.add(group.asText()));
        return new Identity(
                owner.path("organization").textValue(),
                owner.path("tenant").asText(),
                owner.path("user").textValue(),
                groups,
                owner.path("key").textValue());
    }
}
