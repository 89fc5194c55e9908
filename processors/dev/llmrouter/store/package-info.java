/**
 * The database that what has to outlive the router is kept in. Nobody waits for it: while it is down the router goes on,
 * says so in its health, and finds it again by itself. Others take the {@code DataSource}, and what it can't do is theirs
 * to decide.
 */
@NullMarked
package dev.llmrouter.store;

import org.jspecify.annotations.NullMarked;
