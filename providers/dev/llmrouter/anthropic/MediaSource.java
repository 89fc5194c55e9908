package dev.llmrouter.anthropic;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.openai.JsonAt;
import dev.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * Where the bytes of an image or a document are: in the request, or at a URL that the provider fetches.
 *
 * @param type {@code base64}, {@code text} or {@code url}
 * @param mediaType empty for a URL
 * @param data the base64 of the bytes, the text, or the URL
 */
record MediaSource(String type, String mediaType, String data) {

    private static final String PDF = "application/pdf";

    /** {@return the source for a {@code data:} URL of RFC 2397 or an address on the web} */
    static MediaSource of(JsonAt url) {
        String text = url.filledText();
        if (text.startsWith("http://") || text.startsWith("https://")) {
            return new MediaSource("url", "", text);
        }
        int comma = text.indexOf(',');
        if (!text.startsWith("data:") || comma < 0 || !text.substring(0, comma).endsWith(";base64")) {
            throw url.bad("is neither of the form data:TYPE;base64,DATA nor an http or https URL");
        }
        String mediaType = text.substring("data:".length(), text.indexOf(';'));
        if (mediaType.isBlank() || comma == text.length() - 1) {
            throw url.bad("does not say its type, or has no data");
        }
        return new MediaSource("base64", mediaType, text.substring(comma + 1));
    }

    /** {@return the same for a file, which may also be bare base64, then of a PDF} */
    static MediaSource ofFile(JsonAt data) {
        String text = data.filledText();
        if (!text.startsWith("data:") && !text.startsWith("http")) {
            return new MediaSource("base64", PDF, text);
        }
        MediaSource source = of(data);
        if (source.mediaType.startsWith("text/")) {
            return new MediaSource("text", "text/plain", decoded(source.data, data));
        }
        if (source.type.equals("base64") && !source.mediaType.equals(PDF)) {
            throw data.unsupported(
                    "is " + source.mediaType + ", but this model can be sent PDF files and plain text only");
        }
        return source;
    }

    private static String decoded(String base64, JsonAt place) {
        try {
            return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw place.bad("is not base64");
        }
    }

    ObjectNode json() {
        ObjectNode source = Json.MAPPER.createObjectNode().put("type", type);
        if (type.equals("url")) {
            return source.put("url", data);
        }
        return source.put("media_type", mediaType).put("data", data);
    }
}
