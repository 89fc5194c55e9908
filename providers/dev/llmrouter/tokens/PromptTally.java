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
import org.jspecify.annotations.Nullable;

/** Adds the tokens of one prompt up, and counts no further than it has to. Not thread-safe. */
final class PromptTally {

    /** Of OpenAI's cookbook, "How to count tokens with tiktoken": around a message, and before the reply. */
    private static final int AROUND_MESSAGE = 3;

    private static final int BEFORE_REPLY = 3;
    private static final int ROLE = 1;
    private static final int BEFORE_NAME = 1;

    /** Of OpenAI's vision guide: an image at low detail, and one of 1024 by 1024 at high detail. */
    private static final int IMAGE_LOW = 85;

    private static final int IMAGE_HIGH = 765;

    private final TokenCounter counter;
    private final int most;
    private final int sample;
    private int sampled;
    private int sampledTokens;
    private int tokens = BEFORE_REPLY;

    /** Counts no text once it is past {@code most} tokens, and estimates those behind {@code sample} UTF-16 units. */
    PromptTally(TokenCounter counter, int most, int sample) {
        this.counter = counter;
        this.most = most;
        this.sample = sample;
    }

    int of(ChatRequest request) {
        for (ChatMessage message : request.messages()) {
            tokens += AROUND_MESSAGE + ROLE;
            add(message);
        }
        for (ToolSpecification tool : request.toolSpecifications()) {
            add(tool.name());
            add(tool.description());
            if (tool.parameters() != null) {
                add(SchemaWriter.write(tool.parameters()).toString());
            }
        }
        return tokens;
    }

    private void add(ChatMessage message) {
        if (message instanceof SystemMessage system) {
            add(system.text());
        } else if (message instanceof UserMessage user) {
            if (user.name() != null) {
                tokens += BEFORE_NAME;
                add(user.name());
            }
            user.contents().forEach(this::add);
        } else if (message instanceof AiMessage reply) {
            add(reply.text());
            for (ToolExecutionRequest call : reply.toolExecutionRequests()) {
                add(call.name());
                add(call.arguments());
            }
        } else if (message instanceof ToolExecutionResultMessage result) {
            add(result.text());
        }
    }

    private void add(Content content) {
        if (content instanceof TextContent text) {
            add(text.text());
        } else if (content instanceof ImageContent image) {
            tokens += image.detailLevel() == ImageContent.DetailLevel.LOW ? IMAGE_LOW : IMAGE_HIGH;
        }
    }

    private void add(@Nullable String text) {
        if (text != null && tokens <= most) {
            int counted = Math.min(text.length(), sample - sampled);
            if (counted > 0) {
                int more = counter.count(counted == text.length() ? text : text.substring(0, counted), most - tokens);
                sampled += counted;
                sampledTokens += more;
                tokens += more;
            }
            // in long, since a prompt may be megabytes
            tokens += (int) ((long) (text.length() - counted) * sampledTokens / Math.max(1, sampled));
        }
    }
}
