package dev.llmrouter.call;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Who said what, in whatever dialect: read from the caller's own words, without a translation that could fail. What is
 * not as the dialect has it is passed over.
 *
 * @param turns in their order; instructions that stand beside the messages come first
 */
record Conversation(List<Turn> turns) {

    /** What a turn is to a router. */
    enum Role {
        SYSTEM,
        USER,
        ASSISTANT,
        TOOL
    }

    /** One message, whose text is put together only where somebody wants it. */
    record Turn(Role role, Supplier<String> text) {}

    static final Conversation NONE = new Conversation(List.of());

    /** {@return the conversation of a request in JSON: messages, items, or a bare prompt or several} */
    static Conversation of(JsonNode request) {
        List<Turn> turns = new ArrayList<>();
        instructions(request.path("system"), turns);
        instructions(request.path("instructions"), turns);
        JsonNode messages = request.path("messages");
        if (messages.isArray()) {
            messages.forEach(message -> add(message, turns));
        } else {
            input(request, turns);
        }
        return new Conversation(turns);
    }

    /** {@return the conversation of a request in LangChain4j's form} */
    static Conversation of(ChatRequest request) {
        return new Conversation(
                request.messages().stream().map(Conversation::turn).toList());
    }

    private static void instructions(JsonNode content, List<Turn> turns) {
        if (!content.isMissingNode() && !content.isNull()) {
            turns.add(new Turn(Role.SYSTEM, () -> Parts.text(content)));
        }
    }

    /** Responses have items; completions, embeddings, images, speech and rankings have texts. */
    private static void input(JsonNode request, List<Turn> turns) {
        JsonNode input = first(request.path("input"), request.path("prompt"), request.path("query"));
        if (input.isArray() && input.path(0).isObject() && !input.path(0).has("text")) {
            input.forEach(item -> add(item, turns));
        } else if (!input.isMissingNode()) {
            turns.add(new Turn(Role.USER, () -> Parts.text(input)));
        }
    }

    private static JsonNode first(JsonNode... nodes) {
        for (JsonNode node : nodes) {
            if (!node.isMissingNode() && !node.isNull()) {
                return node;
            }
        }
        return MissingNode.getInstance();
    }

    private static void add(JsonNode message, List<Turn> turns) {
        JsonNode content = first(message.path("content"), message.path("output"));
        Role role =
                switch (message.path("role").asText()) {
                    case "system", "developer" -> Role.SYSTEM;
                    case "user" -> Parts.areToolResults(content) ? Role.TOOL : Role.USER;
                    case "assistant" -> Role.ASSISTANT;
                    default -> Role.TOOL;
                };
        turns.add(new Turn(role, () -> Parts.text(content)));
    }

    private static Turn turn(ChatMessage message) {
        if (message instanceof UserMessage user) {
            return new Turn(Role.USER, () -> text(user));
        } else if (message instanceof SystemMessage system) {
            return new Turn(Role.SYSTEM, system::text);
        } else if (message instanceof AiMessage reply) {
            return new Turn(Role.ASSISTANT, () -> Objects.requireNonNullElse(reply.text(), ""));
        }
        return new Turn(
                Role.TOOL,
                () -> message instanceof ToolExecutionResultMessage result
                        ? Objects.requireNonNullElse(result.text(), "")
                        : "");
    }

    private static String text(UserMessage user) {
        return user.contents().stream()
                .filter(TextContent.class::isInstance)
                .map(content -> ((TextContent) content).text())
                .collect(Collectors.joining("\n"));
    }

    /** {@return the text of the last turn of a user; empty where there is none} */
    String prompt() {
        for (int i = turns.size() - 1; i >= 0; i--) {
            if (turns.get(i).role() == Role.USER) {
                return turns.get(i).text().get();
            }
        }
        return "";
    }

    /** {@return the instructions, a line break between several; empty where there are none} */
    String system() {
        return joined(turns.stream().filter(turn -> turn.role() == Role.SYSTEM).toList());
    }

    /** {@return all that was said, a line break between turns} */
    String text() {
        return joined(turns);
    }

    int count(Role role) {
        return (int) turns.stream().filter(turn -> turn.role() == role).count();
    }

    private static String joined(List<Turn> turns) {
        return turns.stream()
                .map(turn -> turn.text().get())
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining("\n"));
    }
}
