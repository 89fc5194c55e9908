package dev.llmrouter.config;

import dev.llmrouter.call.NamePatterns;
import dev.llmrouter.call.Permissions;
import dev.llmrouter.call.Wish;
import dev.llmrouter.catalog.Demand;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the calls of one tenant may do, as configured. */
@Doc("What the calls of one tenant may do")
public record TenantEntry(
        @Doc("the models, targets and PROVIDER/MODEL that it may ask for; * stands for anything; default: all")
                @Range(min = 1)
                @Nullable
                List<String> models,
        @Doc("what must hold of every target that answers it") @Nullable Demand require,
        @Doc("the wishes that its callers may have, such as models or provider; default: all") @Nullable
                List<Wish> wishes) {

    /** Keeps its own lists. */
    public TenantEntry {
        models = models == null ? null : List.copyOf(models);
        wishes = wishes == null ? null : List.copyOf(wishes);
    }

    /** {@return this as the permissions of the tenant of that name} */
    public Permissions permissions(String tenant) {
        return new Permissions(
                tenant,
                models == null ? NamePatterns.ALL : NamePatterns.of(models),
                require == null ? List.of() : List.of(require),
                wishes == null ? Wish.ALL : Set.copyOf(wishes));
    }
}
