package dev.llmrouter.tokens;

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
import dev.llmrouter.openai.SchemaWriter;

/** Tells what is in a prompt of LangChain4j's form. */
final class ChatTally {

    private ChatTally() {}

    static int of(ChatRequest request, PromptTally tally) {
        for (ChatMessage message : request.messages()) {
            tally.message();
            add(message, tally);
        }
        for (ToolSpecification tool : request.toolSpecifications()) {
            tally.text(tool.name());
            tally.text(tool.description());
            if (tool.parameters() != null) {
                tally.text(SchemaWriter.write(tool.parameters()).toString());
            }
        }
        return tally.tokens();
    }

    private static void add(ChatMessage message, PromptTally tally) {
        if (message instanceof SystemMessage system) {
            tally.text(system.text());
        } else if (message instanceof UserMessage user) {
            tally.name(user.name());
            for (Content content : user.contents()) {
                add(content, tally);
            }
        } else if (message instanceof AiMessage reply) {
            tally.text(reply.text());
            for (ToolExecutionRequest call : reply.toolExecutionRequests()) {
                tally.text(call.name());
                tally.text(call.arguments());
            }
        } else if (message instanceof ToolExecutionResultMessage result) {
            tally.text(result.text());
        }
    }

    private static void add(Content content, PromptTally tally) {
        if (content instanceof TextContent text) {
            tally.text(text.text());
        } else if (content instanceof ImageContent image) {
            tally.image(image.detailLevel() == ImageContent.DetailLevel.LOW);
        }
    }
}
