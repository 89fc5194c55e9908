package dev.llmrouter.config;

import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What there is of something that is found by name: types of providers, or policies.
 *
 * @param optionsOf the options record of one; empty for one that there is not, and an exception for one that can't be
 *     used, whose message is shown
 * @param names those to suggest
 */
public record Kinds(Function<String, Optional<Class<? extends Record>>> optionsOf, Set<String> names) {}
