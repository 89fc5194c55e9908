package dev.llmrouter.config;

import dev.llmrouter.call.Resume;
import dev.llmrouter.catalog.Demand;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Lifetime;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Unsupported;
import dev.llmrouter.policy.ModelName;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/**
 * What every model may say, whatever its policy is.
 *
 * @param unsupported null for what each target says
 * @param require what must hold of every target that is reached through the model; null for nothing
 * @param fallbacks null for those of the router
 * @param shadow null for none
 */
public record ModelTerms(
        @Doc("its share where it is itself a member drawn by weight; default 1") @Range(min = 0) Double weight,
        @Doc("in place of what its targets say: whether parameters that can't be carried are dropped or refused")
                @Nullable
                Unsupported unsupported,
        @Doc("since when callers are told to choose another, such as 2026-10-01") @Nullable LocalDate deprecated,
        @Doc("the day from which it may be gone, such as 2027-01-31") @Nullable LocalDate sunset,
        @Doc("who answers in its place from its sunset on: the name of a model, of a target, or PROVIDER/MODEL")
                @ModelName
                @Nullable
                String successor,
        @Doc("what must hold of every target that is reached through this model, through others as well") @Nullable
                Demand require,
        @Doc("which models are tried once all of its targets have failed; default: as fallbacks of the router say")
                @Nullable
                FallbackEntry fallbacks,
        @Doc("what becomes of a stream that breaks off in its middle: never, it ends with an error; or splice, another"
                        + " target is asked to continue its text; default never")
                Resume resume,
        @Doc("another model that is asked the same in the background") @Nullable ShadowTerms shadow) {

    /** What is absent takes its default. */
    public ModelTerms(
            @Nullable Double weight,
            @Nullable Unsupported unsupported,
            @Nullable LocalDate deprecated,
            @Nullable LocalDate sunset,
            @Nullable String successor,
            @Nullable Demand require,
            @Nullable FallbackEntry fallbacks,
            @Nullable Resume resume,
            @Nullable ShadowTerms shadow) {
        if (successor != null && sunset == null) {
            throw new IllegalArgumentException("successor needs a sunset, from which on it answers");
        }
        this.weight = weight == null ? 1 : weight;
        this.unsupported = unsupported;
        this.deprecated = deprecated;
        this.sunset = sunset;
        this.successor = successor;
        this.require = require;
        this.fallbacks = fallbacks;
        this.resume = resume == null ? Resume.NEVER : resume;
        this.shadow = shadow;
    }

    /** {@return until when it may be asked for} */
    public Lifetime lifetime() {
        return new Lifetime(deprecated, sunset, successor);
    }
}
