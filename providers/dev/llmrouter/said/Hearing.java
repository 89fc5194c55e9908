package dev.llmrouter.said;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Puts together what is heard of one reply. Not thread-safe. */
final class Hearing {

    private final StringBuilder text = new StringBuilder();
    private final StringBuilder refusal = new StringBuilder();
    private final Map<Integer, ToolCall> calls = new TreeMap<>();
    private boolean isFiltered;
    private boolean isCutOff;
    private double logprobs;
    private int tokens;

    private static final class ToolCall {
        private String name = "";
        private final StringBuilder arguments = new StringBuilder();
    }

    void text(JsonNode piece) {
        text.append(piece.asText(""));
    }

    void refusal(JsonNode piece) {
        refusal.append(piece.asText(""));
    }

    void filtered() {
        isFiltered = true;
    }

    void cutOff() {
        isCutOff = true;
    }

    /** A piece of the call of a tool that is known by that number; pieces may lack what was said before. */
    void call(int number, JsonNode name, String arguments) {
        ToolCall call = calls.computeIfAbsent(number, first -> new ToolCall());
        call.name = name.asText(call.name);
        call.arguments.append(arguments);
    }

    void logprob(JsonNode token) {
        if (token.isNumber()) {
            logprobs += token.asDouble();
            tokens++;
        }
    }

    Said said() {
        List<Said.Call> heard = calls.values().stream()
                .map(call -> new Said.Call(call.name, call.arguments.toString()))
                .toList();
        return new Said(
                text.toString(),
                refusal.toString(),
                isFiltered,
                isCutOff,
                heard,
                tokens == 0 ? null : Double.valueOf(logprobs / tokens));
    }
}
