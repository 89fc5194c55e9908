package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.wire.Json;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts the content of a message as blocks: text, images, PDF files. */
final class PartsToBlocks {

    private final List<String> dropped;

    PartsToBlocks(List<String> dropped) {
        this.dropped = dropped;
    }

    /** {@return the blocks of a string or of parts; blank texts, which Anthropic refuses, are left out} */
    ArrayNode blocks(JsonAt content) {
        ArrayNode blocks = Json.MAPPER.createArrayNode();
        if (content.node().isTextual()) {
            if (!content.text().isBlank()) {
                blocks.add(text(content.text()));
            }
            return blocks;
        }
        if (!content.node().isArray()) {
            throw content.bad(content.isAbsent() ? "is missing" : "is neither a string nor a list of parts");
        }
        for (JsonAt part : content.items()) {
            ObjectNode block = block(part.object());
            if (block != null) {
                CacheMarker.copy(part, block);
                blocks.add(block);
            }
        }
        return blocks;
    }

    private @Nullable ObjectNode block(JsonAt part) {
        JsonAt type = part.at("type");
        String key = type.text();
        part.listUnknown(Set.of("type", key, CacheMarker.FIELD), dropped);
        return switch (key) {
            case "text", "refusal" -> textOrNull(part.at(key).text());
            case "image_url" -> image(part.at(key).object());
            case "file" -> file(part.at(key).object());
            case "input_audio" -> throw type.unsupported("is sound, which this model can't be sent");
            default -> throw type.bad("is none of text, image_url, file");
        };
    }

    static ObjectNode text(String text) {
        return Json.MAPPER.createObjectNode().put("type", "text").put("text", text);
    }

    private static @Nullable ObjectNode textOrNull(String text) {
        return text.isBlank() ? null : text(text);
    }

    private ObjectNode image(JsonAt image) {
        image.listUnknown(Set.of("url", "detail"), dropped);
        ObjectNode block = Json.MAPPER.createObjectNode().put("type", "image");
        block.set("source", MediaSource.of(image.at("url")).json());
        return block;
    }

    private static ObjectNode file(JsonAt file) {
        if (!file.at("file_id").isAbsent()) {
            throw file.at("file_id")
                    .unsupported("names a file at OpenAI, which this model can't fetch; send file_data");
        }
        ObjectNode block = Json.MAPPER.createObjectNode().put("type", "document");
        block.set("source", MediaSource.ofFile(file.at("file_data")).json());
        String name = file.at("filename").textOrNull();
        if (name != null && !name.isBlank()) {
            block.put("title", name);
        }
        return block;
    }

    /** {@return the blocks, or the text of one that is nothing else} */
    static JsonNode simplified(ArrayNode blocks) {
        JsonNode first = blocks.path(0);
        boolean isPlain = blocks.size() == 1 && first.has("text") && !first.has(CacheMarker.FIELD);
        return isPlain ? first.path("text") : blocks;
    }
}
