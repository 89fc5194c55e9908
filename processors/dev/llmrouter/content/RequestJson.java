package dev.llmrouter.content;

import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.call.Call;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.ChatRequestWriter;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.wire.Json;
import dev.llmrouter.wire.WireRequest;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request as maps and lists, for JSONPath: in the form of chat completions, whatever its dialect, so that one path
 * fits all callers; one that can't be put that way as it was written.
 */
final class RequestJson {

    private RequestJson() {}

    /** {@return the request; empty for one that is no JSON} */
    static Map<?, ?> of(Call call) {
        JsonNode tree = tree(call.request());
        return tree == null ? Map.of() : Json.MAPPER.convertValue(tree, Map.class);
    }

    private static @Nullable JsonNode tree(LlmRequest request) {
        WireRequest wire = request.wire();
        if (wire == null) {
            return ChatRequestWriter.write(request.chat());
        }
        try {
            OpenAiRequest chat = request.openAi();
            return chat == null ? wire.tree() : chat.tree();
        } catch (LlmException untranslatable) {
            return wire.tree();
        }
    }
}
