package dev.llmrouter.longtext;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.ChatRequestWriter;
import dev.llmrouter.openai.OpenAiRequest;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request whose longest text of the user is taken out, so that others can be put in its place; all else stays as the
 * caller wrote it. Immutable.
 */
final class LongPrompt {

    /** What makes a reply something else than one text, and is for the caller's own reply only. */
    private static final List<String> OF_REPLY = List.of(
            "stream",
            "stream_options",
            "n",
            "tools",
            "tool_choice",
            "parallel_tool_calls",
            "functions",
            "function_call",
            "logprobs",
            "top_logprobs",
            "modalities",
            "audio",
            "prediction");

    private static final String TEXT = "text";
    private static final String CONTENT = "content";

    private final LlmRequest asked;
    private final boolean isTranslated;
    private final ObjectNode frame;
    private final Place place;
    private final String text;

    /** Where a text stands: in which message, and in which part of its content; -1 where it is all of it. */
    private record Place(int message, int part, String text) {}

    private LongPrompt(LlmRequest asked, boolean isTranslated, ObjectNode frame, Place place) {
        this.asked = asked;
        this.isTranslated = isTranslated;
        this.place = place;
        this.text = place.text();
        this.frame = frame;
    }

    /**
     * {@return the prompt of a request; null where the user says nothing in it}
     *
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST where it can't be read as a chat
     */
    static @Nullable LongPrompt of(LlmRequest asked) {
        OpenAiRequest written = asked.openAi();
        ObjectNode tree = written != null && written.tree() instanceof ObjectNode object
                ? object.deepCopy()
                : ChatRequestWriter.write(asked.chat());
        if (!tree.hasNonNull("model")) {
            tree.put("model", "long-text");
        }
        if (asked.stream()) {
            tree.put("stream", true);
        }
        Place longest = longest(tree.path("messages"));
        if (longest == null) {
            return null;
        }
        put(tree, longest, "");
        return new LongPrompt(asked, written != null && written.isTranslated(), tree, longest);
    }

    private static @Nullable Place longest(JsonNode messages) {
        Place longest = null;
        for (int i = 0; i < messages.size(); i++) {
            if (messages.path(i).path("role").asText().equals("user")) {
                JsonNode content = messages.path(i).path(CONTENT);
                longest = longer(longest, i, -1, content);
                for (int part = 0; part < content.size(); part++) {
                    longest = longer(longest, i, part, content.path(part).path(TEXT));
                }
            }
        }
        return longest;
    }

    private static @Nullable Place longer(@Nullable Place known, int message, int part, JsonNode said) {
        boolean isLonger = said.isTextual()
                && said.textValue().length() > (known == null ? 0 : known.text().length());
        return isLonger ? new Place(message, part, said.textValue()) : known;
    }

    private static void put(ObjectNode tree, Place place, String said) {
        JsonNode message = tree.path("messages").path(place.message());
        if (place.part() < 0) {
            ((ObjectNode) message).put(CONTENT, said);
        } else {
            ((ObjectNode) message.path(CONTENT).path(place.part())).put(TEXT, said);
        }
    }

    /** {@return the text that was taken out} */
    String text() {
        return text;
    }

    /** {@return the request with another text in its place, whose reply is one text} */
    LlmRequest part(String said) {
        ObjectNode tree = with(said);
        tree.remove(OF_REPLY);
        return request(tree);
    }

    /** {@return the request with another text in its place, for the caller's own reply} */
    LlmRequest last(String said) {
        return request(with(said));
    }

    private ObjectNode with(String said) {
        ObjectNode tree = frame.deepCopy();
        put(tree, place, said);
        return tree;
    }

    private LlmRequest request(ObjectNode tree) {
        byte[] json = tree.toString().getBytes(StandardCharsets.UTF_8);
        OpenAiRequest request = isTranslated ? OpenAiRequest.translated(json) : OpenAiRequest.read(json);
        return LlmRequest.of(request, headers(), asked.context(), asked.cancellation())
                .within(asked.deadline())
                .claimingAs(asked);
    }

    /** A provider that was asked several things under one key would answer all of them like the first. */
    private Map<String, String> headers() {
        Map<String, String> headers = new HashMap<>(asked.headers());
        headers.remove("idempotency-key");
        return headers;
    }
}
