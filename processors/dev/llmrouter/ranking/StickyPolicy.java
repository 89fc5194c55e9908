package dev.llmrouter.ranking;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.ModelName;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.policy.Unit;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The same member for the same unit, such as a session, so that what its provider has cached of the prompt is found again;
 * each has a share of the units by its weight. Where the member can't answer, the unit's next one does, always the same
 * one, and only until then. A member that comes or goes moves no other units than those of its own share. A call without a
 * unit is drawn by lot.
 */
public final class StickyPolicy implements Policy {

    /** The options of {@code sticky}. */
    @Doc("what it chooses from, and what stays with one member")
    public record Options(
            @Doc(value = "the members: names of models, of targets, or PROVIDER/MODEL", required = true)
                    @Range(min = 1)
                    @ModelName
                    List<String> of,
            @Doc(
                            value =
                                    "what stays with one member: session (header x-session-id, prompt_cache_key, metadata.session_id or else the user),"
                                            + " user, tenant (the caller's key), prefix (system prompt, tools and first message) or header:NAME",
                            required = true)
                    String by) {

        /** Keeps its own list, and checks the unit. */
        public Options {
            of = List.copyOf(of);
            unit(by);
        }
    }

    /** Finds it under {@code sticky}. */
    public static final class Factory implements PolicyFactory<Options> {

        @Override
        public Class<Options> options() {
            return Options.class;
        }

        @Override
        public @Nullable Policy create(Options options, PolicyParts parts) {
            List<Member> members = parts.members(options.of());
            return members.isEmpty() ? null : new StickyPolicy(members, unit(options.by()));
        }
    }

    /**
     * {@return what of a call stays with one member}
     *
     * @throws IllegalArgumentException where there is nothing of that name
     */
    static Unit unit(String name) {
        return name.equals("prefix")
                ? new PromptPrefix()
                : Unit.named(name)
                        .orElseThrow(
                                () -> new IllegalArgumentException(
                                        "by: expected session, user, tenant, prefix or header:NAME, such as header:x-customer"));
    }

    private final Lots lots;
    private final Unit unit;

    /** Members with their weights. Models over the same members keep a unit on the same one. */
    public StickyPolicy(List<Member> members, Unit unit) {
        this.lots = Lots.of("sticky", members);
        this.unit = unit;
    }

    @Override
    public List<Target> rank(Selection selection) {
        String kept = unit.of(selection.call());
        if (kept == null) {
            selection.because("by lot, since the call has nothing that it could stay with");
        }
        double[] keys = kept == null ? lots.drawn(selection) : lots.drawn(kept);
        selection.compared("draw by weight for what stays together, the lowest first", lots.members(), keys);
        return Ranked.ascending(lots.members(), keys, selection);
    }
}
