/**
 * {@code llm:NAME}, a Camel endpoint in front of a LangChain4j model, and the forms that go in and come out of it.
 *
 * <p>A request is kept as the caller wrote it and read as LangChain4j's {@code ChatRequest} only where a model needs
 * that; a reply likewise. So nothing is lost where both sides speak the same dialect, and nothing is parsed twice. A
 * failure is data with a class, decided once, here, by whoever saw it.
 */
@NullMarked
package dev.llmrouter.llm;

import org.jspecify.annotations.NullMarked;
