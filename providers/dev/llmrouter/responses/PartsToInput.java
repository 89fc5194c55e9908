package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import java.util.List;
import java.util.Set;

/** Puts the content of a chat message as that of an item: text, images, files. */
final class PartsToInput {

    private static final String TYPE = "type";

    private final List<String> dropped;

    PartsToInput(List<String> dropped) {
        this.dropped = dropped;
    }

    /** {@return a text, or a list of parts where it is more than one text} */
    JsonNode content(JsonAt content) {
        if (content.node().isTextual()) {
            return content.node();
        }
        if (!content.node().isArray()) {
            throw content.bad(content.isAbsent() ? "is missing" : "is neither a string nor a list of parts");
        }
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        content.items().forEach(part -> parts.add(part(part.object())));
        if (parts.isEmpty()) {
            throw content.bad("is empty");
        }
        boolean isText = parts.size() == 1 && parts.path(0).has("text");
        // not every server knows a list where it expects a text, such as a tool's result
        return isText ? parts.path(0).path("text") : parts;
    }

    private ObjectNode part(JsonAt part) {
        JsonAt type = part.at(TYPE);
        String key = type.text();
        part.listUnknown(Set.of(TYPE, key, "cache_control"), dropped);
        return switch (key) {
            case "text" -> named("input_text").put("text", part.at(key).text());
            case "image_url" -> image(part.at(key).object());
            case "file" -> file(part.at(key).object());
            case "input_audio" -> throw type.unsupported("is sound, which this model can't be sent");
            default -> throw type.bad("is none of text, image_url, file");
        };
    }

    private static ObjectNode named(String type) {
        return JsonNodeFactory.instance.objectNode().put(TYPE, type);
    }

    private ObjectNode image(JsonAt image) {
        image.listUnknown(Set.of("url", "detail"), dropped);
        ObjectNode written =
                named("input_image").put("image_url", image.at("url").filledText());
        String detail = image.at("detail").textOrNull();
        return written.put("detail", detail == null ? "auto" : detail);
    }

    private ObjectNode file(JsonAt file) {
        file.listUnknown(Set.of("file_data", "filename", "file_id"), dropped);
        ObjectNode written = named("input_file");
        String id = file.at("file_id").textOrNull();
        if (id != null) {
            return written.put("file_id", id);
        }
        String name = file.at("filename").textOrNull();
        if (name != null) {
            written.put("filename", name);
        }
        String data = file.at("file_data").filledText();
        return written.put(data.startsWith("https://") ? "file_url" : "file_data", data);
    }
}
