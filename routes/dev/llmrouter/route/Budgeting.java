package dev.llmrouter.route;

import dev.llmrouter.budget.Budget;
import dev.llmrouter.budget.Budgets;
import dev.llmrouter.budget.CheckBudgets;
import dev.llmrouter.budget.Holder;
import dev.llmrouter.budget.ReserveBudget;
import dev.llmrouter.call.Account;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Identity;
import dev.llmrouter.config.BudgetEntry;
import dev.llmrouter.config.KeyEntry;
import dev.llmrouter.config.LimitEntry;
import dev.llmrouter.config.RouterConfig;
import dev.llmrouter.config.TenantEntry;
import dev.llmrouter.ledger.BudgetSpend;
import dev.llmrouter.ledger.OpenLedger;
import dev.llmrouter.tenant.Gate;
import dev.llmrouter.wire.Json;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Binds what keeps calls within their budgets; nothing where there is none. */
final class Budgeting {

    private static final Logger LOG = LoggerFactory.getLogger(Budgeting.class);

    private Budgeting() {}

    /** {@return whether somebody may only spend so much} */
    static boolean isWanted(RouterConfig config) {
        return Stream.concat(
                        config.organizations().values().stream().map(organization -> organization.limits()),
                        config.tenants().values().stream().flatMap(Budgeting::limits))
                .anyMatch(limits -> !limits.budgets().isEmpty());
    }

    private static Stream<LimitEntry> limits(TenantEntry tenant) {
        return Stream.concat(
                Stream.of(tenant.limits(), tenant.perUser()),
                tenant.keys().stream().map(key -> key.terms().all()));
    }

    /**
     * Binds the steps, which do nothing where nobody has a budget.
     *
     * @param accounting whose database all replicas share
     */
    static void bind(CamelContext camel, RouterConfig config, Accounting accounting, Gate gate, Clock clock)
            throws Exception {
        boolean isWanted = isWanted(config);
        DataSource database = accounting.database();
        OpenLedger ledger = accounting.ledger();
        if (database == null || ledger == null) {
            if (isWanted) {
                throw new IllegalArgumentException(
                        "there are budgets, and no database to keep them in; the log says why");
            }
            bind(camel, exchange -> {}, exchange -> {});
            return;
        }
        if (isWanted) {
            accounting.awaitDatabase();
        }
        Budgets budgets = new Budgets(
                configured(config, gate),
                database,
                new Holder(ledger.replica(), ledger.since()),
                new BudgetSpend(),
                ledger::isReplayed,
                clock,
                alerts(camel, config.alerts()));
        camel.getRegistry().bind("budgets", budgets);
        Predicate<Exchange> mayHaveSome = exchange ->
                isWanted || hasMadeBudgets(gate, Call.of(exchange).access().identity());
        bind(
                camel,
                where(mayHaveSome, new CheckBudgets(budgets, clock)),
                where(mayHaveSome, new ReserveBudget(budgets)));
        ScheduledExecutorService timer =
                camel.getExecutorServiceManager().newSingleThreadScheduledExecutor(budgets, "llm-router-budgets");
        var unused = timer.scheduleWithFixedDelay(() -> quietly(budgets::flush), 1, 1, TimeUnit.SECONDS);
        var unusedToo = timer.scheduleWithFixedDelay(() -> quietly(budgets::tellGone), 1, 1, TimeUnit.MINUTES);
        accounting.beforeEnd(() -> quietly(budgets::close));
    }

    private static void bind(CamelContext camel, Processor check, Processor reserve) {
        camel.getRegistry().bind("checkBudgets", Processor.class, check);
        camel.getRegistry().bind("reserveBudget", Processor.class, reserve);
    }

    private static Processor where(Predicate<Exchange> holds, Processor step) {
        return exchange -> {
            if (holds.test(exchange)) {
                step.process(exchange);
            }
        };
    }

    /** Where nothing is configured, keys that are made while the router runs may still have budgets. */
    private static boolean hasMadeBudgets(Gate gate, @Nullable Identity identity) {
        String key = identity == null ? null : identity.key();
        return key != null && !MadeTerms.limits(gate, key).budgets().isEmpty();
    }

    /** A timer that throws never runs again. */
    private static void quietly(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.error("budgets could not be brought up to date", e);
        }
    }

    /** Endpoints are told beside the log; one that does not answer keeps nobody waiting. */
    private static Consumer<Budgets.Warning> alerts(CamelContext camel, List<String> endpoints) {
        ProducerTemplate told = camel.createProducerTemplate();
        return warning -> {
            LOG.warn(
                    "budget {}: {} of {} US dollars are spent",
                    warning.budget().id(),
                    dollars(warning.spentNanoUsd()),
                    dollars(warning.budget().nanoUsd()));
            for (String endpoint : endpoints) {
                // sent and not asked: a queue would be waited for to answer
                var unused = told.asyncSend(endpoint, exchange -> {
                            exchange.getMessage().setBody(json(warning));
                            exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/json");
                        })
                        .whenComplete((sent, failed) -> {
                            Throwable why = failed != null || sent == null ? failed : sent.getException();
                            if (why != null) {
                                LOG.warn("an alert could not be told", why);
                            }
                        });
            }
        };
    }

    private static String json(Budgets.Warning warning) {
        return Json.MAPPER
                .createObjectNode()
                .put("type", warning.isSpent() ? "budget_spent" : "budget_warning")
                .put("account", warning.budget().account().toString())
                .put("budget", warning.budget().id())
                .put("window_start", warning.begin().toString())
                .put("spent_usd", warning.spentNanoUsd() / Budget.NANOS)
                .put("budget_usd", warning.budget().nanoUsd() / Budget.NANOS)
                .toString();
    }

    private static String dollars(long nanos) {
        return String.format(java.util.Locale.ROOT, "%.2f", nanos / Budget.NANOS);
    }

    private static Function<Account, List<Budget>> configured(RouterConfig config, Gate gate) {
        Map<Account, List<Budget>> fixed = new HashMap<>();
        config.organizations()
                .forEach((name, organization) ->
                        put(fixed, new Account(Account.Kind.ORGANIZATION, name), organization.limits()));
        config.tenants().forEach((name, tenant) -> {
            put(fixed, new Account(Account.Kind.TENANT, name), tenant.limits());
            for (int i = 0; i < tenant.keys().size(); i++) {
                KeyEntry key = tenant.keys().get(i);
                put(
                        fixed,
                        new Account(Account.Kind.KEY, tenant.keyName(name, i)),
                        key.terms().all());
            }
        });
        return account -> {
            List<Budget> known = fixed.get(account);
            if (known != null) {
                return known;
            }
            return switch (account.kind()) {
                case USER -> ofUser(config, account);
                case KEY -> budgets(account, MadeTerms.limits(gate, account.name()));
                default -> List.of();
            };
        };
    }

    private static void put(Map<Account, List<Budget>> all, Account account, LimitEntry limits) {
        List<Budget> budgets = budgets(account, limits);
        if (!budgets.isEmpty()) {
            all.put(account, budgets);
        }
    }

    private static List<Budget> ofUser(RouterConfig config, Account account) {
        String tenant = account.name().substring(0, account.name().indexOf('/'));
        TenantEntry entry = config.tenants().get(tenant);
        return entry == null ? List.of() : budgets(account, entry.perUser());
    }

    private static List<Budget> budgets(Account account, LimitEntry limits) {
        return limits.budgets().isEmpty()
                ? List.of()
                : limits.budgets().stream().map(entry -> budget(account, entry)).toList();
    }

    private static Budget budget(Account account, BudgetEntry entry) {
        return new Budget(
                account,
                Math.round(entry.usd() * Budget.NANOS),
                entry.per(),
                entry.hard(),
                entry.warnAt(),
                entry.then());
    }
}
