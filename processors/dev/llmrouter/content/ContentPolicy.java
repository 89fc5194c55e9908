package dev.llmrouter.content;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.ModelName;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import java.util.List;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** The first case whose conditions hold, by what is asked, by whom and when. */
public final class ContentPolicy implements Policy {

    /** Its cases. */
    @Doc("the first case whose conditions hold answers")
    public record Options(
            @Doc(value = "the cases, in their order", required = true) @Range(min = 1) List<Rule> when,
            @Doc(value = "who answers where no case holds: a model, a target, or PROVIDER/MODEL", required = true)
                    @ModelName
                    String otherwise,
            @Doc("whether otherwise steps in where the targets of a case fail or can't; default false, since a case may"
                            + " say who must answer")
                    Boolean fallback) {

        /** Keeps its own list. */
        public Options(List<Rule> when, String otherwise, @Nullable Boolean fallback) {
            this.when = List.copyOf(when);
            this.otherwise = otherwise;
            this.fallback = fallback != null && fallback;
        }
    }

    /** Finds it under {@code content}. */
    public static final class Factory implements PolicyFactory<Options> {

        @Override
        public Class<Options> options() {
            return Options.class;
        }

        @Override
        public @Nullable Policy create(Options options, PolicyParts parts) {
            Cases cases = new Cases(parts);
            for (Rule rule : options.when()) {
                cases.add(rule);
            }
            Branches branches = cases.otherwise(options.otherwise(), options.fallback());
            return branches.isOn() ? new ContentPolicy(parts.camel(), branches) : null;
        }
    }

    private final CamelContext camel;
    private final Branches branches;

    ContentPolicy(CamelContext camel, Branches branches) {
        this.camel = camel;
        this.branches = branches;
    }

    @Override
    public List<Target> rank(Selection selection) {
        return branches.rank(Scratch.of(camel, selection), selection);
    }
}
