package dev.llmrouter.route;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.llmrouter.aside.Toll;
import dev.llmrouter.call.Purpose;
import dev.llmrouter.call.SideBooks;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.ShadowTerms;
import dev.llmrouter.experiment.Allowance;
import dev.llmrouter.experiment.BeginShadow;
import dev.llmrouter.experiment.CommandExperiment;
import dev.llmrouter.experiment.CompareShadow;
import dev.llmrouter.experiment.EndShadow;
import dev.llmrouter.experiment.Experiments;
import dev.llmrouter.experiment.HearReply;
import dev.llmrouter.experiment.MissShadow;
import dev.llmrouter.experiment.OpenShadow;
import dev.llmrouter.experiment.RecentCalls;
import dev.llmrouter.experiment.RecordArm;
import dev.llmrouter.experiment.SetShares;
import dev.llmrouter.experiment.Shadow;
import dev.llmrouter.experiment.ShadowFigures;
import dev.llmrouter.experiment.Shadows;
import dev.llmrouter.experiment.Similarity;
import dev.llmrouter.experiment.TakeFeedback;
import dev.llmrouter.experiment.TellExperiments;
import dev.llmrouter.experiment.TellShadows;
import dev.llmrouter.llm.InProcess;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.tenant.Holder;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Expression;
import org.apache.camel.Processor;
import org.apache.camel.support.LifecycleStrategySupport;
import org.jspecify.annotations.Nullable;

/** Binds the steps of experiments and shadows, of which routes speak by name. */
final class Experimenting {

    private static final InstantSource CLOCK = InstantSource.system();

    private Experimenting() {}

    /**
     * What the spine needs.
     *
     * @param targets are asked for those that measure similarity
     * @param requirements what must hold of those, too
     */
    static void bind(
            CamelContext camel,
            RouterConfig config,
            Targets targets,
            MeterRegistry meters,
            List<Requirement> requirements) {
        Experiments experiments = Experiments.of(camel);
        RecentCalls recent = new RecentCalls(CLOCK);
        Shadows shadows = new Shadows(shadows(camel, config, targets, meters, requirements));
        camel.getRegistry().bind("shadowed", Expression.class, shadows);
        camel.getRegistry()
                .bind(
                        "shadowThreads",
                        ExecutorService.class,
                        camel.getExecutorServiceManager().newCachedThreadPool(shadows, "llm-shadow"));
        camel.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStopping(CamelContext stopping) {
                shadows.stop();
            }
        });
        Map.<String, Processor>of(
                        "recordArm", new RecordArm(experiments, recent, meters),
                        "hearReply", new HearReply(shadows),
                        "beginShadow", new BeginShadow(shadows),
                        "openShadow", new OpenShadow(shadows),
                        "compareShadow", new CompareShadow(),
                        "missShadow", new MissShadow(),
                        "endShadow", new EndShadow(shadows),
                        "takeFeedback", new TakeFeedback(recent, Experimenting::tenant),
                        "tellShadows", new TellShadows(shadows))
                .forEach((name, step) -> bind(camel, name, step));
        bind(camel, "tellExperiments", new TellExperiments(experiments));
        bind(camel, "setShares", new SetShares(experiments));
        bind(camel, "commandExperiment", new CommandExperiment(experiments));
    }

    /** Of who asks; null where nobody has to say who it is. */
    private static @Nullable String tenant(Exchange exchange) {
        Holder holder = Holder.of(exchange);
        return holder == null ? null : holder.identity().tenant();
    }

    private static void bind(CamelContext camel, String name, Processor step) {
        camel.getRegistry().bind(name, Processor.class, step);
    }

    private static List<Shadow> shadows(
            CamelContext camel,
            RouterConfig config,
            Targets targets,
            MeterRegistry meters,
            List<Requirement> requirements) {
        List<Shadow> shadows = new ArrayList<>();
        config.models().forEach((model, entry) -> {
            ShadowTerms terms = entry.terms().shadow();
            if (terms != null) {
                shadows.add(new Shadow(
                        model,
                        terms.use(),
                        terms.percent(),
                        new Allowance(terms.budget(), unit(terms.per()), CLOCK),
                        new Semaphore(terms.concurrentRequests()),
                        entry.terms().require() == null
                                ? List.of()
                                : List.of(entry.terms().require()),
                        similarity(camel, model, terms.similarity(), targets, requirements),
                        new ShadowFigures(meters, model, terms.use())));
            }
        });
        return shadows;
    }

    private static ChronoUnit unit(ShadowTerms.Per per) {
        return switch (per) {
            case HOUR -> ChronoUnit.HOURS;
            case DAY -> ChronoUnit.DAYS;
            case MONTH -> ChronoUnit.MONTHS;
        };
    }

    /** None where its provider is off. */
    private static @Nullable Similarity similarity(
            CamelContext camel, String model, @Nullable String name, Targets targets, List<Requirement> requirements) {
        Target target = name == null ? null : targets.onDemand(name).orElse(null);
        if (name == null || target == null) {
            return null;
        }
        EmbeddingModel found = camel.getRegistry().lookupByNameAndType(name, EmbeddingModel.class);
        if (found == null) {
            throw new IllegalArgumentException(
                    "models." + model + ".shadow.similarity: " + name + " makes no embeddings");
        }
        return new Similarity(
                found,
                call -> Requirement.mayBeAskedAside(call, target, requirements),
                found instanceof InProcess ? Toll.FREE : SideBooks.of(camel).toll(null, target, Purpose.SIMILARITY));
    }
}
