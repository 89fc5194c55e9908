package dev.llmrouter.batch;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.wire.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Says beside a file in the failed folder why it is there. */
final class FailedFile {

    private FailedFile() {}

    /** Writes {@code NAME.error.json}, where {@code NAME} has its ending, so that {@code a.txt} and {@code a.md} have one each. */
    static void write(Folders folders, String name, byte[] error) throws IOException {
        Parts.write(folders.failed().resolve(name + ".error.json"), error);
    }

    static byte[] error(String code, String message) {
        ObjectNode error = Json.MAPPER.createObjectNode();
        error.putObject("error").put("code", code).put("message", message);
        return error.toString().getBytes(StandardCharsets.UTF_8);
    }
}
