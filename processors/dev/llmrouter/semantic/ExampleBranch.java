package dev.llmrouter.semantic;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.policy.ModelName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prompts of one kind, and who answers them. */
@Doc("prompts of one kind, and who answers them")
public record ExampleBranch(
        @Doc(value = "who answers: the name of a model or of a target, or PROVIDER/MODEL", required = true) @ModelName
                String use,
        @Doc("prompts that belong here; the more of them, and the more different, the better") List<String> examples,
        @Doc(
                        "a file with more of them beside this one, or at classpath: or file: one on a line, or the column 'text' of"
                                + " a .csv or a .jsonl")
                @Nullable
                String file) {

    /** Refuses a branch without any. */
    public ExampleBranch(String use, @Nullable List<String> examples, @Nullable String file) {
        this.use = use;
        this.examples = examples == null ? List.of() : List.copyOf(examples);
        this.file = file;
        if (this.examples.isEmpty() && file == null) {
            throw new IllegalArgumentException("examples is missing, and there is no file of them either");
        }
        if (this.examples.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("examples has one with nothing in it");
        }
    }
}
