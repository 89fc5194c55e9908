/**
 * The keys that a provider is asked with. One that is refused is left out, one that is limited is spared, and a call that
 * met either is told that another key may do: who retries is the dispatch, not this. A key is called {@code PROVIDER#1}
 * after its place in the list, and its value is seen by the provider alone.
 */
@NullMarked
package dev.llmrouter.key;

import org.jspecify.annotations.NullMarked;
