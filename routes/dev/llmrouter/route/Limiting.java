package dev.llmrouter.route;

import dev.llmrouter.call.Account;
import dev.llmrouter.call.MinuteRate;
import dev.llmrouter.call.NamePatterns;
import dev.llmrouter.config.KeyEntry;
import dev.llmrouter.config.LimitEntry;
import dev.llmrouter.config.ModelLimitEntry;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.StoreEntry;
import dev.llmrouter.config.TenantEntry;
import dev.llmrouter.limit.Allotments;
import dev.llmrouter.limit.Limit;
import dev.llmrouter.limit.OwnSeats;
import dev.llmrouter.limit.Seats;
import dev.llmrouter.limit.SettleLimits;
import dev.llmrouter.limit.Supplies;
import dev.llmrouter.limit.TakeLimits;
import dev.llmrouter.policy.Forecast;
import dev.llmrouter.policy.Performance;
import dev.llmrouter.provider.Jars;
import dev.llmrouter.select.Models;
import dev.llmrouter.tenant.Gate;
import dev.llmrouter.throttle.MinuteBucket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;

/** Binds what keeps callers within their limits. */
final class Limiting {

    /** What one replica counts by itself. */
    private static final Supplies OWN = new Supplies() {
        @Override
        public MinuteRate rate(String name, long most) {
            return new MinuteBucket(most, System::nanoTime);
        }

        @Override
        public Seats seats(String name, int most) {
            return new OwnSeats(most);
        }
    };

    private final Map<Account, List<Limit>> accounts = new HashMap<>();
    private final Map<String, List<Limit>> users = new HashMap<>();

    private final Function<String, LimitEntry> virtualKeys;

    private Limiting(RouterConfig config, Function<String, LimitEntry> virtualKeys) {
        this.virtualKeys = virtualKeys;
        config.organizations().forEach((name, entry) -> limit(Account.Kind.ORGANIZATION, name, entry.limits()));
        config.tenants().forEach(this::tenant);
    }

    static void bind(CamelContext camel, RouterConfig config, Performance performance, Gate gate, Models models)
            throws Exception {
        Limiting limits = new Limiting(config, key -> MadeTerms.limits(gate, key));
        if (!gate.isNeeded()) {
            bind(camel, "takeLimits", exchange -> {});
            bind(camel, "settleLimits", exchange -> {});
            return;
        }
        require("tenants", "io.github.bucket4j.Bucket", "com.bucket4j:bucket4j_jdk17-core");
        require("tenants", "com.github.benmanes.caffeine.cache.Cache", "com.github.ben-manes.caffeine:caffeine");
        Allotments allotments = new Allotments(limits::of, supplies(camel, config.store()));
        bind(
                camel,
                "takeLimits",
                new TakeLimits(allotments, call -> Forecast.tokens(call, performance), models::nameOf));
        bind(camel, "settleLimits", new SettleLimits());
    }

    private static Supplies supplies(CamelContext camel, StoreEntry store) throws Exception {
        String redis = store.redis();
        if (redis == null) {
            return OWN;
        }
        require("store.redis", "io.lettuce.core.RedisClient", "io.lettuce:lettuce-core");
        require(
                "store.redis",
                "io.github.bucket4j.redis.lettuce.Bucket4jLettuce",
                "com.bucket4j:bucket4j_jdk17-lettuce");
        return SharedLimits.of(camel, redis, store.redisPrefix(), OWN);
    }

    private static void require(String where, String type, String coordinates) {
        Jars.missing(type, coordinates).ifPresent(why -> {
            throw new IllegalArgumentException(where + ": for limits " + why);
        });
    }

    private void tenant(String name, TenantEntry entry) {
        limit(Account.Kind.TENANT, name, entry.limits());
        List<Limit> each = limits(entry.perUser());
        if (!each.isEmpty()) {
            users.put(name, each);
        }
        List<KeyEntry> keys = entry.keys();
        for (int i = 0; i < keys.size(); i++) {
            limit(Account.Kind.KEY, entry.keyName(name, i), keys.get(i).terms().all());
        }
    }

    private void limit(Account.Kind kind, String name, LimitEntry entry) {
        List<Limit> limits = limits(entry);
        if (!limits.isEmpty()) {
            accounts.put(new Account(kind, name), limits);
        }
    }

    /** Those of some models first: most are refused by theirs. */
    private static List<Limit> limits(LimitEntry entry) {
        Limit all = new Limit(
                NamePatterns.ALL, entry.requestsPerMinute(), entry.tokensPerMinute(), entry.concurrentRequests());
        return Stream.concat(entry.modelLimits().stream().map(Limiting::limit), Stream.of(all))
                .filter(limit -> !limit.isNone())
                .toList();
    }

    private static Limit limit(ModelLimitEntry entry) {
        return new Limit(
                NamePatterns.of(entry.models()),
                entry.requestsPerMinute(),
                entry.tokensPerMinute(),
                entry.concurrentRequests());
    }

    private List<Limit> of(Account account) {
        List<Limit> configured = accounts.getOrDefault(account, List.of());
        return switch (account.kind()) {
            case USER -> users.isEmpty() ? List.of() : ofUser(account.name());
            case KEY -> configured.isEmpty() ? limits(virtualKeys.apply(account.name())) : configured;
            default -> configured;
        };
    }

    private List<Limit> ofUser(String name) {
        for (int slash = name.indexOf('/'); slash > 0; slash = name.indexOf('/', slash + 1)) {
            List<Limit> each = users.get(name.substring(0, slash));
            if (each != null) {
                return each;
            }
        }
        return List.of();
    }

    private static void bind(CamelContext camel, String name, Processor processor) {
        camel.getRegistry().bind(name, Processor.class, processor);
    }
}
