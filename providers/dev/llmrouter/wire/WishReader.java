package dev.llmrouter.wire;

import static dev.llmrouter.wire.JsonRequest.malformed;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.catalog.Nearest;
import dev.llmrouter.outcome.LlmException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Reads the wishes in a request as strictly as OpenRouter does: a wish that is not understood could break a promise, so
 * it is refused, naming its place. Null is nothing everywhere.
 */
final class WishReader {

    private static final int LONGEST_LIST = 100;

    /** Each of them is looked up, and may become a target. */
    private static final int MOST_MODELS = 20;

    private static final Set<String> WISHES = ordered(
            "order",
            "only",
            "ignore",
            "allow_fallbacks",
            "require_parameters",
            "data_collection",
            "zdr",
            "quantizations",
            "sort",
            "max_price",
            "preferred_min_throughput",
            "preferred_max_latency",
            "enforce_distillable_text");
    private static final Set<String> PRECISIONS =
            ordered("int4", "int8", "fp4", "mxfp4", "nvfp4", "fp6", "fp8", "mxfp8", "fp16", "bf16", "fp32", "unknown");
    private static final Set<String> SORTS = ordered("price", "throughput", "latency");
    private static final Set<String> PRICES = ordered("prompt", "completion", "request", "image", "audio");
    private static final Set<String> PERCENTILES = ordered("p50", "p75", "p90", "p99");

    private WishReader() {}

    private static Set<String> ordered(String... words) {
        return new LinkedHashSet<>(List.of(words));
    }

    /** {@return the names in {@code models}} */
    static List<String> models(JsonNode value) {
        List<String> names = names(value, "models");
        if (names.size() > MOST_MODELS) {
            throw malformed("'models' has more than " + MOST_MODELS + " names.", "models");
        }
        return names;
    }

    /** {@return the wishes in {@code provider}} */
    static ProviderWishes provider(JsonNode value) {
        if (value.isNull()) {
            return ProviderWishes.NONE;
        }
        checkKeys(value, "provider", WISHES);
        if (flag(value, "enforce_distillable_text", false)) {
            throw malformed(
                    "'provider.enforce_distillable_text' can't be kept: of no model here that is known.",
                    "provider.enforce_distillable_text");
        }
        JsonNode sort = value.path("sort");
        JsonNode prices = prices(value.path("max_price"));
        return new ProviderWishes(
                names(value.path("order"), "provider.order"),
                names(value.path("only"), "provider.only"),
                names(value.path("ignore"), "provider.ignore"),
                flag(value, "allow_fallbacks", true),
                flag(value, "require_parameters", false),
                "deny"
                        .equals(word(
                                value.path("data_collection"), "provider.data_collection", ordered("allow", "deny"))),
                flag(value, "zdr", false),
                precisions(value.path("quantizations")),
                sort(sort),
                sort.isObject() && "none".equals(sort.path("partition").asText()),
                number(prices.path("prompt"), "provider.max_price.prompt"),
                number(prices.path("completion"), "provider.max_price.completion"),
                strictest(value.path("preferred_min_throughput"), "provider.preferred_min_throughput", Math::max),
                strictest(value.path("preferred_max_latency"), "provider.preferred_max_latency", Math::min));
    }

    private static void checkKeys(JsonNode object, String place, Set<String> known) {
        if (!object.isObject()) {
            throw malformed("Invalid type for '" + place + "': expected an object.", place);
        }
        for (Iterator<String> keys = object.fieldNames(); keys.hasNext(); ) {
            String key = keys.next();
            if (!known.contains(key)) {
                throw unknown(place + "." + shortened(key), shortened(key), known);
            }
        }
    }

    private static LlmException unknown(String place, String key, Set<String> known) {
        List<String> near = Nearest.to(key, known);
        String hint = near.isEmpty()
                ? "It may hold " + String.join(", ", known) + "."
                : "Did you mean " + String.join(" or ", near) + "?";
        return malformed("Unknown key '" + place + "'. " + hint, place);
    }

    private static String shortened(String key) {
        return key.length() > 50 ? key.substring(0, 50) + "…" : key;
    }

    private static boolean isAbsent(JsonNode value) {
        return value.isMissingNode() || value.isNull();
    }

    private static boolean flag(JsonNode wishes, String name, boolean otherwise) {
        JsonNode value = wishes.path(name);
        if (isAbsent(value)) {
            return otherwise;
        }
        if (!value.isBoolean()) {
            String place = "provider." + name;
            throw malformed("Invalid type for '" + place + "': expected true or false.", place);
        }
        return value.booleanValue();
    }

    private static List<String> names(JsonNode list, String place) {
        if (isAbsent(list)) {
            return List.of();
        }
        if (!list.isArray() || list.size() > LONGEST_LIST) {
            throw malformed("Invalid '" + place + "': expected a list of names, " + LONGEST_LIST + " at most.", place);
        }
        List<String> names = new ArrayList<>(list.size());
        for (JsonNode item : list) {
            if (!item.isTextual() || item.textValue().isBlank()) {
                String at = place + "[" + names.size() + "]";
                throw malformed("Invalid '" + at + "': expected a name.", at);
            }
            names.add(item.textValue());
        }
        return names;
    }

    private static Set<String> precisions(JsonNode list) {
        Set<String> precisions = new LinkedHashSet<>();
        int index = 0;
        for (String name : names(list, "provider.quantizations")) {
            String place = "provider.quantizations[" + index++ + "]";
            if (!PRECISIONS.contains(name)) {
                throw notOneOf(place, PRECISIONS);
            }
            precisions.add(name);
        }
        return precisions;
    }

    private static @Nullable String word(JsonNode value, String place, Set<String> words) {
        if (isAbsent(value)) {
            return null;
        }
        if (!value.isTextual() || !words.contains(value.textValue())) {
            throw notOneOf(place, words);
        }
        return value.textValue();
    }

    private static LlmException notOneOf(String place, Set<String> words) {
        return malformed("Invalid '" + place + "': expected one of " + String.join(", ", words) + ".", place);
    }

    private static ProviderWishes.@Nullable Sort sort(JsonNode sort) {
        String by;
        if (sort.isObject()) {
            checkKeys(sort, "provider.sort", ordered("by", "partition"));
            word(sort.path("partition"), "provider.sort.partition", ordered("model", "none"));
            by = word(sort.path("by"), "provider.sort.by", SORTS);
        } else {
            by = word(sort, "provider.sort", SORTS);
        }
        return by == null ? null : ProviderWishes.Sort.valueOf(by.toUpperCase(Locale.ROOT));
    }

    /** What else may be charged for than tokens, targets here do not charge for. */
    private static JsonNode prices(JsonNode prices) {
        if (!isAbsent(prices)) {
            checkKeys(prices, "provider.max_price", PRICES);
            PRICES.forEach(price -> number(prices.path(price), "provider.max_price." + price));
        }
        return prices;
    }

    /**
     * One estimate is known of a target and no percentiles, and it misses each of several limits that it is beyond: so
     * the strictest of them tells.
     */
    private static @Nullable Double strictest(JsonNode value, String place, DoubleBinaryOperator ofTwo) {
        if (!value.isObject()) {
            return number(value, place);
        }
        checkKeys(value, place, PERCENTILES);
        Double strictest = null;
        for (String percentile : PERCENTILES) {
            Double limit = number(value.path(percentile), place + "." + percentile);
            if (limit != null) {
                strictest = strictest == null ? limit : Double.valueOf(ofTwo.applyAsDouble(strictest, limit));
            }
        }
        return strictest;
    }

    /** OpenRouter's own clients write prices as texts too. */
    private static @Nullable Double number(JsonNode value, String place) {
        if (isAbsent(value)) {
            return null;
        }
        double number = value.isTextual() ? parsed(value.textValue()) : value.isNumber() ? value.doubleValue() : -1;
        if (!(number >= 0) || Double.isInfinite(number)) {
            throw malformed("Invalid '" + place + "': expected a number from 0 on.", place);
        }
        return number;
    }

    private static double parsed(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
