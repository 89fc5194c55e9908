/**
 * What can be told of a text by looking at it: its language, and whether there is code in it. Own and small, since a
 * router only wants to send German prompts to whom knows German, and the libraries for it weigh up to 80 MB; of the
 * smallest, only the figures are used.
 */
@NullMarked
package dev.llmrouter.text;

import org.jspecify.annotations.NullMarked;
