package dev.llmrouter.said;

import com.fasterxml.jackson.databind.JsonNode;

/** Hears Anthropic's Messages. */
record MessagesListener(Hearing hearing) implements Listener {

    @Override
    public void whole(JsonNode reply) {
        int number = 0;
        for (JsonNode block : reply.path("content")) {
            block(number++, block, true);
        }
        stopped(reply.path("stop_reason"));
    }

    @Override
    public void event(JsonNode event) {
        int number = event.path("index").asInt();
        switch (event.path("type").asText("")) {
            case "content_block_start" -> block(number, event.path("content_block"), false);
            case "content_block_delta" -> delta(number, event.path("delta"));
            case "message_delta" -> stopped(event.path("delta").path("stop_reason"));
            default -> {}
        }
    }

    /** Where the block is only begun, the input is an empty object, and comes in pieces. */
    private void block(int number, JsonNode block, boolean isWhole) {
        switch (block.path("type").asText("")) {
            case "text" -> hearing.text(block.path("text"));
            case "tool_use" ->
                hearing.call(
                        number,
                        block.path("name"),
                        isWhole ? block.path("input").toString() : "");
            default -> {}
        }
    }

    private void delta(int number, JsonNode delta) {
        switch (delta.path("type").asText("")) {
            case "text_delta" -> hearing.text(delta.path("text"));
            case "input_json_delta" ->
                hearing.call(
                        number, delta.path("name"), delta.path("partial_json").asText(""));
            default -> {}
        }
    }

    private void stopped(JsonNode reason) {
        switch (reason.asText("")) {
            case "refusal" -> hearing.filtered();
            case "max_tokens", "model_context_window_exceeded" -> hearing.cutOff();
            default -> {}
        }
    }
}
