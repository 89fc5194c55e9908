/**
 * OpenAI's Responses: a request is passed on as it is where the provider speaks them too, and is otherwise put into
 * chat completions and the reply back from them. Nothing is stored here, so what refers to something stored is refused
 * by name. To a provider that speaks nothing else, a chat completion is put as a request for a response. The format is the
 * one of OpenAI's API reference; whole and streamed responses are made by the same classes, so that a stream always adds
 * up to the response that ends it.
 */
@NullMarked
package dev.llmrouter.responses;

import org.jspecify.annotations.NullMarked;
