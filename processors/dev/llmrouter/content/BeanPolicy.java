package dev.llmrouter.content;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.ModelName;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.jspecify.annotations.Nullable;

/** The order that a bean of the application wants; the configured one where the bean fails. */
public final class BeanPolicy implements Policy {

    /** The bean, and what it ranks. */
    @Doc("asks a bean of the registry for the order")
    public record Options(
            @Doc(
                            value =
                                    "the name of the bean in the registry: a Ranker, or any bean with a method that takes the Call, the names of the members, or both, and returns names",
                            required = true)
                    String bean,
            @Doc("its method; default the one that fits") @Nullable String method,
            @Doc(value = "the members: names of models, of targets, or PROVIDER/MODEL", required = true)
                    @Range(min = 1)
                    @ModelName
                    List<String> of,
            @Doc("whether members that the bean does not name are left out; default false: they follow behind")
                    Boolean only) {

        /** Keeps its own list. */
        public Options(String bean, @Nullable String method, List<String> of, @Nullable Boolean only) {
            this.bean = bean;
            this.method = method;
            this.of = List.copyOf(of);
            this.only = only != null && only;
        }
    }

    /** Finds it under {@code bean}. */
    public static final class Factory implements PolicyFactory<Options> {

        @Override
        public Class<Options> options() {
            return Options.class;
        }

        @Override
        public @Nullable Policy create(Options options, PolicyParts parts) {
            List<Member> members = parts.members(options.of());
            BeanCall bean;
            try {
                bean = BeanCall.of(parts.camel(), options.bean(), options.method());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("bean " + e.getMessage(), e);
            }
            return members.isEmpty() ? null : new BeanPolicy(parts, bean, new Order(members, options.only()));
        }
    }

    private final CamelContext camel;
    private final BeanCall bean;
    private final Order order;
    private final Complaints complaints;

    private BeanPolicy(PolicyParts parts, BeanCall bean, Order order) {
        this.camel = parts.camel();
        this.bean = bean;
        this.order = order;
        this.complaints = new Complaints("model " + parts.model() + ": bean", "the configured order holds");
    }

    @Override
    public List<Target> rank(Selection selection) {
        Object answer;
        try {
            Exchange exchange =
                    Scratch.of(camel, selection.call(), order.names()).text();
            answer = bean.ask(selection.call(), order.names(), exchange);
        } catch (Exception | StackOverflowError e) {
            complaints.of(e);
            selection.because("bean failed: " + Complaints.nameOf(e));
            return order.asConfigured(selection);
        }
        selection.because("the order of the bean");
        return order.by(answer, selection);
    }
}
