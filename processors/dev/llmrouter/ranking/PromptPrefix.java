package dev.llmrouter.ranking;

import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.llmrouter.call.Call;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.outcome.LlmException;
import dev.llmrouter.policy.Unit;
import org.jspecify.annotations.Nullable;

/**
 * What the prompts of one conversation begin with, which is what providers cache: the names of the tools, the system prompt
 * and the first message, of each text the beginning. Thread-safe.
 */
final class PromptPrefix implements Unit {

    /** UTF-16 units: more tells hardly any two prompts apart, and takes longer at every call. */
    private static final int LONGEST = 2000;

    @Override
    public @Nullable String of(Call call) {
        LlmRequest request = call.request();
        try {
            return request.isChat() ? prefix(request.chat()) : null;
        } catch (LlmException unreadable) {
            // the target will say so
            return null;
        }
    }

    private static @Nullable String prefix(ChatRequest chat) {
        StringBuilder prefix = new StringBuilder();
        for (ToolSpecification tool : chat.toolSpecifications()) {
            add(tool.name(), prefix);
        }
        for (ChatMessage message : chat.messages()) {
            if (message instanceof SystemMessage system) {
                add(system.text(), prefix);
            } else {
                if (message instanceof UserMessage user) {
                    user.contents().forEach(content -> add(content, prefix));
                }
                break;
            }
        }
        return prefix.isEmpty() ? null : prefix.toString();
    }

    private static void add(Content content, StringBuilder prefix) {
        if (content instanceof TextContent text) {
            add(text.text(), prefix);
        }
    }

    private static void add(String text, StringBuilder prefix) {
        prefix.append(text, 0, Math.min(text.length(), LONGEST)).append('\n');
    }
}
