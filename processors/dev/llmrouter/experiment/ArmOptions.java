package dev.llmrouter.experiment;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.policy.ModelName;
import org.jspecify.annotations.Nullable;

/**
 * What an arm is configured as.
 *
 * @param percent null for what the others leave
 */
@Doc("an arm of an experiment")
public record ArmOptions(
        @Doc(value = "who answers: a model, a target, or PROVIDER/MODEL", required = true) @ModelName String use,
        @Doc("its share of the units; the first arm may leave it out, and gets what the others leave")
                @Range(min = 0, max = 100)
                @Nullable
                Double percent) {}
