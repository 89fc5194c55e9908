/**
 * What a policy is. It only ranks: it calls nobody, and any policy may stand inside any other. The policies themselves
 * are capabilities of their own, found by their names; this package and {@code call} are what they share, and
 * with that what is known of how targets do.
 */
@NullMarked
package dev.llmrouter.policy;

import org.jspecify.annotations.NullMarked;
