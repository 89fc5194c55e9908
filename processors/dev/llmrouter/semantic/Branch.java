package dev.llmrouter.semantic;

import dev.llmrouter.policy.Member;
import org.jspecify.annotations.Nullable;

/**
 * One of the ways that a prompt may go.
 *
 * @param name as configured
 * @param member who answers there; null where its provider is off
 */
record Branch(String name, @Nullable Member member) {}
