package dev.llmrouter.simulator;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ToolChoice;
import dev.llmrouter.openai.SchemaWriter;
import dev.llmrouter.wire.Json;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A tool that is called, and with what: where a user says so, or where the request demands that one is called. */
record SimulatedCall(String name, String arguments) {

    private static final Pattern WISH = Pattern.compile("call\\s+([^\\s{]+)\\s*(\\{.*)?", Pattern.DOTALL);

    /**
     * {@return what a user's last message of the form {@code call NAME {arguments}} is after, without arguments with none;
     * null where it is something else}
     */
    static @Nullable SimulatedCall wished(ChatRequest request) {
        List<ChatMessage> messages = request.messages();
        if (!(messages.get(messages.size() - 1) instanceof UserMessage user)) {
            return null;
        }
        Matcher wish = WISH.matcher(SimulatedText.of(user).strip());
        if (!wish.matches()) {
            return null;
        }
        String arguments = wish.group(2);
        return new SimulatedCall(wish.group(1), arguments == null ? "{}" : arguments);
    }

    /** {@return a call of the first tool, where one has to be called; else null} */
    static @Nullable SimulatedCall demanded(ChatRequest request) {
        List<ToolSpecification> tools = request.toolSpecifications();
        if (request.toolChoice() != ToolChoice.REQUIRED || tools.isEmpty()) {
            return null;
        }
        ToolSpecification first = tools.get(0);
        return new SimulatedCall(
                first.name(),
                first.parameters() == null
                        ? "{}"
                        : SchemaSample.of(SchemaWriter.write(first.parameters()))
                                .toString());
    }

    /** {@return why the request does not allow it; null where it does} */
    @Nullable
    String obstacle(ChatRequest request) {
        List<String> tools = request.toolSpecifications().stream()
                .map(ToolSpecification::name)
                .toList();
        if (!tools.contains(name)) {
            return "There is no tool " + name + ": the request has "
                    + (tools.isEmpty() ? "none." : String.join(", ", tools) + ".");
        }
        if (request.toolChoice() == ToolChoice.NONE) {
            return "The request has a tool " + name + ", and wants none called.";
        }
        byte[] json = arguments.getBytes(StandardCharsets.UTF_8);
        return Json.isObject(json, 0, json.length) ? null : "The arguments of " + name + " are not a JSON object.";
    }
}
