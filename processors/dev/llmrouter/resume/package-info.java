/**
 * Goes on where a stream broke off in its middle: another target is asked to continue the text, and its caller sees one
 * stream. Only for models that ask for it.
 */
@NullMarked
package dev.llmrouter.resume;

import org.jspecify.annotations.NullMarked;
