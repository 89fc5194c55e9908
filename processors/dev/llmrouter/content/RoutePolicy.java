package dev.llmrouter.content;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.ModelName;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The order that a Camel route of the application wants: its body is the names of the members, and what it ends with
 * are names. The configured order holds where the route fails or takes too long. A route that is replaced while the
 * router runs is asked from then on.
 */
public final class RoutePolicy implements Policy {

    /** The route, and what it ranks. */
    @Doc("asks a Camel route for the order")
    public record Options(
            @Doc(
                            value =
                                    "the endpoint the route begins with, such as direct:my-ranking; the body is the names of the members, and names come back in a list or with commas",
                            required = true)
                    String uri,
            @Doc("how long a call waits for it; default 200ms") Duration timeout,
            @Doc(value = "the members: names of models, of targets, or PROVIDER/MODEL", required = true)
                    @Range(min = 1)
                    @ModelName
                    List<String> of,
            @Doc("whether members that the route does not name are left out; default false: they follow behind")
                    Boolean only) {

        /** What is absent takes its default. */
        public Options(String uri, @Nullable Duration timeout, List<String> of, @Nullable Boolean only) {
            this.uri = uri;
            this.timeout = timeout == null ? Duration.ofMillis(200) : timeout;
            this.of = List.copyOf(of);
            this.only = only != null && only;
            if (this.timeout.isZero()) {
                throw new IllegalArgumentException("timeout must be more than nothing");
            }
        }
    }

    /** Finds it under {@code route}. */
    public static final class Factory implements PolicyFactory<Options> {

        @Override
        public Class<Options> options() {
            return Options.class;
        }

        @Override
        public @Nullable Policy create(Options options, PolicyParts parts) {
            List<Member> members = parts.members(options.of());
            Source route;
            try {
                route = Source.of(parts.camel(), options.uri());
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("uri " + e.getMessage(), e);
            }
            return members.isEmpty() ? null : new RoutePolicy(options, parts, route, members);
        }
    }

    private final Source route;
    private final Order order;
    private final Duration timeout;
    private final Threads threads;
    private final Complaints complaints;

    private RoutePolicy(Options options, PolicyParts parts, Source route, List<Member> members) {
        this.route = route;
        this.order = new Order(members, options.only());
        this.timeout = options.timeout();
        this.threads = Threads.of(parts.camel(), "llm-route-" + parts.model());
        this.complaints = new Complaints("model " + parts.model() + ": uri", "the configured order holds");
    }

    @Override
    public List<Target> rank(Selection selection) {
        Object answer;
        try {
            answer = ask(selection.call());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(e, selection);
        } catch (Exception e) {
            complaints.of(e);
            return failed(e, selection);
        }
        selection.because("the order of the route");
        return order.by(answer, selection);
    }

    private @Nullable Object ask(Call call) throws Exception {
        return threads.<@Nullable Object>within(timeout, () -> route.ask(call, order.names()));
    }

    private List<Target> failed(Exception e, Selection selection) {
        selection.because("the route failed: " + Complaints.nameOf(e));
        return order.asConfigured(selection);
    }
}
