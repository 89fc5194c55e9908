package dev.llmrouter.call;

import java.util.function.BooleanSupplier;

/**
 * Something that the router goes on without where it must, and that its health tells of; found in the Camel registry.
 *
 * @param name one word
 * @param isUp whether it is there; asked on any thread, and answers at once
 */
public record HealthEntry(String name, BooleanSupplier isUp) {}
