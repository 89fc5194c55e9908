package dev.llmrouter.wish;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Price;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Lack;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.wire.ProviderWishes;
import org.jspecify.annotations.Nullable;

/** Keeps to {@code max_price}; a price that is not known is too high. */
public final class WishedPrice implements Requirement {

    private static final Lack UNKNOWN =
            new Lack(Lack.Kind.UNABLE, "provider.max_price", "has no known price to hold against provider.max_price");
    private static final Lack PROMPT =
            new Lack(Lack.Kind.UNABLE, "provider.max_price", "costs more than provider.max_price.prompt");
    private static final Lack COMPLETION =
            new Lack(Lack.Kind.UNABLE, "provider.max_price", "costs more than provider.max_price.completion");

    @Override
    public @Nullable Lack lack(Call call, Target target) {
        ProviderWishes wishes = call.wishes().provider();
        Double prompt = wishes.maxPrompt();
        Double completion = wishes.maxCompletion();
        if (prompt == null && completion == null) {
            return null;
        }
        Price price = target.price();
        if (price == null) {
            return UNKNOWN;
        } else if (prompt != null && price.input() > prompt) {
            return PROMPT;
        }
        return completion != null && price.output() > completion ? COMPLETION : null;
    }

    @Override
    public boolean isOfReply() {
        return true;
    }
}
