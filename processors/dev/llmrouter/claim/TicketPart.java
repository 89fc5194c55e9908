package dev.llmrouter.claim;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.RefusedException;
import dev.llmrouter.call.StoredFile;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a message that names a file of this router, in the words of any chat dialect: {@code file} of chat completions,
 * {@code input_file} and {@code input_image} of Responses, {@code image} and {@code document} of Messages.
 *
 * @param json of a tree that may be changed where the file is to be put into it
 */
record TicketPart(ObjectNode json, String id) {

    /** As this router makes them; others are of a provider, and go there as they are. */
    private static final Pattern ID = Pattern.compile("file-[0-9a-f]{32}");

    private static final String TYPE = "type";
    private static final String ID_FIELD = "file_id";
    private static final String SOURCE = "source";
    private static final String DATA = "data";

    /** {@return the parts of a request that name a file of this router, in order} */
    static List<TicketPart> in(JsonNode request) {
        List<TicketPart> found = new ArrayList<>();
        // a tool's arguments and schemas may hold anything, and are elsewhere or skipped below
        add(request.path("messages"), found);
        add(request.path("input"), found);
        return found;
    }

    /** The depth of a request is bounded, and so is this. */
    private static void add(JsonNode node, List<TicketPart> found) {
        if (node instanceof ObjectNode object) {
            String id = id(object);
            if (id != null && ID.matcher(id).matches()) {
                found.add(new TicketPart(object, id));
            } else {
                add(object.path("content"), found);
            }
        } else if (node.isArray()) {
            node.forEach(item -> add(item, found));
        }
    }

    private static @Nullable String id(ObjectNode part) {
        JsonNode id =
                switch (part.path(TYPE).asText()) {
                    case "file" -> part.path("file").path(ID_FIELD);
                    case "input_file", "input_image" -> part.path(ID_FIELD);
                    case "image", "document" -> part.path(SOURCE).path(ID_FIELD);
                    default -> part.path(ID_FIELD + "none");
                };
        return id.textValue();
    }

    /**
     * Puts the file in place of the ticket.
     *
     * @param bytes what is in it
     * @throws RefusedException with 400 where the dialect has no form for such a file
     */
    void redeem(StoredFile file, Media media, byte[] bytes) {
        switch (json.path(TYPE).asText()) {
            case "file" -> chat(file, media, bytes);
            case "input_file", "input_image" -> responses(file, media, bytes);
            default -> messages(media, bytes);
        }
    }

    private void chat(StoredFile file, Media media, byte[] bytes) {
        json.remove("file");
        switch (media.kind()) {
            case IMAGE -> json.put(TYPE, "image_url").putObject("image_url").put("url", url(media, bytes));
            case PDF -> json.putObject("file").put("filename", file.name()).put("file_data", url(media, bytes));
            case SOUND -> sound(media, bytes);
            case TEXT -> json.put(TYPE, "text").put("text", text(bytes));
        }
    }

    private void responses(StoredFile file, Media media, byte[] bytes) {
        json.remove(ID_FIELD);
        switch (media.kind()) {
            case IMAGE -> json.put(TYPE, "input_image").put("image_url", url(media, bytes));
            case PDF ->
                json.put(TYPE, "input_file").put("filename", file.name()).put("file_data", url(media, bytes));
            case SOUND -> sound(media, bytes);
            case TEXT -> json.put(TYPE, "input_text").put("text", text(bytes));
        }
    }

    private void messages(Media media, byte[] bytes) {
        ObjectNode source = json.putObject(SOURCE);
        switch (media.kind()) {
            case IMAGE -> json.put(TYPE, "image");
            case PDF, TEXT -> json.put(TYPE, "document");
            case SOUND ->
                throw new RefusedException(
                        400, "The file " + id + " is sound, and Messages have no form for that.", "unsupported_file");
        }
        if (media.kind() == Media.Kind.TEXT) {
            source.put(TYPE, "text").put("media_type", "text/plain").put(DATA, text(bytes));
        } else {
            source.put(TYPE, "base64").put("media_type", media.type()).put(DATA, base64(bytes));
        }
    }

    private void sound(Media media, byte[] bytes) {
        json.put(TYPE, "input_audio")
                .putObject("input_audio")
                .put(DATA, base64(bytes))
                .put("format", media.soundFormat());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    private static String url(Media media, byte[] bytes) {
        return "data:" + media.type() + ";base64," + base64(bytes);
    }
}
