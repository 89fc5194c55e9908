package dev.llmrouter.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.langchain4j.model.output.FinishReason;
import dev.llmrouter.openai.SchemaWriter;
import dev.llmrouter.provider.JsonCalls;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.document.Document;
import software.amazon.awssdk.services.bedrockruntime.model.AnyToolChoice;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;

/** What LangChain4j leaves out of Converse requests, or puts in a way that Bedrock refuses. */
final class BedrockTurns {

    private BedrockTurns() {}

    /** {@return messages whose roles take turns, without empty texts, as Bedrock wants them} */
    static List<Message> merged(List<Message> messages) {
        List<Message> merged = new ArrayList<>();
        for (Message message : messages) {
            List<ContentBlock> blocks = new ArrayList<>();
            Message last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            boolean isSameTurn = last != null && last.role() == message.role();
            if (isSameTurn && last != null) {
                merged.remove(merged.size() - 1);
                blocks.addAll(last.content());
            }
            message.content().stream().filter(block -> !isBlank(block)).forEach(blocks::add);
            merged.add(message.toBuilder().content(blocks).build());
        }
        return merged;
    }

    private static boolean isBlank(ContentBlock block) {
        return block.type() == ContentBlock.Type.TEXT && block.text().isBlank();
    }

    /** {@return the tools with their whole schemas; null where there are none} */
    static @Nullable ToolConfiguration tools(ChatRequest request) {
        if (request.toolSpecifications().isEmpty()) {
            return null;
        }
        List<Tool> tools = new ArrayList<>();
        request.toolSpecifications().forEach(tool -> {
            ObjectNode none = JsonNodeFactory.instance.objectNode().put("type", "object");
            JsonNode schema = tool.parameters() == null ? none : SchemaWriter.write(tool.parameters());
            tools.add(Tool.fromToolSpec(spec -> spec.name(tool.name())
                    .description(tool.description())
                    .inputSchema(input -> input.json(document(schema)))));
        });
        ToolConfiguration.Builder configuration = ToolConfiguration.builder().tools(tools);
        if (request.toolChoice() == ToolChoice.REQUIRED) {
            configuration.toolChoice(
                    choice -> choice.any(AnyToolChoice.builder().build()));
        }
        return configuration.build();
    }

    /** {@return calls quoted from an earlier reply} */
    static List<ContentBlock> calls(List<ToolExecutionRequest> requests) {
        return requests.stream()
                .map(call -> ContentBlock.fromToolUse(
                        use -> use.toolUseId(call.id()).name(call.name()).input(document(JsonCalls.arguments(call)))))
                .toList();
    }

    private static Document document(JsonNode json) {
        if (json.isObject()) {
            Map<String, Document> fields = new LinkedHashMap<>();
            json.properties().forEach(field -> fields.put(field.getKey(), document(field.getValue())));
            return Document.fromMap(fields);
        } else if (json.isArray()) {
            List<Document> items = new ArrayList<>();
            json.forEach(item -> items.add(document(item)));
            return Document.fromList(items);
        } else if (json.isNumber()) {
            return Document.fromNumber(json.asText());
        } else if (json.isBoolean()) {
            return Document.fromBoolean(json.booleanValue());
        }
        return json.isNull() ? Document.fromNull() : Document.fromString(json.asText());
    }

    static FinishReason finish(@Nullable StopReason reason) {
        if (reason == null) {
            return FinishReason.OTHER;
        }
        return switch (reason) {
            case END_TURN, STOP_SEQUENCE -> FinishReason.STOP;
            case MAX_TOKENS -> FinishReason.LENGTH;
            case TOOL_USE -> FinishReason.TOOL_EXECUTION;
            case CONTENT_FILTERED, GUARDRAIL_INTERVENED -> FinishReason.CONTENT_FILTER;
            default -> FinishReason.OTHER;
        };
    }
}
