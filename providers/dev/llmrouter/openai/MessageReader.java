package dev.llmrouter.openai;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the messages of one request, in their order. For one use by one thread. */
final class MessageReader {

    /** The key in an assistant message's attributes under which OpenAI's {@code refusal} travels. */
    static final String REFUSAL = "refusal";

    private static final Set<String> ASSISTANT = Set.of(
            "role",
            "content",
            "tool_calls",
            "reasoning_content",
            "reasoning",
            Thoughts.DETAILS,
            REFUSAL,
            "annotations");

    private final List<String> dropped;

    /** A tool's result names only the call; other dialects want the tool's name too. */
    private final Map<String, String> toolNames = new HashMap<>();

    MessageReader(List<String> dropped) {
        this.dropped = dropped;
    }

    List<ChatMessage> read(JsonAt messages) {
        List<ChatMessage> read = new ArrayList<>();
        for (JsonAt message : messages.items()) {
            ChatMessage one = message(message.object());
            if (one != null) {
                read.add(one);
            }
        }
        if (read.isEmpty()) {
            throw messages.bad("is empty");
        }
        return read;
    }

    private @Nullable ChatMessage message(JsonAt message) {
        JsonAt role = message.at("role");
        return switch (role.text()) {
            case "system", "developer" -> system(message);
            case "user" -> user(message);
            case "assistant" -> assistant(message);
            case "tool" -> toolResult(message);
            default -> throw role.bad("is none of system, developer, user, assistant, tool");
        };
    }

    private @Nullable SystemMessage system(JsonAt message) {
        message.listUnknown(Set.of("role", "content"), dropped);
        String text = joined(message.at("content"));
        // LangChain4j refuses a blank instruction, and leaving it out says the same
        return text.isBlank() ? null : SystemMessage.from(text);
    }

    private UserMessage user(JsonAt message) {
        message.listUnknown(Set.of("role", "content", "name"), dropped);
        JsonAt content = message.at("content");
        List<Content> parts = content.node().isArray()
                ? new PartReader(dropped).read(content)
                : List.of(TextContent.from(content.filledText()));
        if (parts.isEmpty()) {
            throw content.bad("is blank");
        }
        return UserMessage.builder()
                .name(message.at("name").textOrNull())
                .contents(parts)
                .build();
    }

    private AiMessage assistant(JsonAt message) {
        message.listUnknown(ASSISTANT, dropped);
        JsonAt content = message.at("content");
        String refusal = message.at(REFUSAL).textOrNull();
        String text = content.isAbsent() ? refusal : joined(content);
        List<ToolExecutionRequest> calls = toolCalls(message.at("tool_calls"));
        if (text == null && calls.isEmpty()) {
            throw content.bad("is missing, and there are no tool_calls");
        }
        List<Thoughts.Detail> details =
                Thoughts.read(message.at(Thoughts.DETAILS).node());
        Map<String, Object> attributes = new HashMap<>(Thoughts.attributes(details));
        if (refusal != null) {
            attributes.put(REFUSAL, refusal);
        }
        return AiMessage.builder()
                .text(text)
                .thinking(thinking(message, details))
                .toolExecutionRequests(calls)
                .attributes(attributes)
                .build();
    }

    /** The pieces say it best, since they are what is signed. */
    private static @Nullable String thinking(JsonAt message, List<Thoughts.Detail> details) {
        String thinking = Thoughts.joined(details);
        if (thinking == null) {
            thinking = message.at("reasoning_content").textOrNull();
        }
        return thinking == null ? message.at("reasoning").textOrNull() : thinking;
    }

    private List<ToolExecutionRequest> toolCalls(JsonAt calls) {
        if (calls.isAbsent()) {
            return List.of();
        }
        List<ToolExecutionRequest> read = new ArrayList<>();
        for (JsonAt call : calls.items()) {
            JsonAt function = call.object().at("function").object();
            String id = call.at("id").text();
            String name = function.at("name").filledText();
            toolNames.put(id, name);
            read.add(ToolExecutionRequest.builder()
                    .id(id)
                    .name(name)
                    .arguments(function.at("arguments").text())
                    .build());
        }
        return read;
    }

    private ToolExecutionResultMessage toolResult(JsonAt message) {
        message.listUnknown(Set.of("role", "content", "tool_call_id", "name"), dropped);
        JsonAt id = message.at("tool_call_id");
        String name = toolNames.getOrDefault(id.text(), message.at("name").textOrNull());
        if (name == null) {
            throw id.bad("answers no call in the messages before it");
        }
        String text = joined(message.at("content"));
        // a tool may well return nothing, which LangChain4j refuses to carry
        return ToolExecutionResultMessage.from(id.text(), name, text.isBlank() ? "\"\"" : text);
    }

    /** {@return the text of a string or of text parts, one line each} */
    private static String joined(JsonAt content) {
        return content.node().isArray()
                ? content.items().stream().map(MessageReader::partText).collect(Collectors.joining("\n"))
                : content.text();
    }

    private static String partText(JsonAt part) {
        JsonAt type = part.object().at("type");
        return switch (type.text()) {
            case "text" -> part.at("text").text();
            case REFUSAL -> part.at(REFUSAL).text();
            default -> throw type.bad("is not text");
        };
    }
}
