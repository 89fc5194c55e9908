package dev.llmrouter.responses;

/**
 * What a chat completion's request says of the reply to it.
 *
 * @param usageWanted whether a stream is to end with the tokens
 * @param hidesThoughts whether what the model thinks is to be left out
 */
record ReplyWishes(boolean usageWanted, boolean hidesThoughts) {}
