package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/**
 * How far a batch is.
 *
 * @param id of the batch
 * @param file its name
 * @param lines how many requests it has
 * @param inFlight how many of them are being asked
 * @param before how many were finished before it was taken this time
 * @param tally what has become of the lines
 * @param begun in milliseconds since 1970; when it was taken first
 * @param ended likewise; 0 while it is running
 */
public record Progress(
        String id,
        String file,
        BatchState state,
        int lines,
        int inFlight,
        int before,
        Tally tally,
        long begun,
        long ended) {

    private static final int NANO_DIGITS = 9;

    /** {@return the same as JSON, with its cost in US dollars} */
    ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", id)
                .put("file", file)
                .put("status", state.name().toLowerCase(Locale.ROOT))
                .put("lines", lines)
                .put("succeeded", tally.succeeded())
                .put("failed", tally.failed());
        if (ended == 0) {
            json.put("in_flight", inFlight);
        }
        json.put("input_tokens", tally.spent().usage().input())
                .put("output_tokens", tally.spent().usage().output())
                .put("cost_usd", usd())
                .put("unpriced", tally.unpriced())
                .put("begun", Instant.ofEpochMilli(begun).toString());
        if (ended != 0) {
            json.put("ended", Instant.ofEpochMilli(ended).toString());
        }
        return json;
    }

    private BigDecimal usd() {
        BigDecimal usd =
                BigDecimal.valueOf(tally.spent().nanoUsd(), NANO_DIGITS).stripTrailingZeros();
        return usd.scale() < 0 ? usd.setScale(0) : usd;
    }

    /** {@return one line for the log} */
    @Override
    public String toString() {
        Duration time = Duration.ofMillis(Math.max(0, (ended == 0 ? System.currentTimeMillis() : ended) - begun));
        return file + ": " + state.name().toLowerCase(Locale.ROOT) + ", " + tally.finished() + " of " + lines
                + " lines, " + tally.failed() + " of them failed, " + usd().toPlainString() + " USD, "
                + time.toSeconds() + " s";
    }
}
