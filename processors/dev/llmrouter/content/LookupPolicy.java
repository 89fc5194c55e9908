package dev.llmrouter.content;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Range;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.policy.ModelName;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyFactory;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.provider.Jars;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.Expression;
import org.jspecify.annotations.Nullable;

/**
 * The first case that holds of what a Camel endpoint knows: a database, a web service, a route, a bean. It is asked
 * within a time limit, also for a call that is only rehearsed, and what it says is kept for a while; trouble is no
 * error, and means that {@code otherwise} answers.
 */
public final class LookupPolicy implements Policy {

    /** Whom it asks, and its cases. */
    @Doc("asks a Camel endpoint; the first case that holds of what it found answers")
    public record Options(
            @Doc(
                            value =
                                    "the endpoint: sql:... with values as :#${variable.call.user}, http://.../${variable.call.user}, direct:..., bean:...",
                            required = true)
                    String from,
            @Doc("how long a call waits for it; default 100ms") Duration timeout,
            @Doc("how long what was found is kept; default 1m, 0s for not at all") Duration cache,
            @Doc("what the answer depends on, in Simple; default what ${...} there is in from, and without any it is"
                            + " not kept")
                    @Nullable
                    String key,
            @Doc(value = "the cases, in their order", required = true) @Range(min = 1) List<LookupRule> when,
            @Doc(value = "who answers where no case holds, and in trouble", required = true) @ModelName
                    String otherwise,
            @Doc("whether otherwise steps in where the targets of a case fail or can't; default false")
                    Boolean fallback) {

        /** What is absent takes its default. */
        public Options(
                String from,
                @Nullable Duration timeout,
                @Nullable Duration cache,
                @Nullable String key,
                List<LookupRule> when,
                String otherwise,
                @Nullable Boolean fallback) {
            this.from = from;
            this.timeout = timeout == null ? Duration.ofMillis(100) : timeout;
            this.cache = cache == null ? Duration.ofMinutes(1) : cache;
            this.key = key;
            this.when = List.copyOf(when);
            this.otherwise = otherwise;
            this.fallback = fallback != null && fallback;
            if (this.timeout.isZero()) {
                throw new IllegalArgumentException("timeout must be more than nothing");
            }
        }

        private @Nullable String keptBy() {
            String by = key == null ? from : key;
            return cache.isZero() || !by.contains("${") ? null : by;
        }
    }

    /** Finds it under {@code lookup}. */
    public static final class Factory implements PolicyFactory<Options> {

        @Override
        public Class<Options> options() {
            return Options.class;
        }

        @Override
        public @Nullable Policy create(Options options, PolicyParts parts) {
            Cases cases = new Cases(parts);
            options.when().forEach(cases::add);
            Branches branches = cases.otherwise(options.otherwise(), options.fallback());
            return branches.isOn() ? new LookupPolicy(options, parts, branches) : null;
        }
    }

    /**
     * What came of asking.
     *
     * @param trouble the name of what went wrong; null where nothing did
     */
    record Answer(@Nullable Object found, @Nullable String trouble) {

        static Answer trouble(String name) {
            return new Answer(null, name);
        }

        boolean isFound() {
            return found != null;
        }
    }

    private final CamelContext camel;
    private final Branches branches;
    private final Source source;
    private final Threads threads;
    private final Duration timeout;
    private final @Nullable Expression key;
    private final @Nullable Answers answers;
    private final Complaints complaints;

    private LookupPolicy(Options options, PolicyParts parts, Branches branches) {
        this.camel = parts.camel();
        this.branches = branches;
        this.timeout = options.timeout();
        this.complaints = new Complaints("model " + parts.model() + ": from", "otherwise answers");
        this.source = named("from", () -> Source.of(camel, options.from()));
        String by = options.keptBy();
        this.key =
                by == null ? null : named(options.key() == null ? "from" : "key", () -> Source.expression(camel, by));
        this.threads = Threads.of(camel, "llm-lookup-" + parts.model());
        this.answers = by == null ? null : kept(threads, options);
    }

    private static Answers kept(Threads threads, Options options) {
        Jars.missing("com.github.benmanes.caffeine.cache.AsyncCache", "com.github.ben-manes.caffeine:caffeine")
                .ifPresent(why -> {
                    throw new IllegalArgumentException("cache can't be used: " + why + "; cache: 0s does without");
                });
        return new Answers(threads, options.cache(), options.timeout());
    }

    /** Made here and not where the file is read, so the message has to begin with the name of the option. */
    private static <T> T named(String option, java.util.function.Supplier<T> make) {
        try {
            return make.get();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(option + " " + e.getMessage(), e);
        }
    }

    @Override
    public List<Target> rank(Selection selection) {
        Answer answer = answer(selection.call());
        if (answer.trouble() != null) {
            selection.because("from failed: " + answer.trouble());
            return branches.otherwise().rank(selection);
        }
        return branches.rank(Scratch.of(camel, selection.call(), answer.found()), selection);
    }

    private Answer answer(Call call) {
        try {
            if (answers == null || key == null) {
                return threads.within(timeout, () -> ask(call));
            }
            String by = key.evaluate(Scratch.of(camel, call).text(), String.class);
            return answers.of(Objects.requireNonNullElse(by, ""), () -> ask(call));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.trouble("InterruptedException");
        } catch (Exception e) {
            complaints.of(e);
            return Answer.trouble(Complaints.nameOf(e));
        }
    }

    private Answer ask(Call call) {
        try {
            return new Answer(source.ask(call), null);
        } catch (Exception e) {
            complaints.of(e);
            return Answer.trouble(Complaints.nameOf(e));
        }
    }
}
