/** Policies that rank by order, chance, load, time and cost; they look at no content. */
@NullMarked
package dev.llmrouter.ranking;

import org.jspecify.annotations.NullMarked;
