package dev.llmrouter.said;

import com.fasterxml.jackson.databind.JsonNode;

/** Hears chat completions, and the older ones of a prompt. */
record ChatListener(Hearing hearing) implements Listener {

    @Override
    public void whole(JsonNode reply) {
        choice(reply.path("choices").path(0), "message");
    }

    @Override
    public void event(JsonNode event) {
        for (JsonNode choice : event.path("choices")) {
            if (choice.path("index").asInt() == 0) {
                choice(choice, "delta");
            }
        }
    }

    private void choice(JsonNode choice, String message) {
        hearing.text(choice.path("text"));
        message(choice.path(message));
        choice.path("logprobs").path("content").forEach(token -> hearing.logprob(token.path("logprob")));
        switch (choice.path("finish_reason").asText("")) {
            case "content_filter" -> hearing.filtered();
            case "length" -> hearing.cutOff();
            default -> {}
        }
    }

    private void message(JsonNode message) {
        JsonNode content = message.path("content");
        hearing.text(content);
        content.forEach(part -> hearing.text(part.path("text")));
        hearing.refusal(message.path("refusal"));
        int number = 0;
        for (JsonNode call : message.path("tool_calls")) {
            JsonNode function = call.path("function");
            JsonNode arguments = function.path("arguments");
            hearing.call(
                    call.path("index").asInt(number++),
                    function.path("name"),
                    arguments.isContainerNode() ? arguments.toString() : arguments.asText(""));
        }
    }
}
