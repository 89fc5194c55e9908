package dev.llmrouter.wish;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Lack;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.wire.ProviderWishes;
import org.jspecify.annotations.Nullable;

/** Keeps to {@code data_collection}, {@code zdr} and {@code quantizations}; terms that are not known are not good enough. */
public record WishedTerms(Terms terms) implements Requirement {

    private static final Lack COLLECTS = new Lack(
            Lack.Kind.UNABLE,
            "provider.data_collection",
            "is not known to collect no data, as provider.data_collection wants it");
    private static final Lack RETAINS =
            new Lack(Lack.Kind.UNABLE, "provider.zdr", "is not known to retain no data, as provider.zdr wants it");
    private static final Lack PRECISION = new Lack(
            Lack.Kind.UNABLE, "provider.quantizations", "is not known to run in one of provider.quantizations");

    @Override
    public @Nullable Lack lack(Call call, Target target) {
        ProviderWishes wishes = call.wishes().provider();
        if (wishes.denyDataCollection() && !terms.collectsNothing(target)) {
            return COLLECTS;
        } else if (wishes.zeroDataRetention() && !terms.retainsNothing(target)) {
            return RETAINS;
        }
        return wishes.quantizations().isEmpty() || isPreciseEnough(wishes, target) ? null : PRECISION;
    }

    private boolean isPreciseEnough(ProviderWishes wishes, Target target) {
        String known = terms.quantization(target);
        return wishes.quantizations().contains(known == null ? "unknown" : known);
    }
}
