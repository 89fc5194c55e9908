/**
 * The router in an application of Spring Boot: what {@code llm-router.config} names is installed in the application's
 * Camel context before that starts, and its paths are served by the application's own servlet container. Without that
 * property there is nothing of it. The model that {@code llm-router.model} names is had by injection. Everything here is
 * found by Spring Boot, and nothing else of the router knows Spring.
 */
@NullMarked
package dev.llmrouter.springboot;

import org.jspecify.annotations.NullMarked;
