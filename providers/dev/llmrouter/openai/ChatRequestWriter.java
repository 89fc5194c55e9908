package dev.llmrouter.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.AudioContent;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.PdfFileContent;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ResponseFormat;
import dev.langchain4j.model.chat.request.ResponseFormatType;
import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes LangChain4j's request as OpenAI's, so that conditions on a request's JSON hold for Java callers too. Reading
 * what was written gives the same request, its schemas as raw JSON.
 */
public final class ChatRequestWriter {

    private ChatRequestWriter() {}

    /**
     * {@return the request as a new tree; what the request leaves open is absent from it}
     *
     * @throws IllegalArgumentException for a message or content that OpenAI's format has no form for, such as video
     */
    public static ObjectNode write(ChatRequest request) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        put(json, "model", request.modelName());
        ArrayNode messages = json.putArray("messages");
        request.messages().forEach(message -> messages.add(message(message)));
        put(json, "temperature", request.temperature());
        put(json, "top_p", request.topP());
        put(json, "top_k", request.topK());
        put(json, "max_completion_tokens", request.maxOutputTokens());
        put(json, "frequency_penalty", request.frequencyPenalty());
        put(json, "presence_penalty", request.presencePenalty());
        if (!request.stopSequences().isEmpty()) {
            request.stopSequences().forEach(json.putArray("stop")::add);
        }
        if (request.parameters() instanceof PromptParameters prompt) {
            put(json, "seed", prompt.seed());
            put(json, "parallel_tool_calls", prompt.parallelToolCalls());
            if (prompt.reasoning() != null) {
                json.set("reasoning", prompt.reasoning().json());
            }
        }
        tools(json, request);
        if (request.responseFormat() != null) {
            json.set("response_format", format(request.responseFormat()));
        }
        return json;
    }

    private static ObjectNode message(ChatMessage message) {
        if (message instanceof AiMessage reply) {
            return ChatResponseWriter.message(reply, "unnamed");
        }
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (message instanceof SystemMessage system) {
            return json.put("role", "system").put("content", system.text());
        }
        if (message instanceof UserMessage user) {
            return user(json.put("role", "user"), user);
        }
        if (message instanceof ToolExecutionResultMessage result) {
            String id = ReplyWords.callId(result.id(), "unnamed", 0);
            return json.put("role", "tool").put("tool_call_id", id).put("content", result.text());
        }
        throw new IllegalArgumentException("OpenAI's format has no message of type " + message.type());
    }

    private static ObjectNode user(ObjectNode json, UserMessage user) {
        put(json, "name", user.name());
        if (user.hasSingleText()) {
            return json.put("content", user.singleText());
        }
        ArrayNode parts = json.putArray("content");
        user.contents().forEach(part -> part(parts.addObject(), part));
        return json;
    }

    private static void part(ObjectNode json, Content part) {
        if (part instanceof TextContent text) {
            json.put("type", "text").put("text", text.text());
        } else if (part instanceof ImageContent image) {
            String url = url(
                    image.image().url(), image.image().mimeType(), image.image().base64Data());
            String detail = image.detailLevel().name().toLowerCase(Locale.ROOT);
            json.put("type", "image_url").putObject("image_url").put("url", url).put("detail", detail);
        } else if (part instanceof AudioContent audio && audio.audio().base64Data() != null) {
            String format = audio.audio().mimeType().replaceFirst("^audio/", "");
            json.put("type", "input_audio")
                    .putObject("input_audio")
                    .put("data", audio.audio().base64Data())
                    .put("format", format);
        } else if (part instanceof PdfFileContent pdf && pdf.pdfFile().base64Data() != null) {
            String data = url(null, pdf.pdfFile().mimeType(), pdf.pdfFile().base64Data());
            json.put("type", "file").putObject("file").put("file_data", data);
        } else {
            throw new IllegalArgumentException("OpenAI's format has no such content of type " + part.type());
        }
    }

    private static String url(@Nullable URI url, @Nullable String mimeType, @Nullable String base64) {
        String type = Objects.requireNonNullElse(mimeType, "application/octet-stream");
        return url == null ? "data:" + type + ";base64," + base64 : url.toString();
    }

    private static void tools(ObjectNode json, ChatRequest request) {
        if (!request.toolSpecifications().isEmpty()) {
            ArrayNode tools = json.putArray("tools");
            for (ToolSpecification tool : request.toolSpecifications()) {
                ObjectNode function = tools.addObject().put("type", "function").putObject("function");
                put(function, "name", tool.name());
                put(function, "description", tool.description());
                if (tool.parameters() != null) {
                    function.set("parameters", SchemaWriter.write(tool.parameters()));
                }
                if (Boolean.TRUE.equals(tool.metadata().get(ToolReader.STRICT))) {
                    function.put(ToolReader.STRICT, true);
                }
            }
        }
        if (request.toolChoice() != null) {
            json.put("tool_choice", request.toolChoice().name().toLowerCase(Locale.ROOT));
        }
    }

    private static ObjectNode format(ResponseFormat format) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (format.type() == ResponseFormatType.TEXT) {
            return json.put("type", "text");
        }
        if (format.jsonSchema() == null) {
            return json.put("type", "json_object");
        }
        ObjectNode described = json.put("type", "json_schema").putObject("json_schema");
        described.put("name", format.jsonSchema().name());
        described.set("schema", SchemaWriter.write(format.jsonSchema().rootElement()));
        return json;
    }

    private static void put(ObjectNode json, String key, @Nullable Object value) {
        if (value != null) {
            json.set(key, SchemaWriter.MAPPER.valueToTree(value));
        }
    }
}
