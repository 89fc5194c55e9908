/**
 * Puts the routes into a Camel context. {@link dev.llmrouter.route.LlmRouter} is what an application calls,
 * {@link dev.llmrouter.route.Main} is the application that is nothing but a router. The routes themselves are YAML, in
 * the folder above, and refer to their processors by the names that are bound here.
 */
@NullMarked
package dev.llmrouter.route;

import org.jspecify.annotations.NullMarked;
