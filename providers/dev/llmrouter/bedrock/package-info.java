/**
 * Amazon Bedrock by its Converse API, over LangChain4j's models and a client of AWS that can be stopped and never tries
 * again by itself.
 */
@NullMarked
package dev.llmrouter.bedrock;

import org.jspecify.annotations.NullMarked;
