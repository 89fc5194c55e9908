package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.MessageText;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A response while it grows, of the chunks of a chat completion or of a whole one, which is one big chunk here. Thoughts
 * and text follow one another; calls of functions may grow side by side. Not thread-safe.
 */
final class GrowingResponse {

    private final ResponseForm form;
    private final EventSink events;
    private final String unique = UUID.randomUUID().toString().replace("-", "");
    private final ShownThoughts thoughts = new ShownThoughts();
    private final List<OutputItem> items = new ArrayList<>();
    private final Map<Integer, CallItem> calls = new HashMap<>();
    private final Set<String> callIds = new HashSet<>();
    private @Nullable OutputItem speaking;
    private JsonNode head = JsonNodeFactory.instance.missingNode();
    private long created = System.currentTimeMillis() / 1000;
    private boolean isBegun;
    private @Nullable JsonNode usage;
    private String finish = "";

    GrowingResponse(ResponseForm form, EventSink events) {
        this.form = form;
        this.events = events;
    }

    /** Takes a chunk, or a whole completion. */
    void hear(JsonNode chunk) {
        if (isUnnamed()) {
            head = chunk;
        }
        if (!isBegun) {
            isBegun = true;
            created = chunk.path("created").asLong() > 0 ? chunk.path("created").asLong() : created;
            begun("response.created");
            begun("response.in_progress");
        }
        if (chunk.path("usage").isObject()) {
            usage = chunk.path("usage");
        }
        for (JsonNode choice : chunk.path("choices")) {
            if (choice.path("index").asInt() == 0) {
                choice(choice);
            }
        }
    }

    /** Some servers send something before they say which model speaks. */
    private boolean isUnnamed() {
        return head.path("model").asText().isEmpty();
    }

    private void begun(String type) {
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        fields.set("response", whole(OutputItem.IN_PROGRESS));
        events.send(type, fields);
    }

    private void choice(JsonNode choice) {
        JsonNode said = choice.has("message") ? choice.path("message") : choice.path("delta");
        thoughts(said);
        String text = MessageText.of(said.path("content"));
        ArrayNode probabilities = TokenProbabilities.of(choice.path("logprobs").path("content"));
        if (!text.isEmpty() || !probabilities.isEmpty()) {
            message().text(text, probabilities);
        }
        JsonNode refusal = said.path("refusal");
        if (refusal.isTextual() && !refusal.textValue().isEmpty()) {
            message().refusal(refusal.textValue());
        }
        int position = 0;
        for (JsonNode call : said.path("tool_calls")) {
            call(call, call.path("index").asInt(position++));
        }
        finish = choice.path("finish_reason").isTextual()
                ? choice.path("finish_reason").asText()
                : finish;
    }

    private void thoughts(JsonNode said) {
        JsonNode details = said.path("reasoning_details");
        String shown = thoughts.in(said);
        if (shown.isEmpty() && details.isEmpty()) {
            return;
        }
        boolean isBehind = shown.isEmpty() && !items.isEmpty();
        ReasoningItem item = speaking instanceof ReasoningItem going
                ? going
                : next(new Speaking<>(
                        "rs_", isBehind ? at -> ReasoningItem.behind(at, unsigned()) : ReasoningItem::new));
        item.text(shown);
        item.details(details);
    }

    /** The thoughts of which nobody has said yet what signs them. */
    private @Nullable ReasoningItem unsigned() {
        ReasoningItem last = null;
        for (OutputItem item : items) {
            if (item instanceof ReasoningItem thought) {
                last = thought.isSealed() ? null : thought;
            }
        }
        return last;
    }

    private MessageItem message() {
        return speaking instanceof MessageItem going ? going : next(new Speaking<>("msg_", MessageItem::new));
    }

    private record Speaking<T extends OutputItem>(String prefix, Function<ItemPlace, T> item) {}

    private <T extends OutputItem> T next(Speaking<T> kind) {
        stopSpeaking(OutputItem.COMPLETED);
        T item = kind.item().apply(place(kind.prefix()));
        items.add(item);
        speaking = item;
        return item;
    }

    private void stopSpeaking(String status) {
        if (speaking != null) {
            speaking.close(status);
            speaking = null;
        }
    }

    private ItemPlace place(String prefix) {
        return new ItemPlace(events, prefix + unique + "_" + items.size(), items.size());
    }

    private void call(JsonNode piece, int index) {
        stopSpeaking(OutputItem.COMPLETED);
        CallItem known = calls.get(index);
        if (known == null || known.isOther(piece)) {
            known = new CallItem(place("fc_"), callIds);
            items.add(known);
            calls.put(index, known);
        }
        known.add(piece);
    }

    /** {@return the response, to which nothing is added any more; ends the stream of its events} */
    ObjectNode complete() {
        if (items.isEmpty()) {
            message();
        }
        String reason = incompleteBecause();
        String status = reason == null ? OutputItem.COMPLETED : OutputItem.INCOMPLETE;
        for (int i = 0; i < items.size(); i++) {
            items.get(i).close(i == items.size() - 1 ? status : OutputItem.COMPLETED);
        }
        ObjectNode response = whole(status);
        if (reason != null) {
            response.putObject("incomplete_details").put("reason", reason);
        }
        ObjectNode fields = JsonNodeFactory.instance.objectNode();
        fields.set("response", response);
        events.send("response." + status, fields);
        return response;
    }

    private @Nullable String incompleteBecause() {
        return switch (finish) {
            case "length" -> "max_output_tokens";
            case "content_filter" -> "content_filter";
            default -> null;
        };
    }

    private ObjectNode whole(String status) {
        ObjectNode response = form.response("resp_" + unique, created, head, status);
        ArrayNode output = (ArrayNode) response.get("output");
        if (!status.equals(OutputItem.IN_PROGRESS)) {
            items.forEach(item -> output.add(item.json()));
        }
        if (usage != null) {
            response.set("usage", ResponsesUsage.ofChat(usage));
        }
        return response;
    }
}
