package dev.llmrouter.ledger;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.catalog.ExactPrice;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Json;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One attempt, as it is handed out: money in US dollars, prices in US dollars per million tokens, times in milliseconds. */
record ExportedRow(String replica, Entry entry) {

    static final List<String> NAMES = List.of(
            "attempt",
            "call",
            "number",
            "purpose",
            "begun_at",
            "ended_at",
            "organization",
            "tenant",
            "user",
            "key",
            "groups",
            "asked",
            "model",
            "target",
            "provider",
            "provider_model",
            "operation",
            "stream",
            "outcome",
            "input",
            "cached",
            "cache_write",
            "output",
            "reasoning",
            "estimated",
            "price_input",
            "price_cached",
            "price_cache_write",
            "price_output",
            "price_reasoning",
            "usd",
            "duration_ms",
            "first_ms",
            "tags");

    private static final double MICROS_PER_MILLI = 1000;
    private static final long NANOS_PER_PICO_PER_MILLION = 1000;

    /** {@return the values of {@link #NAMES}} */
    List<@Nullable Object> cells() {
        Entry.Payer payer = entry.payer();
        Entry.Asked target = entry.target();
        List<@Nullable Object> cells = new ArrayList<>(NAMES.size());
        cells.add(replica + '-' + String.format(Locale.ROOT, "%x", entry.attempt()));
        cells.add(entry.call());
        cells.add(entry.number());
        cells.add(payer.purpose());
        cells.add(Instant.ofEpochMilli(entry.begunMillis()).toString());
        cells.add(entry.isSettled() ? Instant.ofEpochMilli(entry.endedMillis()).toString() : null);
        cells.add(payer.organization());
        cells.add(payer.tenant());
        cells.add(payer.user());
        cells.add(payer.key());
        cells.add(payer.groups());
        cells.add(entry.asked());
        cells.add(entry.model());
        cells.add(target.target());
        cells.add(target.provider());
        cells.add(target.model());
        cells.add(target.operation());
        cells.add(target.stream());
        cells.add(entry.outcome());
        numbers(cells);
        cells.add(entry.tags());
        return cells;
    }

    private void numbers(List<@Nullable Object> cells) {
        Usage usage = entry.usage();
        ExactPrice price = entry.price();
        cells.add(usage.input());
        cells.add(usage.cached());
        cells.add(usage.cacheWrite());
        cells.add(usage.output());
        cells.add(usage.reasoning());
        cells.add(usage.estimated());
        cells.add(price == null ? null : perMillion(price.input()));
        cells.add(price == null ? null : perMillion(price.cachedInput()));
        cells.add(price == null ? null : perMillion(price.cacheWrite()));
        cells.add(price == null ? null : perMillion(price.output()));
        cells.add(price == null ? null : perMillion(price.reasoning()));
        cells.add(Money.usd(entry.costNanos()));
        cells.add(entry.durationMicros() / MICROS_PER_MILLI);
        cells.add(entry.firstMicros() / MICROS_PER_MILLI);
    }

    private static Object perMillion(long picos) {
        return Money.usd(picos * NANOS_PER_PICO_PER_MILLION);
    }

    /** {@return the same, without what is not known} */
    ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode();
        List<@Nullable Object> cells = cells();
        for (int i = 0; i < cells.size(); i++) {
            if (cells.get(i) != null) {
                json.putPOJO(NAMES.get(i), cells.get(i));
            }
        }
        return json;
    }
}
