/** {@code llm-router:MODEL}, the router as an endpoint of Camel's, which installs itself where nobody else has. */
@NullMarked
package dev.llmrouter.component;

import org.jspecify.annotations.NullMarked;
