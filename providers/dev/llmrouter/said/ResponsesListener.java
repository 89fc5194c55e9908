package dev.llmrouter.said;

import com.fasterxml.jackson.databind.JsonNode;

/** Hears OpenAI's Responses; of a stream the last event, which holds the whole response. */
record ResponsesListener(Hearing hearing) implements Listener {

    @Override
    public void whole(JsonNode reply) {
        int number = 0;
        for (JsonNode item : reply.path("output")) {
            item(number++, item);
        }
        switch (reply.path("incomplete_details").path("reason").asText("")) {
            case "content_filter" -> hearing.filtered();
            case "max_output_tokens" -> hearing.cutOff();
            default -> {}
        }
    }

    @Override
    public void event(JsonNode event) {
        switch (event.path("type").asText("")) {
            case "response.completed", "response.incomplete" -> whole(event.path("response"));
            default -> {}
        }
    }

    private void item(int number, JsonNode item) {
        for (JsonNode part : item.path("content")) {
            if (part.path("type").asText("").equals("output_text")) {
                hearing.text(part.path("text"));
                part.path("logprobs").forEach(token -> hearing.logprob(token.path("logprob")));
            }
            hearing.refusal(part.path("refusal"));
        }
        if (item.path("type").asText("").equals("function_call")) {
            hearing.call(number, item.path("name"), item.path("arguments").asText(""));
        }
    }
}
