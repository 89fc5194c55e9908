/**
 * The HTTP channel adapter: {@code llm-http:PATH}, a Camel consumer on the Vert.x router that platform-http shares, and
 * the translators between OpenAI's format and the spine. It exists beside {@code platform-http} since a stream must go
 * out as it comes, a caller that leaves must be noticed, and a waiting call must not hold one of few workers.
 */
@NullMarked
package dev.llmrouter.http;

import org.jspecify.annotations.NullMarked;
