package dev.llmrouter.call;

import dev.llmrouter.catalog.Demand;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a call may do. Immutable.
 *
 * @param tenant whose call it is; null where nobody said
 * @param models what may be asked for: models, targets and {@code PROVIDER/MODEL}
 * @param demands each must hold of every target that answers
 * @param wishes what the caller may wish
 */
public record Permissions(@Nullable String tenant, NamePatterns models, List<Demand> demands, Set<Wish> wishes) {

    /** Of calls that nobody has set limits to. */
    public static final Permissions ALL = new Permissions(null, NamePatterns.ALL, List.of(), Wish.ALL);

    /** Keeps its own collections. */
    public Permissions {
        demands = List.copyOf(demands);
        wishes = Set.copyOf(wishes);
    }

    /**
     * Checks a name that the caller asks for, be it the model or an alternative to it. What such a model is made of may
     * answer, whatever it is called.
     *
     * @throws NotAllowedException where it may not be asked for
     */
    public void check(String model) {
        if (!models.has(model)) {
            throw NotAllowedException.model(model, this);
        }
    }

    /** {@return what both allow; the tenant is this one's, or else the other's} */
    public Permissions and(Permissions other) {
        Set<Wish> both = EnumSet.noneOf(Wish.class);
        both.addAll(wishes);
        both.retainAll(other.wishes);
        return new Permissions(tenant == null ? other.tenant : tenant, models.and(other.models), demands, both)
                .demanding(other.demands);
    }

    /** {@return the same with further demands} */
    public Permissions demanding(List<Demand> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<Demand> all = new ArrayList<>(demands);
        all.addAll(more);
        return new Permissions(tenant, models, all, wishes);
    }
}
