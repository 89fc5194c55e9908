package dev.llmrouter.semantic;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.policy.ModelName;
import org.jspecify.annotations.Nullable;

/** One kind of prompts in words, and who answers them. */
@Doc("one kind of prompts, and who answers them")
public record AboutBranch(
        @Doc(value = "who answers: the name of a model or of a target, or PROVIDER/MODEL", required = true) @ModelName
                String use,
        @Doc("what belongs here, in words for the model that decides, such as: questions about programs") @Nullable
                String about) {}
