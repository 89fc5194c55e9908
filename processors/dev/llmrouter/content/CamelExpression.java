package dev.llmrouter.content;

import dev.llmrouter.catalog.Doc;

/**
 * A condition in any language that Camel has.
 *
 * @param text sees the prompt as the body, and the variable {@code call}
 */
@Doc("a condition in any language that Camel has on the class path")
public record CamelExpression(
        @Doc(value = "the name of the language, such as groovy or mvel", required = true) String language,
        @Doc(value = "the expression; the body is the prompt, the variable call is the call", required = true)
                String text) {}
