package dev.llmrouter.wish;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Lack;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.wire.ProviderWishes;
import org.jspecify.annotations.Nullable;

/** Keeps to {@code only} and {@code ignore}, and to {@code order} where that has no fallbacks. */
public record WishedProviders(Slugs slugs) implements Requirement {

    private static final Lack NOT_ONLY =
            new Lack(Lack.Kind.UNABLE, "provider.only", "is at a provider that is not in provider.only");
    private static final Lack IGNORED =
            new Lack(Lack.Kind.UNABLE, "provider.ignore", "is at a provider that is in provider.ignore");
    private static final Lack NOT_IN_ORDER = new Lack(
            Lack.Kind.UNABLE,
            "provider.order",
            "is at a provider that is not in provider.order, and provider.allow_fallbacks is false");

    @Override
    public @Nullable Lack lack(Call call, Target target) {
        ProviderWishes wishes = call.wishes().provider();
        if (!wishes.only().isEmpty() && !slugs.hasAny(wishes.only(), target)) {
            return NOT_ONLY;
        } else if (slugs.hasAny(wishes.ignore(), target)) {
            return IGNORED;
        }
        boolean mayBeAnother = wishes.allowFallbacks() || wishes.order().isEmpty();
        return mayBeAnother || slugs.hasAny(wishes.order(), target) ? null : NOT_IN_ORDER;
    }
}
