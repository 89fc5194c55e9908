/**
 * Google's Gemini in its own words: its API has calls without ids, thoughts that are signed piece by piece, and prompts
 * that are blocked, for which LangChain4j's client of it has no room.
 */
@NullMarked
package dev.llmrouter.gemini;

import org.jspecify.annotations.NullMarked;
