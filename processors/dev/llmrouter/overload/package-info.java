/**
 * Calls that find no place at any of their targets wait for their turn, the most important first, and hold no thread while
 * they do; what is too much to wait is told so at once. Who finds a place pays one look at it and takes no lock. A place that
 * becomes free is handed to one call and is never free in between, so that nobody is woken in vain and nobody overtakes.
 */
@NullMarked
package dev.llmrouter.overload;

import org.jspecify.annotations.NullMarked;
