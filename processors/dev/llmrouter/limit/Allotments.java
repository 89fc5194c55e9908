package dev.llmrouter.limit;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.llmrouter.call.Account;
import dev.llmrouter.call.Identity;
import dev.llmrouter.call.NamePatterns;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * What each account may still ask. There may be any number of accounts; one that has been idle for long is forgotten, by
 * when it may ask as much as a new one. Calls in flight hold theirs, which is therefore found again. Thread-safe.
 */
public final class Allotments {

    private static final Duration IDLE = Duration.ofMinutes(10);
    private static final int MOST = 100_000;

    private final Function<Account, List<Limit>> limits;
    private final Supplies supplies;
    private final Cache<String, Allotment> known =
            Caffeine.newBuilder().weakValues().build();
    private final Cache<Account, List<Allotment>> recent;

    /**
     * Allotments that are made at their first use.
     *
     * @param limits how much an account may ask, of all models and of some; empty for any amount
     */
    public Allotments(Function<Account, List<Limit>> limits, Supplies supplies) {
        this(limits, supplies, MOST);
    }

    Allotments(Function<Account, List<Limit>> limits, Supplies supplies, int most) {
        this.limits = limits;
        this.supplies = supplies;
        this.recent =
                // its upkeep is less than handing it to another thread is
                Caffeine.newBuilder()
                        .maximumSize(most)
                        .expireAfterAccess(IDLE)
                        .executor(Runnable::run)
                        .build();
    }

    /**
     * {@return those of whoever has limits, the smallest first, since most are refused by theirs}
     *
     * @param asked tells whether a call asks for one of some names; only where limits are of those
     */
    List<Allotment> of(Identity identity, Predicate<NamePatterns> asked) {
        List<Account> accounts = identity.accounts();
        List<Allotment> found = new ArrayList<>(accounts.size());
        for (int i = accounts.size() - 1; i >= 0; i--) {
            List<Allotment> allotments = of(accounts.get(i));
            for (int j = 0; j < allotments.size(); j++) {
                if (allotments.get(j).counts(asked)) {
                    found.add(allotments.get(j));
                }
            }
        }
        return found;
    }

    /** Accounts without limits are not kept: they would push others out, and are looked up as fast. */
    private List<Allotment> of(Account account) {
        List<Allotment> found = recent.getIfPresent(account);
        if (found != null) {
            return found;
        }
        List<Limit> own = limits.apply(account);
        return own.isEmpty() ? List.of() : recent.get(account, unknown -> find(account, own));
    }

    private List<Allotment> find(Account account, List<Limit> own) {
        return own.stream()
                .filter(limit -> !limit.isNone())
                .map(limit -> known.get(limit.name(account), unknown -> new Allotment(account, limit, supplies)))
                .toList();
    }

    /** Forgets at once whoever would be forgotten soon. */
    void tidy() {
        recent.cleanUp();
        known.cleanUp();
    }
}
