package dev.llmrouter.scatter;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.policy.ModelName;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The options of {@code scatter}. */
@Doc("several models at once, one reply")
record ScatterOptions(
        @Doc(
                        value =
                                "who is asked at once, 2 to 10; one may be asked several times: names of models, of targets,"
                                        + " or PROVIDER/MODEL",
                        required = true)
                @Range(min = 2, max = 10)
                @ModelName
                List<String> of,
        @Doc(
                        value = "which reply is taken: fastest, the first one; majority, the one that most agree on;"
                                + " best, the one that the judge picks",
                        required = true)
                Gather gather,
        @Doc("for best: the name of the model that picks") @ModelName @Nullable String judge,
        @Doc("for best: what the judge is told, before the question and the numbered answers; default: to pick the most"
                        + " helpful and correct one")
                @Nullable
                String prompt,
        @Doc("until when a reply has to be there, the judge's word included; default 60s") Duration timeout) {

    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(60);

    /** Which reply is taken. */
    enum Gather {
        FASTEST,
        BEST,
        MAJORITY
    }

    ScatterOptions(
            List<String> of,
            Gather gather,
            @Nullable String judge,
            @Nullable String prompt,
            @Nullable Duration timeout) {
        this.of = List.copyOf(of);
        this.gather = gather;
        this.judge = judge;
        this.prompt = prompt;
        this.timeout = Objects.requireNonNullElse(timeout, DEFAULT_TIMEOUT);
        boolean isJudged = gather == Gather.BEST;
        if (isJudged && judge == null) {
            throw new IllegalArgumentException("judge is missing; best needs the name of a model that picks");
        }
        if (!isJudged && judge != null) {
            throw new IllegalArgumentException("judge is only for gather: best");
        }
        if (!isJudged && prompt != null) {
            throw new IllegalArgumentException("prompt is only for gather: best");
        }
        if (this.timeout.isZero()) {
            throw new IllegalArgumentException("timeout must be more than nothing");
        }
    }
}
