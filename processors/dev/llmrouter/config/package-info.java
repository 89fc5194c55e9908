/**
 * Reads the router's one configuration file. Whoever edits it by hand shall learn of every mistake at once, each with
 * its line and what was probably meant, so the file is not handed to an object mapper, which stops at the first: YAML
 * nodes, which know their lines, are bound to records here. The same records give the JSON schema that editors use,
 * so the two can't disagree on what a key is called. What a placeholder resolves to never gets into a message.
 */
@NullMarked
package dev.llmrouter.config;

import org.jspecify.annotations.NullMarked;
