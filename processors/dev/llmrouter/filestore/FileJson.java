package dev.llmrouter.filestore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.StoredFile;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is known of a file as JSON: OpenAI's file object, and that with more as it stands on the disk. */
final class FileJson {

    private static final String TENANT = "tenant";
    private static final String MEDIA_TYPE = "media_type";
    private static final String EXPIRES = "expires_at";

    private FileJson() {}

    /** {@return OpenAI's file object, as in its API reference, "The file object"} */
    static ObjectNode told(StoredFile file) {
        ObjectNode json = Json.MAPPER.createObjectNode();
        json.put("id", file.id())
                .put("object", "file")
                .put("bytes", file.bytes())
                .put("created_at", file.created().getEpochSecond());
        Instant expires = file.expires();
        if (expires != null) {
            json.put(EXPIRES, expires.getEpochSecond());
        }
        return json.put("filename", file.name()).put("purpose", file.purpose()).put("status", "processed");
    }

    static byte[] stored(StoredFile file) throws IOException {
        ObjectNode json = told(file).put(TENANT, file.tenant()).put(MEDIA_TYPE, file.mediaType());
        return Json.MAPPER.writeValueAsBytes(json);
    }

    /** {@return what stands on the disk} Throws where that is no such JSON. */
    static StoredFile read(byte[] stored, Path data) throws IOException {
        JsonNode json = Json.MAPPER.readTree(stored);
        if (json == null
                || !json.path("id").isTextual()
                || !json.path("created_at").isIntegralNumber()) {
            throw new IOException("what is known of the file " + data.getFileName() + " can't be read");
        }
        return new StoredFile(
                json.get("id").asText(),
                text(json, TENANT),
                data,
                json.path("bytes").asLong(),
                json.path("filename").asText(),
                json.path("purpose").asText(),
                text(json, MEDIA_TYPE),
                Instant.ofEpochSecond(json.get("created_at").asLong()),
                json.hasNonNull(EXPIRES)
                        ? Instant.ofEpochSecond(json.get(EXPIRES).asLong())
                        : null);
    }

    private static @Nullable String text(JsonNode json, String name) {
        return json.hasNonNull(name) ? json.get(name).asText() : null;
    }
}
