package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.outcome.FailureClass;

/** The error that a stream of OpenAI's form ends with, in Anthropic's words. */
final class ErrorWords {

    private ErrorWords() {}

    static ObjectNode event(JsonNode error) {
        ObjectNode event = EventWriter.event("error");
        event.putObject("error")
                .put("type", type(error.path("code").asText("")))
                .put("message", error.path("message").asText("The provider broke off with an error."));
        return event;
    }

    /** The code is the router's own: it is who ends streams. */
    private static String type(String code) {
        for (FailureClass kind : FailureClass.values()) {
            if (kind.code().equals(code)) {
                return MessagesFormat.errorType(kind);
            }
        }
        return "api_error";
    }
}
