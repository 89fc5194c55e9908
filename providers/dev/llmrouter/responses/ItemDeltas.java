package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.WholeText;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Reads the items of a streamed response as deltas of a chat completion. Items may grow side by side; what was not said
 * in pieces is said when an item is done, so nothing is missing and nothing is said twice. Not thread-safe.
 */
final class ItemDeltas {

    private final Consumer<ObjectNode> deltas;
    private final Map<String, WholeText> texts = new HashMap<>();
    private final Map<String, Integer> calls = new HashMap<>();
    private final Map<String, Integer> citations = new HashMap<>();
    private final Map<String, Integer> begins = new HashMap<>();
    private final ItemThoughts thoughts;
    private int length;

    ItemDeltas(ReplyWishes wishes, Consumer<ObjectNode> deltas) {
        this.deltas = deltas;
        this.thoughts = new ItemThoughts(wishes, deltas);
    }

    boolean hasCalls() {
        return !calls.isEmpty();
    }

    /** {@return the id that a caller answers a call by} */
    static String callId(JsonNode item, int index) {
        String id = item.path("call_id").asText("");
        return id.isBlank() ? item.path("id").asText("call_" + index) : id;
    }

    void read(JsonNode event) {
        String place = place(event);
        String part = place + "/" + event.path("content_index").asInt();
        String piece = event.path("delta").asText("");
        switch (event.path("type").asText("")) {
            case "response.output_item.added" -> begin(place, event.path("item"));
            case "response.output_item.done" -> done(place, event.path("item"));
            case "response.output_text.delta" -> text("content", part, piece);
            case "response.refusal.delta" -> text("refusal", part, piece);
            case "response.function_call_arguments.delta" -> arguments(place, piece);
            case "response.output_text.annotation.added" -> citation(part, event.path("annotation"));
            case "response.reasoning_summary_text.delta" ->
                thoughts.piece(place, "summary " + event.path("summary_index").asInt(), piece);
            case "response.reasoning_text.delta" ->
                thoughts.piece(place, "text " + event.path("content_index").asInt(), piece);
            // of the provider's own tools, or said again by a later one
            default -> {}
        }
    }

    /** Reads the output of a response of which nothing was said before. */
    void readWhole(JsonNode output) {
        IntStream.range(0, output.size()).forEach(i -> done(String.valueOf(i), output.path(i)));
    }

    private static String place(JsonNode event) {
        JsonNode index = event.path("output_index");
        return index.isNumber()
                ? index.asText()
                : event.path("item_id").asText(event.path("item").path("id").asText(""));
    }

    private void begin(String place, JsonNode item) {
        boolean isCall = item.path("type").asText("").equals("function_call")
                && !item.path("name").asText("").isEmpty();
        if (!isCall || calls.containsKey(place)) {
            return;
        }
        int index = calls.size();
        calls.put(place, index);
        ObjectNode call = JsonNodeFactory.instance
                .objectNode()
                .put("index", index)
                .put("id", callId(item, index))
                .put("type", "function");
        call.putObject("function").put("name", item.path("name").asText("")).put("arguments", "");
        call(call);
    }

    private void done(String place, JsonNode item) {
        switch (item.path("type").asText("")) {
            case "message" -> {
                for (int i = 0; i < item.path("content").size(); i++) {
                    part(place + "/" + i, item.path("content").path(i));
                }
            }
            case "function_call" -> {
                begin(place, item);
                String whole = item.path("arguments").asText("");
                arguments(place, rest("arguments " + place, whole.isBlank() ? "{}" : whole));
            }
            case "reasoning" -> thoughts.done(place, item);
            default -> {}
        }
    }

    private void part(String key, JsonNode part) {
        boolean isRefusal = part.path("type").asText("").equals("refusal");
        String field = isRefusal ? "refusal" : "content";
        text(
                field,
                key,
                rest(
                        field + " " + key,
                        part.path(isRefusal ? "refusal" : "text").asText("")));
        JsonNode annotations = part.path("annotations");
        for (int i = citations.getOrDefault(key, 0); i < annotations.size(); i++) {
            citation(key, annotations.path(i));
        }
    }

    /** What was not said yet of a text that is now whole. */
    private String rest(String key, String whole) {
        String said = texts.getOrDefault(key, new WholeText()).toString();
        return whole.startsWith(said) ? whole.substring(said.length()) : "";
    }

    private void text(String field, String key, String piece) {
        String complete = texts.computeIfAbsent(field + " " + key, first -> new WholeText())
                .add(piece);
        if (field.equals("content")) {
            begins.putIfAbsent(key, length);
            length += ChatWords.length(complete);
        }
        if (!complete.isEmpty()) {
            deltas.accept(JsonNodeFactory.instance.objectNode().put(field, complete));
        }
    }

    private void arguments(String place, String piece) {
        Integer index = calls.get(place);
        if (index == null) {
            // its name comes later, and then all of them
            return;
        }
        String complete = texts.computeIfAbsent("arguments " + place, first -> new WholeText())
                .add(piece);
        if (!complete.isEmpty()) {
            ObjectNode call = JsonNodeFactory.instance.objectNode().put("index", index);
            call.putObject("function").put("arguments", complete);
            call(call);
        }
    }

    private void call(ObjectNode call) {
        ObjectNode delta = JsonNodeFactory.instance.objectNode();
        delta.putArray("tool_calls").add(call);
        deltas.accept(delta);
    }

    private void citation(String part, JsonNode annotation) {
        citations.merge(part, 1, Integer::sum);
        ObjectNode citation = ChatWords.citation(annotation, begins.getOrDefault(part, length));
        if (citation != null) {
            ObjectNode delta = JsonNodeFactory.instance.objectNode();
            delta.putArray("annotations").add(citation);
            deltas.accept(delta);
        }
    }
}
