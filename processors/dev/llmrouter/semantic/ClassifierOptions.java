package dev.llmrouter.semantic;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.policy.ModelName;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The options of {@link ClassifierPolicy}. */
@Doc("goes by what a small model says that the user wants")
public record ClassifierOptions(
        @Doc(value = "who is asked: a target, a model, or PROVIDER/MODEL; best a small and fast one", required = true)
                @ModelName(answers = false)
                String by,
        @Doc("how it is asked, with ${text} and ${branches} in it; or resource: and a file beside this one, or at"
                        + " classpath: or file: with {{text}} and {{branches}}; there is a default")
                @Nullable
                String prompt,
        @Doc("how long a call waits for its word; default 2s") Duration timeout,
        @Doc("for how long its word on a prompt is good; default 10m") Duration cache,
        @Doc(value = "kinds of prompts, by names of your own", required = true) Map<String, AboutBranch> branches,
        @Doc(
                        value = "who answers where it names no branch, or that can't be told, and whoever else fails",
                        required = true)
                @ModelName
                String otherwise) {

    private static final Duration TIMEOUT = Duration.ofSeconds(2);
    private static final Duration CACHE = Duration.ofMinutes(10);

    /** What is left out has its default. */
    public ClassifierOptions(
            String by,
            @Nullable String prompt,
            @Nullable Duration timeout,
            @Nullable Duration cache,
            Map<String, AboutBranch> branches,
            String otherwise) {
        this.by = by;
        this.prompt = prompt;
        this.timeout = timeout == null ? TIMEOUT : timeout;
        this.cache = cache == null ? CACHE : cache;
        this.branches = Collections.unmodifiableMap(new LinkedHashMap<>(branches));
        this.otherwise = otherwise;
        if (branches.isEmpty()) {
            throw new IllegalArgumentException("branches has none; add one, such as code: {use: ..., about: ...}");
        }
    }
}
