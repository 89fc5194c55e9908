package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.JsonNode;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.json.JsonRawSchema;
import dev.langchain4j.model.chat.request.json.JsonSchema;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads OpenAI's chat-completions request as LangChain4j's, for models that speak something else. */
public final class ChatRequestReader {

    private static final Set<String> CARRIED = Set.of(
            "model",
            "messages",
            "tools",
            "tool_choice",
            "response_format",
            "temperature",
            "top_p",
            "top_k",
            "max_tokens",
            "max_completion_tokens",
            "stop",
            "frequency_penalty",
            "presence_penalty",
            "seed",
            "reasoning_effort",
            "reasoning",
            "parallel_tool_calls",
            "n");

    private ChatRequestReader() {}

    /**
     * What was read.
     *
     * @param dropped the paths of what LangChain4j's form can't hold, such as {@code logit_bias} or
     *     {@code messages[0].name}, in the order of the request; empty when nothing was lost
     */
    public record Read(ChatRequest request, List<String> dropped) {

        /** A result whose list is never changed. */
        public Read {
            dropped = List.copyOf(dropped);
        }
    }

    /**
     * {@return the request in LangChain4j's form}
     *
     * @throws dev.llmrouter.outcome.LlmException of the class BAD_REQUEST, its message and {@code param} naming the place
     *     in the request, where a value has the wrong shape, more than one choice is asked for, or a part of the prompt
     *     can't be carried; a prompt is never shortened silently
     */
    public static Read read(JsonNode body) {
        JsonAt root = JsonAt.root(body);
        refuseManyChoices(root.at("n"));
        List<String> dropped = unknownFields(root);
        ToolReader.Tools tools = ToolReader.read(root, dropped);
        Integer maxTokens = root.at("max_completion_tokens").countOrNull();
        PromptParameters parameters = PromptParameters.prompt()
                .modelName(root.at("model").textOrNull())
                .temperature(root.at("temperature").numberOrNull())
                .topP(root.at("top_p").numberOrNull())
                .topK(root.at("top_k").countOrNull())
                .maxOutputTokens(maxTokens == null ? root.at("max_tokens").countOrNull() : maxTokens)
                .frequencyPenalty(root.at("frequency_penalty").numberOrNull())
                .presencePenalty(root.at("presence_penalty").numberOrNull())
                .stopSequences(stop(root.at("stop")))
                .toolSpecifications(tools.specifications())
                .toolChoice(tools.choice())
                .responseFormat(responseFormat(root.at("response_format"), dropped))
                .seed(seed(root.at("seed")))
                .reasoning(Reasoning.read(root, dropped))
                .parallelToolCalls(root.at("parallel_tool_calls").yesOrNull())
                .build();
        ChatRequest request = ChatRequest.builder()
                .messages(new MessageReader(dropped).read(root.at("messages")))
                .parameters(parameters.plainest())
                .build();
        return new Read(request, dropped);
    }

    private static void refuseManyChoices(JsonAt n) {
        Integer choices = n.countOrNull();
        if (choices != null && choices > 1) {
            throw n.bad("is " + choices + ", but this model gives one choice");
        }
    }

    private static List<String> unknownFields(JsonAt root) {
        List<String> unknown = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : root.node().properties()) {
            String name = field.getKey();
            if (name.equals("seed") && isTooLong(field.getValue())) {
                unknown.add(name);
            } else if (!CARRIED.contains(name)
                    && !Unsaid.HARMLESS.contains(name)
                    && !saysNothing(name, field.getValue())) {
                unknown.add(name);
            }
        }
        return unknown;
    }

    private static boolean saysNothing(String name, JsonNode value) {
        if (value.isNull()) {
            return true;
        }
        return switch (name) {
            case "logprobs" -> value.isBoolean() && !value.booleanValue();
            case "modalities" -> value.size() == 1 && value.path(0).asText().equals("text");
            default -> value.isContainerNode() && value.isEmpty();
        };
    }

    private static @Nullable Integer seed(JsonAt seed) {
        if (!seed.isAbsent() && !seed.node().isIntegralNumber()) {
            throw seed.bad("is not a whole number");
        }
        return seed.isAbsent() || isTooLong(seed.node()) ? null : seed.node().intValue();
    }

    /** OpenAI's seeds may be longer than those of others, which is no reason to refuse the request. */
    private static boolean isTooLong(JsonNode seed) {
        return seed.isIntegralNumber() && !seed.canConvertToInt();
    }

    private static @Nullable List<String> stop(JsonAt stop) {
        if (stop.isAbsent()) {
            return null;
        }
        return stop.node().isArray() ? stop.items().stream().map(JsonAt::text).toList() : List.of(stop.text());
    }

    private static @Nullable ResponseFormat responseFormat(JsonAt format, List<String> dropped) {
        if (format.isAbsent()) {
            return null;
        }
        JsonAt type = format.object().at("type");
        return switch (type.text()) {
            case "text" -> ResponseFormat.TEXT;
            case "json_object" -> ResponseFormat.JSON;
            case "json_schema" -> jsonSchema(format.at("json_schema").object(), dropped);
            default -> throw type.bad("is none of text, json_object, json_schema");
        };
    }

    private static ResponseFormat jsonSchema(JsonAt described, List<String> dropped) {
        boolean isStrict = described.at("strict").node().asBoolean();
        described.listUnknown(isStrict ? Set.of("name", "schema") : Set.of("name", "schema", "strict"), dropped);
        JsonSchema schema = JsonSchema.builder()
                .name(described.at("name").text())
                .rootElement(JsonRawSchema.from(
                        described.at("schema").object().node().toString()))
                .build();
        return ResponseFormat.builder()
                .type(ResponseFormatType.JSON)
                .jsonSchema(schema)
                .build();
    }
}
