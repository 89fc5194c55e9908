package dev.llmrouter.ollama;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.llmrouter.openai.PromptParameters;
import dev.llmrouter.openai.Reasoning;
import dev.llmrouter.openai.SchemaWriter;
import dev.llmrouter.outcome.Failure;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.provider.JsonCalls;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes LangChain4j's request as Ollama's {@code /api/chat} (docs/api.md in its repository). */
final class OllamaRequest {

    private final String model;
    private final OllamaProvider.Options options;
    private final ChatRequest request;
    private final PromptParameters parameters;

    OllamaRequest(String model, OllamaProvider.Options options, ChatRequest request) {
        this.model = model;
        this.options = options;
        this.request = request;
        this.parameters = PromptParameters.of(request.parameters());
    }

    ObjectNode json(boolean stream) {
        ObjectNode json =
                JsonNodeFactory.instance.objectNode().put("model", model).put("stream", stream);
        // what does not fit is refused: a prompt is never shortened silently
        json.put("truncate", false);
        ArrayNode messages = json.putArray("messages");
        request.messages().forEach(message -> messages.add(message(message)));
        if (parameters.toolChoice() != ToolChoice.NONE
                && !parameters.toolSpecifications().isEmpty()) {
            ArrayNode tools = json.putArray("tools");
            parameters.toolSpecifications().forEach(tool -> tools.add(tool(tool)));
        }
        JsonNode format = format(parameters.responseFormat());
        if (format != null) {
            json.set("format", format);
        }
        if (parameters.reasoning() != null) {
            think(json, parameters.reasoning());
        }
        OllamaModel.keepAlive(json, options);
        ObjectNode runtime = runtime();
        if (!runtime.isEmpty()) {
            json.set("options", runtime);
        }
        return json;
    }

    private static ObjectNode message(ChatMessage message) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (message instanceof SystemMessage system) {
            return json.put("role", "system").put("content", system.text());
        } else if (message instanceof UserMessage user) {
            return user(json.put("role", "user"), user);
        } else if (message instanceof AiMessage answer) {
            return answer(json.put("role", "assistant"), answer);
        } else if (message instanceof ToolExecutionResultMessage result) {
            return json.put("role", "tool")
                    .put("content", result.text())
                    .put("tool_name", result.toolName())
                    .put("tool_call_id", result.id());
        }
        throw unsupported("messages of type " + message.type());
    }

    private static ObjectNode user(ObjectNode json, UserMessage user) {
        List<String> texts = new ArrayList<>();
        List<String> images = new ArrayList<>();
        for (Content part : user.contents()) {
            if (part instanceof TextContent text) {
                texts.add(text.text());
            } else if (part instanceof ImageContent image && image.image().base64Data() != null) {
                images.add(image.image().base64Data());
            } else if (part instanceof ImageContent) {
                throw unsupported("images by their address; send it as data:TYPE;base64,DATA");
            } else {
                throw unsupported("parts other than text and images");
            }
        }
        json.put("content", String.join("\n", texts));
        if (!images.isEmpty()) {
            images.forEach(json.putArray("images")::add);
        }
        return json;
    }

    private static LlmException unsupported(String what) {
        return Failure.of(FailureClass.UNSUPPORTED, "Ollama takes no " + what + ".")
                .asException();
    }

    private static ObjectNode answer(ObjectNode json, AiMessage answer) {
        json.put("content", answer.text() == null ? "" : answer.text());
        if (answer.thinking() != null) {
            json.put("thinking", answer.thinking());
        }
        if (answer.hasToolExecutionRequests()) {
            ArrayNode calls = json.putArray("tool_calls");
            for (ToolExecutionRequest call : answer.toolExecutionRequests()) {
                ObjectNode function = calls.addObject().put("id", call.id()).putObject("function");
                function.put("name", call.name()).set("arguments", JsonCalls.arguments(call));
            }
        }
        return json;
    }

    private static ObjectNode tool(ToolSpecification tool) {
        ObjectNode json = JsonNodeFactory.instance.objectNode().put("type", "function");
        ObjectNode function = json.putObject("function").put("name", tool.name());
        if (tool.description() != null) {
            function.put("description", tool.description());
        }
        if (tool.parameters() == null) {
            function.putObject("parameters").put("type", "object").putObject("properties");
        } else {
            function.set("parameters", SchemaWriter.write(tool.parameters()));
        }
        return json;
    }

    private static @Nullable JsonNode format(@Nullable ResponseFormat format) {
        if (format == null || format.type() != ResponseFormatType.JSON) {
            return null;
        }
        return format.jsonSchema() == null
                ? JsonNodeFactory.instance.textNode("json")
                : SchemaWriter.write(format.jsonSchema().rootElement());
    }

    /** Only gpt-oss is told in words how much to think, and it can't be told not to. */
    private void think(ObjectNode json, Reasoning reasoning) {
        if (!model.contains("gpt-oss")) {
            json.put("think", !reasoning.isOff());
            return;
        }
        json.put(
                "think",
                switch (reasoning.words()) {
                    case NONE, MINIMAL, LOW -> "low";
                    case MEDIUM -> "medium";
                    case HIGH, XHIGH -> "high";
                });
    }

    private ObjectNode runtime() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        JsonCalls.put(json, "temperature", parameters.temperature());
        JsonCalls.put(json, "top_p", parameters.topP());
        JsonCalls.put(json, "top_k", parameters.topK());
        JsonCalls.put(json, "num_predict", parameters.maxOutputTokens());
        JsonCalls.put(json, "presence_penalty", parameters.presencePenalty());
        JsonCalls.put(json, "frequency_penalty", parameters.frequencyPenalty());
        JsonCalls.put(json, "seed", parameters.seed());
        JsonCalls.put(json, "num_ctx", options.numCtx());
        if (!parameters.stopSequences().isEmpty()) {
            parameters.stopSequences().forEach(json.putArray("stop")::add);
        }
        return json;
    }
}
