package dev.llmrouter.route;

import dev.llmrouter.call.Wish;
import dev.llmrouter.config.ProviderEntry;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.policy.Lack;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.select.Models;
import dev.llmrouter.select.SelectTargets;
import dev.llmrouter.wish.MemberPolicies;
import dev.llmrouter.wish.OrderByWishes;
import dev.llmrouter.wish.Prospects;
import dev.llmrouter.wish.Slugs;
import dev.llmrouter.wish.Terms;
import dev.llmrouter.wish.WishedPrice;
import dev.llmrouter.wish.WishedProviders;
import dev.llmrouter.wish.WishedTerms;
import java.util.List;
import org.apache.camel.CamelContext;

/** Puts together how targets are selected when callers have wishes. */
final class WishedSelection {

    private WishedSelection() {}

    static SelectTargets of(CamelContext camel, RouterConfig config, Models models, Targets targets, Offers offers) {
        Slugs slugs = new Slugs(name -> type(config, name));
        MemberPolicies policies = new MemberPolicies(camel, name -> Policies.factory(camel, name), offers::targetsOf);
        return new SelectTargets(
                models,
                targets::isOpen,
                all(requirements(slugs, Terms.UNKNOWN)),
                new OrderByWishes(slugs, Prospects.OF_PRICES, policies),
                call -> Wish.ALL);
    }

    static List<Requirement> requirements(Slugs slugs, Terms terms) {
        return List.of(new WishedProviders(slugs), new WishedPrice(), new WishedTerms(terms));
    }

    private static Requirement all(List<Requirement> requirements) {
        return (call, target) -> {
            for (Requirement requirement : requirements) {
                Lack lack = requirement.lack(call, target);
                if (lack != null) {
                    return lack;
                }
            }
            return null;
        };
    }

    private static String type(RouterConfig config, String provider) {
        ProviderEntry entry = config.providers().get(provider);
        return entry == null ? provider : entry.type();
    }
}
