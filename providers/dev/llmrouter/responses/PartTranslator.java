package dev.llmrouter.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import java.util.List;
import java.util.Set;

/** Puts the parts of a message, or of what a tool answered, in the form of chat completions. */
final class PartTranslator {

    private static final String TYPE = "type";

    private final List<String> dropped;

    PartTranslator(List<String> dropped) {
        this.dropped = dropped;
    }

    /** {@return a text, or a list of parts where it is more than one text} */
    JsonNode content(JsonAt content) {
        if (!content.node().isArray()) {
            return JsonNodeFactory.instance.textNode(content.text());
        }
        ArrayNode parts = JsonNodeFactory.instance.arrayNode();
        for (JsonAt part : content.items()) {
            parts.add(part(part.object()));
        }
        if (parts.isEmpty()) {
            throw content.bad("is empty");
        }
        boolean isText = parts.size() == 1 && parts.path(0).path(TYPE).asText().equals("text");
        // servers that are not OpenAI's may know a text only as a string
        return isText ? parts.path(0).path("text") : parts;
    }

    private ObjectNode part(JsonAt part) {
        JsonAt type = part.at(TYPE);
        return switch (type.text()) {
            case "input_text", "output_text", "text" ->
                named("text").put("text", part.at("text").text());
            case "input_image" -> image(part);
            case "input_file" -> file(part);
            case "input_audio" -> {
                ObjectNode audio = named("input_audio");
                audio.set("input_audio", part.at("input_audio").object().node());
                yield audio;
            }
            default -> throw type.bad("is none of input_text, input_image, input_file, input_audio");
        };
    }

    private static ObjectNode named(String type) {
        return JsonNodeFactory.instance.objectNode().put(TYPE, type);
    }

    private ObjectNode image(JsonAt part) {
        part.listUnknown(Set.of(TYPE, "image_url", "detail", "file_id"), dropped);
        if (!part.at("file_id").isAbsent()) {
            throw Stored.refusal(part.at("file_id"), "names a file at OpenAI");
        }
        ObjectNode image = named("image_url");
        ObjectNode url =
                image.putObject("image_url").put("url", part.at("image_url").filledText());
        String detail = part.at("detail").textOrNull();
        if (detail != null) {
            url.put("detail", detail);
        }
        return image;
    }

    private ObjectNode file(JsonAt part) {
        part.listUnknown(Set.of(TYPE, "file_data", "filename", "file_id", "file_url"), dropped);
        for (String elsewhere : new String[] {"file_id", "file_url"}) {
            if (!part.at(elsewhere).isAbsent()) {
                throw part.at(elsewhere)
                        .unsupported("names a file that only a target that speaks Responses itself could fetch;"
                                + " send file_data");
            }
        }
        ObjectNode file = named("file");
        ObjectNode described = file.putObject("file");
        String name = part.at("filename").textOrNull();
        if (name != null) {
            described.put("filename", name);
        }
        described.put("file_data", part.at("file_data").filledText());
        return file;
    }
}
