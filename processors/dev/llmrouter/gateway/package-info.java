/**
 * A Messaging Gateway: code and routes of the application ask the router as they would ask one model. Each call is an
 * exchange of its own on the way of a prompt.
 */
@NullMarked
package dev.llmrouter.gateway;

import org.jspecify.annotations.NullMarked;
