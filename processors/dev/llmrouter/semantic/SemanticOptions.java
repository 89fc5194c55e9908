package dev.llmrouter.semantic;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.policy.ModelName;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options of {@link SemanticPolicy}. */
@Doc("goes by the examples that are nearest to what the user says")
public record SemanticOptions(
        @Doc("what makes vectors of texts: a target, PROVIDER/MODEL, or an EmbeddingModel in the registry; default"
                        + " local/all-minilm-l6-v2")
                String embedding,
        @Doc("how many of the nearest examples vote; default 10") @Range(min = 1, max = 1000) Integer neighbours,
        @Doc(
                        "how near the nearest example must be, as a cosine, for any branch to be chosen; by default as near as 19 of"
                                + " 20 examples are to each other, from 0.25 to 0.6")
                @Range(min = -1, max = 1)
                @Nullable
                Double threshold,
        @Doc("how long a call waits for the vector of its prompt; default 200ms") Duration timeout,
        @Doc(value = "kinds of prompts, by names of your own", required = true) Map<String, ExampleBranch> branches,
        @Doc(
                        value = "who answers where no example is near, or that can't be told, and whoever else fails",
                        required = true)
                @ModelName
                String otherwise) {

    private static final int NEIGHBOURS = 10;
    private static final Duration TIMEOUT = Duration.ofMillis(200);

    /** What is left out has its default. */
    public SemanticOptions(
            @Nullable String embedding,
            @Nullable Integer neighbours,
            @Nullable Double threshold,
            @Nullable Duration timeout,
            Map<String, ExampleBranch> branches,
            String otherwise) {
        this.embedding = embedding == null ? EmbeddingChoice.DEFAULT : embedding;
        this.neighbours = neighbours == null ? NEIGHBOURS : neighbours;
        this.threshold = threshold;
        this.timeout = timeout == null ? TIMEOUT : timeout;
        this.branches = Collections.unmodifiableMap(new LinkedHashMap<>(branches));
        this.otherwise = otherwise;
        if (branches.isEmpty()) {
            throw new IllegalArgumentException("branches has none; add one, such as code: {use: ..., examples: [...]}");
        }
    }
}
