package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Unsupported;
import org.jspecify.annotations.Nullable;

/**
 * What every model may say, whatever its policy is.
 *
 * @param unsupported null for what each target says
 * @param shadow null for none
 */
public record ModelTerms(
        @Doc("its share where it is itself a member drawn by weight; default 1") @Range(min = 0) Double weight,
        @Doc("in place of what its targets say: whether parameters that can't be carried are dropped or refused")
                @Nullable
                Unsupported unsupported,
        @Doc("another model that is asked the same in the background") @Nullable ShadowTerms shadow) {

    /** What is absent takes its default. */
    public ModelTerms(@Nullable Double weight, @Nullable Unsupported unsupported, @Nullable ShadowTerms shadow) {
        this.weight = weight == null ? 1 : weight;
        this.unsupported = unsupported;
        this.shadow = shadow;
    }
}
