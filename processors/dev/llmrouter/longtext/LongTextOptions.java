package dev.llmrouter.longtext;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.policy.ModelName;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The options of {@code longText}. */
@Doc("a text that is longer than any window, in parts")
record LongTextOptions(
        @Doc(
                        value =
                                "who is asked, the first that can: names of models, of targets, or PROVIDER/MODEL; parts are"
                                        + " as long as the smallest of their windows holds",
                        required = true)
                @ModelName
                List<String> of,
        @Doc("what stands before each part; default: to do with it what is asked of the text") @Nullable String map,
        @Doc("what stands before what was said to the parts; default: to put it together into one answer") @Nullable
                String reduce,
        @Doc("how many tokens of a part the next one begins with, a quarter of one at most; default 200")
                @Range(min = 0)
                Integer overlap,
        @Doc("how many parts are asked at one time; default 4") @Range(min = 1, max = 100) Integer parallel,
        @Doc("into how many parts a text may be cut; a longer one is refused before anybody is asked; default 200")
                @Range(min = 2)
                Integer most,
        @Doc(
                        "what becomes of a call when nobody answers a part: fail; or skip, the reply is made of the others; default"
                                + " fail")
                Failed failed) {

    private static final String MAP =
            "What follows is one part of a text that is too long to be read at once. Do with this"
                    + " part what is asked of the text, and keep all that an answer to the whole text needs: what is said to its"
                    + " parts will be put together.";

    private static final String REDUCE =
            "The text was too long to be read at once. What follows was said to its parts, in"
                    + " their order. Put it together into one answer to what is asked of the text, and do not mention the parts.";

    /** What becomes of a part that nobody answers. */
    enum Failed {
        FAIL,
        SKIP
    }

    LongTextOptions(
            List<String> of,
            @Nullable String map,
            @Nullable String reduce,
            @Nullable Integer overlap,
            @Nullable Integer parallel,
            @Nullable Integer most,
            @Nullable Failed failed) {
        this.of = List.copyOf(of);
        this.map = Objects.requireNonNullElse(map, MAP);
        this.reduce = Objects.requireNonNullElse(reduce, REDUCE);
        this.overlap = Objects.requireNonNullElse(overlap, 200);
        this.parallel = Objects.requireNonNullElse(parallel, 4);
        this.most = Objects.requireNonNullElse(most, 200);
        this.failed = Objects.requireNonNullElse(failed, Failed.FAIL);
    }

    /** {@return what stands before each part} */
    @Override
    public String map() {
        return Objects.requireNonNull(map);
    }

    /** {@return what stands before what was said to the parts} */
    @Override
    public String reduce() {
        return Objects.requireNonNull(reduce);
    }
}
