/**
 * What can be told of a text by looking at it: its language, and whether there is code in it. Own and small, since the
 * libraries for it weigh from 2 to 80 MB, and a router only wants to send German prompts to whom knows German.
 */
@NullMarked
package dev.llmrouter.text;

import org.jspecify.annotations.NullMarked;
