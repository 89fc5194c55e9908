/**
 * Policies that look at the content of a call, at what others know of it, or leave the ranking to others: conditions in
 * Camel's own languages, data behind Camel endpoints, beans and routes. Whatever goes wrong in what an operator wrote
 * counts as not matching and is told in the trace: a condition never fails a call. Conditions see a scratch exchange of
 * their own, so that they can't change the call's.
 */
@NullMarked
package dev.llmrouter.content;

import org.jspecify.annotations.NullMarked;
