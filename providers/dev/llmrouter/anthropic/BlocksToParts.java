package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.wire.Json;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** Puts blocks of text, images and documents as parts of a message. */
final class BlocksToParts {

    private final List<String> dropped;

    BlocksToParts(List<String> dropped) {
        this.dropped = dropped;
    }

    ArrayNode parts(List<JsonAt> blocks) {
        ArrayNode parts = Json.MAPPER.createArrayNode();
        for (JsonAt block : blocks) {
            ObjectNode part = part(block.object());
            CacheMarker.copy(block, part);
            parts.add(part);
        }
        return parts;
    }

    private ObjectNode part(JsonAt block) {
        JsonAt type = block.at("type");
        return switch (type.text()) {
            case "text" -> {
                block.listUnknown(Set.of("type", "text", CacheMarker.FIELD), dropped);
                yield text(block.at("text").text());
            }
            case "image" -> image(block.at("source").object());
            case "document" -> document(block);
            case "search_result" -> text(searchResult(block));
            default -> throw type.unsupported("is '" + type.text() + "', which this model can't be sent");
        };
    }

    private static ObjectNode text(String text) {
        return Json.MAPPER.createObjectNode().put("type", "text").put("text", text);
    }

    private static ObjectNode image(JsonAt source) {
        ObjectNode part = Json.MAPPER.createObjectNode().put("type", "image_url");
        part.putObject("image_url").put("url", url(source));
        return part;
    }

    private static String url(JsonAt source) {
        JsonAt type = source.at("type");
        return switch (type.text()) {
            case "base64" ->
                "data:" + source.at("media_type").filledText() + ";base64,"
                        + source.at("data").filledText();
            case "url" -> source.at("url").filledText();
            case "file" -> throw type.unsupported("names a file at Anthropic, which this model can't fetch");
            default -> throw type.bad("is none of base64, url, file");
        };
    }

    private ObjectNode document(JsonAt block) {
        JsonAt source = block.at("source").object();
        String title = block.at("title").textOrNull();
        return switch (source.at("type").text()) {
            case "text" -> text(titled(title, source.at("data").text()));
            case "content" -> text(titled(title, joined(source.at("content"))));
            default -> file(title, url(source));
        };
    }

    private static ObjectNode file(@Nullable String title, String data) {
        ObjectNode part = Json.MAPPER.createObjectNode().put("type", "file");
        part.putObject("file")
                .put("filename", title == null ? "document.pdf" : title)
                .put("file_data", data);
        return part;
    }

    private static String titled(@Nullable String title, String text) {
        return title == null ? text : title + "\n\n" + text;
    }

    private static String searchResult(JsonAt block) {
        String title = block.at("title").text() + "\n" + block.at("source").text();
        return titled(title, joined(block.at("content")));
    }

    private static String joined(JsonAt content) {
        if (content.node().isTextual()) {
            return content.text();
        }
        StringJoiner texts = new StringJoiner("\n");
        content.items().forEach(block -> texts.add(block.at("text").text()));
        return texts.toString();
    }
}
