package dev.llmrouter.route;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.catalog.Retention;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.config.ProviderEntry;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.llm.JsonSchemas;
import dev.llmrouter.policy.Forecast;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.provider.ProviderModel;
import dev.llmrouter.select.HasWishes;
import dev.llmrouter.select.LeaveOutTooSmall;
import dev.llmrouter.select.Models;
import dev.llmrouter.select.NeededCapabilities;
import dev.llmrouter.select.OutputLimit;
import dev.llmrouter.select.RankFallback;
import dev.llmrouter.select.SelectTargets;
import dev.llmrouter.wish.MemberPolicies;
import dev.llmrouter.wish.OrderByWishes;
import dev.llmrouter.wish.Prospects;
import dev.llmrouter.wish.Slugs;
import dev.llmrouter.wish.Terms;
import dev.llmrouter.wish.WishedPrice;
import dev.llmrouter.wish.WishedProviders;
import dev.llmrouter.wish.WishedTerms;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.apache.camel.Predicate;
import org.apache.camel.Processor;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;

/** Binds what the route {@code select} is made of. */
final class Selecting {

    private Selecting() {}

    static void bind(
            CamelContext camel,
            RouterConfig config,
            Models models,
            Fleet fleet,
            Offers offers,
            List<Requirement> requirements) {
        Slugs slugs = slugs(config);
        MemberPolicies policies = new MemberPolicies(
                camel, name -> Policies.factory(camel, name), offers::targetsOf, fleet.performance());
        SelectTargets byPolicy = new SelectTargets(models, fleet::standing, requirements);
        SelectTargets asWished = byPolicy.asWished(
                new OrderByWishes(slugs, new Learned(fleet.performance()), policies),
                call -> call.access().permissions().wishes());
        Registry registry = camel.getRegistry();
        registry.bind("hasWishes", Predicate.class, new HasWishes());
        registry.bind("rankByPolicy", Processor.class, byPolicy);
        registry.bind("rankAsWished", Processor.class, asWished);
        registry.bind("rankFallback", Processor.class, new RankFallback(models, requirements));
        registry.bind("leaveOutTooSmall", Processor.class, new LeaveOutTooSmall());
    }

    /** What binds most comes first and what passes last, since of each target the first lack is told. */
    static List<Requirement> requirements(
            CamelContext camel, RouterConfig config, List<Requirement> governance, Requirement inService) {
        Registry models = camel.getRegistry();
        List<Requirement> all = new ArrayList<>(governance);
        all.addAll(List.of(
                new NeededCapabilities(target -> areSchemasPutOtherwise(target, models.lookupByName(target.name()))),
                new OutputLimit(),
                new WishedProviders(slugs(config)),
                new WishedPrice(),
                new WishedTerms(new KnownTerms()),
                inService));
        return all;
    }

    private static boolean areSchemasPutOtherwise(Target target, @Nullable Object model) {
        return JsonSchemas.areToldInWords(model)
                || (model instanceof ProviderModel asked
                        && asked.asksSchemasByTool()
                        && target.facts().can(Capability.TOOLS));
    }

    private static Slugs slugs(RouterConfig config) {
        return new Slugs(name -> type(config, name));
    }

    /** What the router has learned of its targets. */
    private record Learned(Performance performance) implements Prospects {

        @Override
        public double throughput(Call call, Target target) {
            return performance.of(target).tokensPerSecond(call.request());
        }

        @Override
        public double latency(Call call, Target target) {
            return performance.of(target).nanosToAnswer(call.request()) / 1e9;
        }

        @Override
        public double seconds(Call call, Target target) {
            return latency(call, target);
        }

        @Override
        public double cost(Call call, Target target) {
            return Forecast.usd(call, performance.of(target));
        }
    }

    /** The terms of targets as configured; what is not known is not good enough. */
    private static final class KnownTerms implements Terms {

        @Override
        public boolean collectsNothing(Target target) {
            return retainsNothing(target) && Boolean.FALSE.equals(target.terms().training());
        }

        @Override
        public boolean retainsNothing(Target target) {
            return Objects.equals(target.terms().dataRetention(), Retention.NONE);
        }

        @Override
        public @Nullable String quantization(Target target) {
            String known = target.terms().quantization();
            return known == null ? null : known.toLowerCase(Locale.ROOT);
        }
    }

    private static String type(RouterConfig config, String provider) {
        ProviderEntry entry = config.providers().get(provider);
        return entry == null ? provider : entry.type();
    }
}
