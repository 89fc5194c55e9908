package dev.llmrouter.openai;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import dev.llmrouter.wire.JsonRequest;
import dev.llmrouter.wire.JsonRequest.Edit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** One pass over one request for what a server does not take of it. For one use by one thread. */
final class QuirkScan {

    /**
     * A field as it stands in the request.
     *
     * @param from where its name begins
     * @param to where its value ends
     * @param word its value, where that is a string at the top of the request
     * @param saysNothing whether leaving it out changes nothing
     */
    private record Field(
            String name, int from, int valueFrom, int to, boolean isNull, boolean saysNothing, @Nullable String word) {}

    private final RequestFitter fitter;
    private final JsonRequest json;
    private final List<Edit> edits = new ArrayList<>();
    private final SortedMap<Integer, String> dropped = new TreeMap<>();

    QuirkScan(RequestFitter fitter, JsonRequest json) {
        this.fitter = fitter;
        this.json = json;
    }

    List<Edit> edits() {
        return edits;
    }

    /** {@return the paths of what is left out, in the order of the request} */
    List<String> dropped() {
        return List.copyOf(dropped.values());
    }

    /** Reads the request, whose opening brace is the current token. */
    void read(JsonParser parser) throws IOException {
        List<Field> fields = fields(parser, "", "");
        Set<String> superseded = superseded(fields);
        Set<Field> out = new HashSet<>();
        for (Field field : fields) {
            String there = fitter.quirks().renames().get(field.name());
            if (fitter.drops("", field.name())) {
                out.add(field);
                note(field, field.name());
            } else if (superseded.contains(field.name())
                    || (there != null && field.isNull() && isThere(there, fields))) {
                out.add(field);
            } else {
                put(field, there);
            }
        }
        leaveOut(fields, out);
    }

    /** The fields whose place is taken by another that is renamed. */
    private Set<String> superseded(List<Field> fields) {
        Map<String, String> renames = fitter.quirks().renames();
        Set<String> superseded = new HashSet<>();
        for (Field field : fields) {
            String there = renames.get(field.name());
            if (there != null && !field.isNull() && !renames.containsKey(there)) {
                superseded.add(there);
            }
        }
        return superseded;
    }

    private static boolean isThere(String name, List<Field> fields) {
        return fields.stream().anyMatch(field -> field.name().equals(name));
    }

    private void put(Field field, @Nullable String there) {
        if (there != null) {
            edits.add(new Edit(field.from(), json.endOfString(field.from()), quoted(there)));
        }
        Map<String, String> words = fitter.quirks().values().get(field.name());
        String word = words == null || field.word() == null ? null : words.get(field.word());
        if (word != null) {
            edits.add(new Edit(field.valueFrom(), field.to(), quoted(word)));
        }
    }

    private static String quoted(String text) {
        return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(text)) + '"';
    }

    /** Reads the fields of an object below the top, and leaves out what is dropped there. */
    private void below(JsonParser parser, String pattern, String path) throws IOException {
        List<Field> fields = fields(parser, pattern + ".", path + ".");
        Set<Field> out = new HashSet<>();
        for (Field field : fields) {
            if (fitter.drops(pattern + ".", field.name())) {
                out.add(field);
                note(field, path + "." + field.name());
            }
        }
        leaveOut(fields, out);
    }

    private void note(Field field, String path) {
        if (!field.saysNothing() && !Unsaid.isHint(field.name())) {
            dropped.put(field.from(), path);
        }
    }

    private List<Field> fields(JsonParser parser, String pattern, String path) throws IOException {
        List<Field> fields = new ArrayList<>();
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            int from = JsonRequest.beginOf(parser);
            JsonToken value = parser.nextToken();
            int valueFrom = JsonRequest.beginOf(parser);
            boolean isDropped = fitter.drops(pattern, name);
            String word = value == JsonToken.VALUE_STRING && path.isEmpty() && hasWords(name) ? parser.getText() : null;
            boolean saysNothing = isDropped && Unsaid.saysNothing(name, parser);
            int to = isDropped ? endOf(parser) : skip(parser, pattern, name, path + name);
            saysNothing |= isDropped && json.isEmptyBetween(valueFrom, to);
            fields.add(new Field(name, from, valueFrom, to, value == JsonToken.VALUE_NULL, saysNothing, word));
        }
        return fields;
    }

    private boolean hasWords(String name) {
        return fitter.quirks().values().containsKey(name);
    }

    private static int endOf(JsonParser parser) throws IOException {
        if (parser.currentToken().isScalarValue()) {
            return JsonRequest.endOf(parser);
        }
        parser.skipChildren();
        return (int) parser.currentLocation().getByteOffset();
    }

    /** Goes to the end of a value, by way of what is dropped within; {@return where it ends} */
    private int skip(JsonParser parser, String parent, String name, String path) throws IOException {
        JsonToken begin = parser.currentToken();
        if (begin == JsonToken.START_OBJECT && fitter.leadsToDrops(parent, name, "")) {
            below(parser, parent + name, path);
        } else if (begin == JsonToken.START_ARRAY && fitter.leadsToDrops(parent, name, "[]")) {
            items(parser, parent + name + "[]", path);
        } else {
            return endOf(parser);
        }
        return (int) parser.currentLocation().getByteOffset();
    }

    private void items(JsonParser parser, String pattern, String path) throws IOException {
        for (int i = 0; parser.nextToken() != JsonToken.END_ARRAY; i++) {
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                below(parser, pattern, path + "[" + i + "]");
            } else {
                parser.skipChildren();
            }
        }
    }

    /** A field goes with the comma before it; those that stand before all others, with the comma behind them. */
    private void leaveOut(List<Field> fields, Set<Field> out) {
        Field last = null;
        int first = -1;
        boolean isKept = false;
        for (Field field : fields) {
            if (out.contains(field)) {
                if (isKept && last != null) {
                    edits.add(new Edit(last.to(), field.to(), ""));
                } else if (first < 0) {
                    first = field.from();
                }
            } else {
                if (!isKept && first >= 0) {
                    edits.add(new Edit(first, field.from(), ""));
                }
                isKept = true;
            }
            last = field;
        }
        if (!isKept && last != null && first >= 0) {
            edits.add(new Edit(first, last.to(), ""));
        }
    }
}
