/**
 * OpenAI's Files: what callers upload, to name it later, and what is made for them. Each file is two on the disk: its bytes, and behind
 * them, renamed into place, what is known of it; so a file is there as a whole or not at all, whenever the router is killed. Each
 * tenant has a folder of its own, and nothing here is found but by a tenant.
 */
@NullMarked
package dev.llmrouter.filestore;

import org.jspecify.annotations.NullMarked;
