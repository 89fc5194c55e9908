package dev.llmrouter.limit;

import dev.llmrouter.call.Account;
import dev.llmrouter.call.MinuteRate;
import dev.llmrouter.call.NamePatterns;
import dev.llmrouter.limit.Scarcity.Kind;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one account may still ask, of all models or of some. Thread-safe. */
final class Allotment {

    private final Account account;
    private final NamePatterns models;
    private final @Nullable MinuteRate requests;
    private final @Nullable MinuteRate tokens;
    private final @Nullable Seats seats;

    Allotment(Account account, Limit limit, Supplies supplies) {
        this.account = account;
        this.models = limit.models();
        String name = limit.name(account);
        this.requests = rate(name + ":requests", limit.requestsPerMinute(), supplies);
        this.tokens = rate(name + ":tokens", limit.tokensPerMinute(), supplies);
        Integer most = limit.concurrentRequests();
        this.seats = most == null ? null : supplies.seats(name + ":concurrent", most);
    }

    private static @Nullable MinuteRate rate(String name, @Nullable Integer most, Supplies supplies) {
        return most == null ? null : supplies.rate(name, most);
    }

    /** {@return whether it counts a call, of which {@code asked} tells whether it asks for one of those names} */
    boolean counts(Predicate<NamePatterns> asked) {
        return models == NamePatterns.ALL || asked.test(models);
    }

    @Nullable
    MinuteRate requests() {
        return requests;
    }

    @Nullable
    MinuteRate tokens() {
        return tokens;
    }

    /** Takes a call that is expected to use so many tokens, all of it or nothing, and {@return why not; null where it did} */
    @Nullable
    Scarcity take(long wanted) {
        if (seats != null && !seats.take()) {
            return new Scarcity(account, models, Kind.CONCURRENT, seats.most(), 0);
        }
        if (requests != null && !requests.take(1)) {
            giveSeatBack();
            return new Scarcity(account, models, Kind.REQUESTS, requests.most(), requests.nanosUntil(1));
        }
        if (tokens != null && !tokens.take(wanted)) {
            giveSeatBack();
            settle(requests, 1, 0);
            return new Scarcity(account, models, Kind.TOKENS, tokens.most(), tokens.nanosUntil(wanted));
        }
        return null;
    }

    /** Gives everything back that a call took which is not made after all. */
    void putBack(long taken) {
        giveSeatBack();
        settle(requests, 1, 0);
        settle(tokens, taken, 0);
    }

    /** A call that took so many tokens has ended and used so many. */
    void settle(long taken, long used) {
        giveSeatBack();
        settle(tokens, taken, used);
    }

    private void giveSeatBack() {
        if (seats != null) {
            seats.giveBack();
        }
    }

    private static void settle(@Nullable MinuteRate rate, long taken, long used) {
        if (rate != null) {
            rate.settle(taken, used);
        }
    }
}
