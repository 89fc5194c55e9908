/**
 * What callers wish of the routing of their own call, compatible with OpenRouter: which targets may not answer for it are
 * requirements, and in which order the others are tried is an order over what the policies have ranked. A wish can only
 * narrow what the operator allows. What is not known of a target counts against it where the wish is a promise, and for
 * nothing where it is a preference.
 */
@NullMarked
package dev.llmrouter.wish;

import org.jspecify.annotations.NullMarked;
