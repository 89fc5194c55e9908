/**
 * JSON by a schema from models that know no schemas: the schema is put into words, the reply is held against it, and
 * what does not fit is sent back once with what is wrong with it. So a caller that asked for JSON never gets prose.
 */
@NullMarked
package dev.llmrouter.schema;

import org.jspecify.annotations.NullMarked;
