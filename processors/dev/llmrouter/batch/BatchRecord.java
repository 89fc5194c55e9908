package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.Identity;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a batch that a caller made: OpenAI's batch object, as in its API reference, and with it who made it. Used by one
 * thread at a time.
 */
final class BatchRecord {

    static final String VALIDATING = "validating";
    static final String IN_PROGRESS = "in_progress";
    static final String CANCELLING = "cancelling";
    private static final List<String> UNFINISHED = List.of(VALIDATING, IN_PROGRESS, "finalizing", CANCELLING);

    private static final String OWNER = "llm_router_owner";
    private static final String[] LATER = {
        "in_progress_at", "finalizing_at", "completed_at", "failed_at", "expired_at", "cancelling_at", "cancelled_at"
    };

    private final ObjectNode json;

    private BatchRecord(ObjectNode json) {
        this.json = json;
    }

    /** {@return a new one, of which nothing has been looked at} */
    static BatchRecord of(String id, BatchOrder order, @Nullable Identity owner, Instant now) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", id).put("object", "batch").put("endpoint", order.endpoint());
        json.putNull("errors")
                .put("input_file_id", order.inputFileId())
                .put("completion_window", order.window())
                .put("status", VALIDATING)
                .putNull("output_file_id")
                .putNull("error_file_id")
                .put("created_at", now.getEpochSecond())
                .put("expires_at", now.plus(order.time()).getEpochSecond());
        for (String name : LATER) {
            json.putNull(name);
        }
        json.putObject("request_counts").put("total", 0).put("completed", 0).put("failed", 0);
        json.set("metadata", order.metadata());
        if (order.outputSeconds() > 0) {
            json.put("output_expires_after", order.outputSeconds());
        }
        if (owner != null) {
            json.set(OWNER, json(owner));
        }
        return new BatchRecord(json);
    }

    private static ObjectNode json(Identity owner) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("organization", owner.organization())
                .put("tenant", owner.tenant())
                .put("user", owner.user())
                .put("key", owner.key());
        owner.groups().forEach(json.putArray("groups")::add);
        return json;
    }

    static BatchRecord read(byte[] stored) throws IOException {
        if (Json.MAPPER.readTree(stored) instanceof ObjectNode json && json.hasNonNull("id")) {
            return new BatchRecord(json);
        }
        throw new IOException("what is known of a batch can't be read");
    }

    byte[] bytes() throws IOException {
        return Json.MAPPER.writeValueAsBytes(json);
    }

    /** {@return what its owner is told, with how far it is; null where that is what is written} */
    ObjectNode told(@Nullable Tally now, boolean isCalledOff) {
        ObjectNode told = json.deepCopy();
        told.remove(List.of(OWNER, "output_expires_after"));
        if (now != null) {
            put(told, now);
        }
        if (isCalledOff && isUnfinished()) {
            told.put("status", CANCELLING);
        }
        return told;
    }

    private static void put(ObjectNode json, Tally tally) {
        json.withObject("request_counts").put("completed", tally.succeeded()).put("failed", tally.failed());
    }

    String id() {
        return text("id");
    }

    String endpoint() {
        return text("endpoint");
    }

    String inputFileId() {
        return text("input_file_id");
    }

    String status() {
        return text("status");
    }

    boolean isUnfinished() {
        return UNFINISHED.contains(status());
    }

    Instant expires() {
        return Instant.ofEpochSecond(json.path("expires_at").asLong());
    }

    long outputSeconds() {
        return json.path("output_expires_after").asLong();
    }

    /** {@return who made it; null where nobody was asked who it is} */
    @Nullable
    Identity owner() {
        JsonNode owner = json.get(OWNER);
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

    @Nullable
    String tenant() {
        Identity owner = owner();
        return owner == null ? null : owner.tenant();
    }

    /** Notes that it is now in a state, and since when. */
    void become(String status, Instant now) {
        json.put("status", status);
        if (json.has(status + "_at")) {
            json.put(status + "_at", now.getEpochSecond());
        }
    }

    void cancelling(long since) {
        json.put("cancelling_at", since);
    }

    void total(int lines) {
        json.withObject("request_counts").put("total", lines);
    }

    void tally(Tally tally) {
        put(json, tally);
    }

    @Nullable
    String outputFileId() {
        return json.path("output_file_id").textValue();
    }

    @Nullable
    String errorFileId() {
        return json.path("error_file_id").textValue();
    }

    void results(@Nullable String outputFileId, @Nullable String errorFileId) {
        json.put("output_file_id", outputFileId).put("error_file_id", errorFileId);
    }

    /** Notes why it can't be run. */
    void errors(List<ObjectNode> errors) {
        ObjectNode list = json.putObject("errors").put("object", "list");
        list.putArray("data").addAll(errors);
    }

    private String text(String name) {
        return json.path(name).asText();
    }
}
