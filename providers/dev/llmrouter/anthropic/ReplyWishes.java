package dev.llmrouter.anthropic;

import org.jspecify.annotations.Nullable;

/**
 * What a request in OpenAI's form says of the reply to it.
 *
 * @param usageWanted whether a stream is to end with the tokens
 * @param hidesThoughts whether what the model thinks is to be left out
 * @param replyTool the tool whose arguments are the reply; null where the reply is a text
 */
record ReplyWishes(boolean usageWanted, boolean hidesThoughts, @Nullable String replyTool) {

    boolean isReply(String tool) {
        return tool.equals(replyTool);
    }
}
