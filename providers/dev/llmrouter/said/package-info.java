/**
 * What a reply says, whoever gave it and in whatever dialect: for those who judge replies, which is nobody's business
 * but theirs, so that a reply that is only passed on is never read.
 */
@NullMarked
package dev.llmrouter.said;

import org.jspecify.annotations.NullMarked;
