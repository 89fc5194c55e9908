package dev.llmrouter.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.data.message.AiMessage;
import dev.llmrouter.wire.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model thought before it answered, in the pieces that a provider wants back unchanged: OpenRouter's
 * {@code reasoning_details}. They travel in an attribute of LangChain4j's {@code AiMessage}, beside its
 * {@code thinking()}.
 */
public final class Thoughts {

    /** The key in an assistant message's attributes, and the field of a message and of a chunk. */
    static final String DETAILS = "reasoning_details";

    private Thoughts() {}

    /**
     * One piece.
     *
     * @param text what was thought; null where it can't be read, or where only the signature is known
     * @param signature what proves to the provider that the thought is its own; null for none
     * @param format who makes such signatures, such as {@code google-gemini-v1}; null where the caller did not keep it
     * @param call the id of the tool call that the signature belongs to; null for none
     */
    public record Detail(
            @Nullable String text, @Nullable String signature, @Nullable String format, @Nullable String call) {

        /** {@return whether a provider that makes signatures of that format may be sent this one} */
        public boolean isSignedBy(String provider) {
            return signature != null && (format == null || format.equals(provider) || format.equals("unknown"));
        }
    }

    /** {@return the attributes of a message with these pieces; to be put into its builder} */
    public static Map<String, Object> attributes(List<Detail> details) {
        return details.isEmpty() ? Map.of() : Map.of(DETAILS, json(details, 0).toString());
    }

    /** {@return the pieces of a message; its thinking as one piece where no others are known; empty without any} */
    public static List<Detail> of(AiMessage message) {
        String written = message.attribute(DETAILS, String.class);
        if (written != null) {
            return read(tree(written));
        }
        String thinking = message.thinking();
        return thinking == null ? List.of() : List.of(new Detail(thinking, null, null, null));
    }

    /** {@return the pieces as {@code reasoning_details}; their indices begin with {@code first}} */
    static ArrayNode json(List<Detail> details, int first) {
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (Detail detail : details) {
            ObjectNode one = json.addObject();
            if (detail.text() == null) {
                one.put("type", "reasoning.encrypted").put("data", detail.signature());
            } else {
                one.put("type", "reasoning.text").put("text", detail.text());
                putIfKnown(one, "signature", detail.signature());
            }
            putIfKnown(one, "format", detail.format());
            putIfKnown(one, "id", detail.call());
            one.put("index", first + json.size() - 1);
        }
        return json;
    }

    /** {@return what a stream says of signatures behind the text of the thoughts, all of which is of index 0} */
    static ArrayNode signatures(List<Detail> signed) {
        boolean hasText = false;
        List<Detail> hidden = new ArrayList<>();
        ArrayNode json = JsonNodeFactory.instance.arrayNode();
        for (Detail detail : signed) {
            if (detail.text() == null || hasText) {
                hidden.add(new Detail(null, detail.signature(), detail.format(), detail.call()));
            } else {
                hasText = true;
                ObjectNode one = json.addObject().put("type", "reasoning.text").put("signature", detail.signature());
                putIfKnown(one, "format", detail.format());
                putIfKnown(one, "id", detail.call());
                one.put("index", 0);
            }
        }
        return json.addAll(json(hidden, hasText ? 1 : 0));
    }

    private static void putIfKnown(ObjectNode json, String field, @Nullable String value) {
        if (value != null) {
            json.put(field, value);
        }
    }

    /**
     * {@return the pieces in a list of {@code reasoning_details}; those of other types are passed over} Whoever put a
     * stream together may have left what belongs to one index in several.
     */
    public static List<Detail> read(JsonNode details) {
        Map<Object, Detail> read = new LinkedHashMap<>();
        for (JsonNode detail : details) {
            boolean isEncrypted = detail.path("type").asText().equals("reasoning.encrypted");
            String text = text(detail, "text");
            String signature = text(detail, isEncrypted ? "data" : "signature");
            if (text != null || signature != null) {
                Detail next = new Detail(text, signature, text(detail, "format"), text(detail, "id"));
                Object index = detail.path("index").isInt() && !isEncrypted
                        ? detail.path("index").intValue()
                        : detail;
                read.merge(index, next, Thoughts::join);
            }
        }
        return List.copyOf(read.values());
    }

    private static Detail join(Detail one, Detail next) {
        String text = one.text() == null ? next.text() : next.text() == null ? one.text() : one.text() + next.text();
        return new Detail(
                text,
                next.signature() == null ? one.signature() : next.signature(),
                next.format() == null ? one.format() : next.format(),
                next.call() == null ? one.call() : next.call());
    }

    /** {@return what was thought, in one; null where nothing can be read} */
    static @Nullable String joined(List<Detail> details) {
        StringBuilder joined = new StringBuilder();
        for (Detail detail : details) {
            if (detail.text() != null) {
                joined.append(detail.text());
            }
        }
        return joined.isEmpty() ? null : joined.toString();
    }

    /** Puts what an assistant's message thought into JSON: as text, and in pieces where there are any. */
    static void write(AiMessage message, ObjectNode json) {
        if (message.thinking() != null) {
            json.put("reasoning_content", message.thinking());
        }
        if (message.attribute(DETAILS, String.class) != null) {
            json.set(DETAILS, json(of(message), 0));
        }
    }

    private static @Nullable String text(JsonNode json, String field) {
        JsonNode value = json.path(field);
        return value.isTextual() && !value.textValue().isEmpty() ? value.textValue() : null;
    }

    private static JsonNode tree(String json) {
        try {
            return Json.MAPPER.readTree(json);
        } catch (JsonProcessingException e) {
            // an attribute that somebody else put there
            return JsonNodeFactory.instance.arrayNode();
        }
    }
}
