package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What proves to a provider that a thought is its own, or the thought itself where only the provider can read it.
 * Anthropic's dialect has room for its own only; one of another provider is written with its origin before it, which no
 * signature of Anthropic's looks like, so that it can go back to whom it came from.
 *
 * @param format who made it, as OpenRouter names it; empty for Anthropic
 * @param call the id of the tool call that it belongs to; empty for none
 * @param data the signature itself; empty for none
 */
record Signature(String format, String call, String data) {

    /** Stands in Anthropic's dialect for a signature that nobody gave: Anthropic did not sign this. */
    static final String UNSIGNED = "::";

    private static final String ANTHROPIC = "anthropic-claude-v1";
    private static final char BETWEEN = ':';

    /** {@return the one in a detail of OpenRouter's form, in the field of that name} */
    static Signature of(JsonNode detail, String field) {
        String format = detail.path("format").asText("");
        JsonNode data = detail.path(field);
        return new Signature(
                format.startsWith("anthropic") || format.equals("unknown") ? "" : format,
                detail.path("id").asText(""),
                data.isTextual() ? data.textValue() : "");
    }

    /** {@return the one that a caller of Anthropic's dialect gives back} */
    static Signature read(String written) {
        int first = written.indexOf(BETWEEN);
        int last = written.lastIndexOf(BETWEEN);
        return first == last
                ? new Signature("", "", written)
                : new Signature(
                        written.substring(0, first), written.substring(first + 1, last), written.substring(last + 1));
    }

    /** {@return whether what a caller of Anthropic's dialect gives back can't have come from Anthropic} */
    static boolean isForeign(String written) {
        return written.indexOf(BETWEEN) >= 0;
    }

    boolean isAnthropics() {
        return format.isEmpty();
    }

    /** {@return how it is written in Anthropic's dialect; empty where there is none} */
    String written() {
        return data.isEmpty() || isAnthropics() ? data : format + BETWEEN + call + BETWEEN + data;
    }

    /** Writes it into a detail of OpenRouter's form, in the field of that name. */
    ObjectNode write(ObjectNode detail, String field) {
        if (!data.isEmpty()) {
            detail.put(field, data);
        }
        if (!call.isEmpty()) {
            detail.put("id", call);
        }
        return detail.put("format", isAnthropics() ? ANTHROPIC : format);
    }
}
