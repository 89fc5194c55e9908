/**
 * OpenAI's chat-completions format: reading and editing a request without rewriting it, taking a stream apart at its
 * events, and translating to and from LangChain4j for models that speak something else. So is the older format of bare
 * prompts, which differs little. The formats are those of OpenAI's API reference; servers that call themselves compatible bend it, and what they bend is tolerated here.
 */
@NullMarked
package dev.llmrouter.openai;

import org.jspecify.annotations.NullMarked;
