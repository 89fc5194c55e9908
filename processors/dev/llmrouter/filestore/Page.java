package dev.llmrouter.filestore;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.llmrouter.call.StoredFile;
import dev.llmrouter.wire.Json;
import java.util.List;

/**
 * Some files of a list.
 *
 * @param hasMore whether there are others behind them
 */
record Page(List<StoredFile> files, boolean hasMore) {

    /** {@return OpenAI's list object} */
    ObjectNode json() {
        ObjectNode json = Json.MAPPER.createObjectNode().put("object", "list");
        ArrayNode data = json.putArray("data");
        files.forEach(file -> data.add(FileJson.told(file)));
        if (!files.isEmpty()) {
            json.put("first_id", files.get(0).id())
                    .put("last_id", files.get(files.size() - 1).id());
        }
        return json.put("has_more", hasMore);
    }
}
