package dev.llmrouter.select;

import dev.llmrouter.call.Call;
import dev.llmrouter.call.ForbiddenWishException;
import dev.llmrouter.call.Wish;
import dev.llmrouter.call.Wishes;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.policy.WishedOrder;
import dev.llmrouter.policy.WishedOrder.Asked;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/**
 * Ranks the model that is asked for and the caller's alternatives to it, and orders all of their targets as the caller
 * wishes.
 *
 * @param granted which wishes the caller of a call may have
 */
record AsWished(Models models, WishedOrder order, Function<Call, Set<Wish>> granted) implements SelectTargets.Ranking {

    @Override
    public List<Target> rank(Selection selection, NamedModel first) {
        Call call = selection.call();
        Set<Wish> may = granted.apply(call);
        Wishes wishes = call.wishes().allowedBy(may);
        List<Asked> asked = new ArrayList<>();
        asked.add(asked(selection, first, may));
        for (String name : wishes.body().fallbacks()) {
            call.access().permissions().check(models.nameOf(name));
            asked.add(asked(selection, models.named(name), may));
        }
        return order.order(selection, asked);
    }

    private static Asked asked(Selection selection, NamedModel model, Set<Wish> granted) {
        if (model.sort() != null && !granted.contains(Wish.SUFFIX)) {
            throw new ForbiddenWishException(Wish.SUFFIX);
        }
        return new Asked(model.name(), model.sort(), model.policy().rank(selection));
    }
}
