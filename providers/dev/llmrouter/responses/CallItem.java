package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.WholeText;
import java.util.Set;

/** A call of a function. It begins when the function's name is known. */
final class CallItem implements OutputItem {

    private final ItemPlace place;
    private final WholeText arguments = new WholeText();
    private final Set<String> taken;
    private String given = "";
    private String callId = "";
    private String name = "";
    private String early = "";
    private boolean isBegun;
    private String status = IN_PROGRESS;

    /** {@code taken} are the ids of the calls that have begun: callers answer calls by id, so none is there twice. */
    CallItem(ItemPlace place, Set<String> taken) {
        this.place = place;
        this.taken = taken;
    }

    /**
     * {@return whether a piece of a chat completion's {@code tool_calls} begins another call than this} Some servers
     * number all calls 0, and some give every piece of one call a new id, but only the first of them a name.
     */
    boolean isOther(JsonNode piece) {
        String id = text(piece.path("id"));
        boolean isNamed = !text(piece.path("function").path("name")).isEmpty();
        return isNamed && !id.isEmpty() && !given.isEmpty() && !id.equals(given);
    }

    /** Adds such a piece. */
    void add(JsonNode piece) {
        JsonNode function = piece.path("function");
        given = given.isEmpty() ? text(piece.path("id")) : given;
        name = name.isEmpty() ? text(function.path("name")) : name;
        early += text(function.path("arguments"));
        if (!name.isEmpty()) {
            begin();
        }
    }

    private static String text(JsonNode value) {
        // some servers give the arguments as the object that they are
        return value.isObject() ? value.toString() : value.isNull() ? "" : value.asText();
    }

    private void begin() {
        if (!isBegun) {
            isBegun = true;
            callId = given.isEmpty() || !taken.add(given) ? "call_" + place.id() : given;
            place.added(json());
        }
        delta(arguments.add(early));
        early = "";
    }

    private void delta(String piece) {
        if (!piece.isEmpty()) {
            place.send("response.function_call_arguments.delta", place.fields().put("delta", piece));
        }
    }

    @Override
    public void close(String as) {
        if (!status.equals(IN_PROGRESS)) {
            return;
        }
        begin();
        if (arguments.isEmpty() && as.equals(COMPLETED)) {
            // a function without parameters: clients read the arguments as JSON
            delta(arguments.add("{}"));
        }
        delta(arguments.rest());
        place.send(
                "response.function_call_arguments.done",
                place.fields().put("name", name).put("arguments", arguments.toString()));
        status = as;
        place.done(json());
    }

    @Override
    public ObjectNode json() {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", place.id())
                .put("type", "function_call")
                .put("status", status)
                .put("call_id", callId)
                .put("name", name)
                .put("arguments", arguments.toString());
    }
}
