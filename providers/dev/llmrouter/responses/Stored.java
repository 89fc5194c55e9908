package dev.llmrouter.responses;

import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.outcome.LlmException;
import java.util.List;

/** Refuses what refers to something stored: a router that asks one target now and another then has nothing to look in. */
final class Stored {

    private static final List<String> REFERENCES = List.of("previous_response_id", "conversation", "prompt");

    private Stored() {}

    static void refuse(JsonAt root) {
        for (String name : REFERENCES) {
            if (!root.at(name).isAbsent()) {
                throw refusal(root.at(name), "refers to something stored");
            }
        }
        if (root.at("background").node().asBoolean()) {
            throw refusal(root.at("background"), "wants a response that is fetched later");
        }
    }

    static LlmException refusal(JsonAt place, String what) {
        return place.unsupported(what + ", but this router stores nothing, so it works only with a target that speaks"
                + " Responses itself. Send the whole conversation in 'input'.");
    }
}
