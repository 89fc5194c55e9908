package dev.llmrouter.cascade;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.ChatRequestWriter;
import dev.llmrouter.openai.OpenAiRequest;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.said.Said;
import dev.llmrouter.schema.SchemaRule;
import dev.llmrouter.wire.Json;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/**
 * Whether a reply has the form that was asked for: JSON, by the caller's schema where it gave one, and JSON for the
 * arguments of tools. What was cut off by a limit is not judged, and neither is a refusal: another model has the same
 * limit, and a refusal is another fault.
 */
final class FormRule implements Rule {

    @Override
    public @Nullable String fault(Exchange exchange, LlmRequest request, Said said) {
        return said.isCutOff() || hasForm(request, said) ? null : "schema";
    }

    private static boolean hasForm(LlmRequest request, Said said) {
        if (!said.calls().isEmpty()) {
            return said.calls().stream().map(Said.Call::arguments).allMatch(FormRule::isArguments);
        }
        return !said.refusal().isBlank() || said.isFiltered() || fits(request, said.text());
    }

    /** A schema that can't be checked, or a request that can't be read as a chat, says nothing against a reply. */
    private static boolean fits(LlmRequest request, String text) {
        try {
            return fits(tree(request), text);
        } catch (LlmException unreadable) {
            return true;
        }
    }

    /** Some servers send nothing where there are none. */
    private static boolean isArguments(String json) {
        return json.isBlank() || isJson(json);
    }

    private static boolean isJson(String text) {
        try {
            return !Json.MAPPER.readTree(text).isMissingNode();
        } catch (JsonProcessingException e) {
            return false;
        }
    }

    private static JsonNode tree(LlmRequest request) {
        OpenAiRequest written = request.openAi();
        return written != null ? written.tree() : ChatRequestWriter.write(request.chat());
    }

    private static boolean fits(JsonNode request, String text) {
        return switch (request.path("response_format").path("type").asText("")) {
            case "json_object" -> isJson(text);
            case "json_schema" -> isJson(text) && (!SchemaRule.isIn(request) || isBySchema(request, text));
            default -> true;
        };
    }

    private static boolean isBySchema(JsonNode request, String text) {
        return new SchemaRule(request).problems(text).isEmpty();
    }
}
