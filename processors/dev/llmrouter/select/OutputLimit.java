package dev.llmrouter.select;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Lack;
import dev.llmrouter.policy.Requirement;
import org.jspecify.annotations.Nullable;

/** A target is not asked for a reply that may be longer than it is known to write. */
public final class OutputLimit implements Requirement {

    @Override
    public @Nullable Lack lack(Call call, Target target) {
        Integer limit = target.facts().outputLimit();
        return limit == null || call.request().maxOutputTokens() <= limit
                ? null
                : new Lack(Lack.Kind.UNABLE, "output", "writes " + limit + " tokens at most");
    }

    @Override
    public boolean isOfReply() {
        return true;
    }
}
