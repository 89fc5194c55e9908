package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.Identity;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
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

    private static final String OUTPUT_SECONDS = "output_expires_after";
    private static final String OWNER = "llm_router_owner";
    private static final String END = "llm_router_end";
    private static final String OUTPUT = "llm_router_output";
    private static final String ERRORS = "llm_router_errors";
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
        json.putObject("request_counts").put("total", 0);
        json.putNull("model");
        put(json, Tally.NOTHING);
        json.set("metadata", order.metadata());
        if (order.outputSeconds() > 0) {
            json.put(OUTPUT_SECONDS, order.outputSeconds());
        }
        if (owner != null) {
            json.set(OWNER, OwnerJson.of(owner));
        }
        return new BatchRecord(json);
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

    /** {@return what its owner is told} */
    ObjectNode told(boolean isCalledOff) {
        ObjectNode told = json.deepCopy();
        told.remove(List.of(OWNER, OUTPUT_SECONDS, END, OUTPUT, ERRORS));
        if (isCalledOff && isUnfinished()) {
            told.put("status", CANCELLING);
        }
        return told;
    }

    private static void put(ObjectNode json, Tally tally) {
        json.withObject("request_counts").put("completed", tally.succeeded()).put("failed", tally.failed());
        json.set("usage", tally.spent().json());
    }

    String id() {
        return text("id");
    }

    String endpoint() {
        return text("endpoint");
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

    /** {@return whether it has ended, and for so long that neither it nor its results are kept any more} */
    boolean isOver(Duration keep, Instant now) {
        long ended = Stream.of("created_at", "completed_at", "failed_at", "expired_at", "cancelled_at")
                .mapToLong(name -> json.path(name).asLong())
                .max()
                .orElse(0);
        Instant last = Instant.ofEpochSecond(ended + Math.max(keep.toSeconds(), outputSeconds()));
        return !isUnfinished() && !now.isBefore(last);
    }

    long outputSeconds() {
        return json.path(OUTPUT_SECONDS).asLong();
    }

    /** {@return who made it; null where nobody was asked who it is} */
    @Nullable
    Identity owner() {
        return OwnerJson.read(json.get(OWNER));
    }

    @Nullable
    String tenant() {
        Identity owner = owner();
        return owner == null ? null : owner.tenant();
    }

    /** Notes that it is now in a state, and since when, which stays as it is where it was in it before. */
    void become(String status, Instant now) {
        json.put("status", status);
        if (json.path(status + "_at").isNull()) {
            json.put(status + "_at", now.getEpochSecond());
        }
    }

    void cancelling(long since) {
        json.put("cancelling_at", since);
    }

    /**
     * Notes what it consists of.
     *
     * @param model that its lines ask; null where these are several
     */
    void consistsOf(int lines, @Nullable String model) {
        json.withObject("request_counts").put("total", lines);
        json.put("model", model);
    }

    void tally(Tally tally) {
        put(json, tally);
    }

    /** Notes how it will end, and what the files with its results will be called: whoever goes on with it makes none besides. */
    void plan(BatchState end, String outputFileId, String errorFileId) {
        json.put(END, end.name()).put(OUTPUT, outputFileId).put(ERRORS, errorFileId);
    }

    /** {@return how it will end; null where that is open} */
    @Nullable
    BatchState plannedEnd() {
        return json.hasNonNull(END) ? BatchState.valueOf(text(END)) : null;
    }

    String plannedOutput() {
        return text(OUTPUT);
    }

    String plannedErrors() {
        return text(ERRORS);
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
