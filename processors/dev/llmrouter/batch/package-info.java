/**
 * Many requests from one file, and files as requests. Camel's Splitter would ask them all and Camel's Resequencer put them
 * in order, but both live in memory: here every line that is answered is appended to a journal beside the file first, so
 * that a killed process goes on where it was and pays for no answer twice. What there is of a batch in memory is eight bytes for
 * each line, and the lines that are being answered. Each request goes its own way through {@code direct:line}.
 */
@NullMarked
package dev.llmrouter.batch;

import org.jspecify.annotations.NullMarked;
