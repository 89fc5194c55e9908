package dev.llmrouter.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.llmrouter.openai.PromptParameters;
import dev.llmrouter.openai.Reasoning;
import dev.llmrouter.openai.SchemaWriter;
import dev.llmrouter.provider.JsonCalls;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Writes LangChain4j's request as Gemini's {@code generateContent}. Schemas go as JSON schemas, so that nothing of them
 * is lost (Gemini API reference, {@code parametersJsonSchema} and {@code responseJsonSchema}).
 */
final class GeminiRequest {

    /** Models that refuse a thinking configuration. */
    private static final Pattern THOUGHTLESS =
            Pattern.compile("gemma.*|gemini-(1|2\\.0).*|.*(image|tts|audio|live|robotics).*");

    /** Models that are told in words how much to think, and not in tokens. */
    private static final Pattern LEVELS = Pattern.compile("gemini-[3-9].*");

    private final String model;
    private final ChatRequest request;
    private final PromptParameters parameters;

    GeminiRequest(String model, ChatRequest request) {
        this.model = model.substring(model.lastIndexOf('/') + 1);
        this.request = request;
        this.parameters = PromptParameters.of(request.parameters());
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        GeminiContents.write(request.messages(), json);
        if (!parameters.toolSpecifications().isEmpty()) {
            ArrayNode functions = json.putArray("tools").addObject().putArray("functionDeclarations");
            parameters.toolSpecifications().forEach(tool -> functions.add(function(tool)));
            json.setAll(toolConfig());
        }
        ObjectNode generation = generation();
        if (!generation.isEmpty()) {
            json.set("generationConfig", generation);
        }
        return json;
    }

    private static ObjectNode function(ToolSpecification tool) {
        ObjectNode function = JsonNodeFactory.instance.objectNode().put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        if (tool.parameters() != null) {
            function.set("parametersJsonSchema", SchemaWriter.write(tool.parameters()));
        }
        return function;
    }

    private ObjectNode toolConfig() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        ToolChoice choice = parameters.toolChoice();
        if (choice != null) {
            String mode =
                    switch (choice) {
                        case AUTO -> "AUTO";
                        case REQUIRED -> "ANY";
                        case NONE -> "NONE";
                    };
            json.putObject("toolConfig").putObject("functionCallingConfig").put("mode", mode);
        }
        return json;
    }

    private ObjectNode generation() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        JsonCalls.put(json, "temperature", parameters.temperature());
        JsonCalls.put(json, "topP", parameters.topP());
        JsonCalls.put(json, "topK", parameters.topK());
        JsonCalls.put(json, "maxOutputTokens", parameters.maxOutputTokens());
        JsonCalls.put(json, "presencePenalty", parameters.presencePenalty());
        JsonCalls.put(json, "frequencyPenalty", parameters.frequencyPenalty());
        JsonCalls.put(json, "seed", parameters.seed());
        if (!parameters.stopSequences().isEmpty()) {
            parameters.stopSequences().forEach(json.putArray("stopSequences")::add);
        }
        ResponseFormat format = parameters.responseFormat();
        if (format != null && format.type() == ResponseFormatType.JSON) {
            json.put("responseMimeType", "application/json");
            if (format.jsonSchema() != null) {
                json.set(
                        "responseJsonSchema",
                        SchemaWriter.write(format.jsonSchema().rootElement()));
            }
        }
        if (!THOUGHTLESS.matcher(model).matches()) {
            json.set("thinkingConfig", thinking(parameters.reasoning()));
        }
        return json;
    }

    private ObjectNode thinking(@Nullable Reasoning reasoning) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("includeThoughts", reasoning == null || !(reasoning.isHidden() || reasoning.isOff()));
        if (reasoning != null && LEVELS.matcher(model).matches()) {
            json.put("thinkingLevel", level(reasoning.words()));
        } else if (reasoning != null) {
            json.put("thinkingBudget", budget(reasoning));
        }
        return json;
    }

    /** The larger models know fewer levels, and none of them can be told not to think. */
    private String level(Reasoning.Effort effort) {
        return switch (effort) {
            case NONE, MINIMAL -> model.contains("pro") ? "low" : "minimal";
            case LOW -> "low";
            case MEDIUM -> model.startsWith("gemini-3-pro") ? "high" : "medium";
            case HIGH, XHIGH -> "high";
        };
    }

    private int budget(Reasoning reasoning) {
        boolean isPro = model.contains("pro");
        if (reasoning.isOff()) {
            return isPro ? 128 : 0;
        }
        return Math.min(reasoning.tokens(), isPro ? 32_768 : 24_576);
    }
}
