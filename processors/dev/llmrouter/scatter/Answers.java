package dev.llmrouter.scatter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.llmrouter.said.Said;
import dev.llmrouter.schema.SchemaRule;
import dev.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** When two answers are the same, and which one most agree on. */
final class Answers {

    private static final Pattern SPACES = Pattern.compile("\\s+");

    /** What stands around an answer and says nothing. */
    private static final Pattern ORNAMENT = Pattern.compile("^[\\s*_\"'`#(\\[]+|[\\s*_\"'`.!,;:)\\]]+$");

    private static final ObjectReader EXACT = Json.MAPPER.reader(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private Answers() {}

    /**
     * {@return what is the same for answers that say the same: JSON whatever the order of its keys, the spelling of its
     * numbers and a code fence around it; a text whatever its case, its spaces and the marks around it; and the tools
     * that are called}
     */
    static String key(Said said) {
        String calls = said.calls().stream()
                .map(call -> call.name() + json(call.arguments()))
                .collect(Collectors.joining("\n"));
        return calls + "\n" + text(said.text() + said.refusal());
    }

    /** {@return the same for a text alone} */
    static String text(String text) {
        String bare = SchemaRule.json(text);
        boolean looksLikeJson = bare.startsWith("{") || bare.startsWith("[") || bare.matches("-?[0-9][0-9.eE+-]*");
        return looksLikeJson ? json(bare) : words(bare);
    }

    private static String words(String text) {
        String bare = ORNAMENT.matcher(text).replaceAll("");
        String kept = bare.isEmpty() ? text : bare;
        return SPACES.matcher(kept).replaceAll(" ").toLowerCase(Locale.ROOT);
    }

    private static String json(String text) {
        try {
            return canonical(EXACT.readTree(text)).toString();
        } catch (JsonProcessingException | NumberFormatException e) {
            return words(text);
        }
    }

    private static Object canonical(JsonNode value) {
        if (value.isObject()) {
            Map<String, Object> sorted = new TreeMap<>();
            value.properties().forEach(field -> sorted.put(quoted(field.getKey()), canonical(field.getValue())));
            return sorted;
        }
        if (value.isArray()) {
            List<Object> items = new ArrayList<>();
            value.forEach(item -> items.add(canonical(item)));
            return items;
        }
        // with an exponent, since one of many digits would be as long as it says
        return value.isNumber() ? value.decimalValue().stripTrailingZeros().toString() : value.toString();
    }

    private static String quoted(String name) {
        return TextNode.valueOf(name).toString();
    }

    /** {@return which of the keys is there most often; of several such the first} At least one. */
    static int mostCommon(List<String> keys) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        keys.forEach(key -> counts.merge(key, 1, Integer::sum));
        int most = counts.values().stream().mapToInt(count -> count).max().orElseThrow();
        int first = 0;
        while (counts.getOrDefault(keys.get(first), 0) < most) {
            first++;
        }
        return first;
    }
}
