package dev.llmrouter.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a file that is to be kept.
 *
 * @param name what its sender calls it
 * @param purpose in OpenAI's words
 * @param mediaType what its sender takes it for; null where it did not say
 * @param time for how long it is kept; null for as long as is configured
 */
public record NewFile(String name, String purpose, @Nullable String mediaType, @Nullable Duration time) {}
