package dev.llmrouter.config;

import dev.llmrouter.catalog.Doc;
import dev.llmrouter.catalog.Secret;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where what has to outlive the router is kept, as configured. */
@Doc("where ledger, budgets and keys are kept, and what replicas share")
public record StoreEntry(
        @Doc("the database, such as jdbc:postgresql://db/llm; default H2 in the folder LLM_ROUTER_DATA") @Nullable
                String url,
        @Doc("the user of the database") @Nullable String user,
        @Doc("the password; only by reference, as in {{env:DB_PASSWORD}}") @Nullable Secret password,
        @Doc("for how long attempts are kept one by one; default 400d") Duration keep,
        @Doc("a Redis that limits are shared over, such as redis://cache:6379; default each replica has its own")
                @Nullable
                String redis,
        @Doc("what the keys in that Redis begin with, so that several routers may share it that have nothing to do with"
                        + " each other; default llm-router:")
                String redisPrefix,
        @Doc("whether attempts are booked where no tenant is configured; default false") Boolean always) {

    private static final Duration KEEP = Duration.ofDays(400);
    private static final String REDIS_PREFIX = "llm-router:";
    private static final Pattern PREFIX = Pattern.compile("[A-Za-z0-9._:/{}-]{1,100}");

    /** Everything at its default. */
    public static final StoreEntry DEFAULT = new StoreEntry(null, null, null, null, null, null, null);

    /** What is absent takes its default. */
    public StoreEntry(
            @Nullable String url,
            @Nullable String user,
            @Nullable Secret password,
            @Nullable Duration keep,
            @Nullable String redis,
            @Nullable String redisPrefix,
            @Nullable Boolean always) {
        this.url = url;
        this.user = user;
        this.password = password;
        this.keep = keep == null ? KEEP : keep;
        this.redis = redis;
        this.redisPrefix = redisPrefix == null ? REDIS_PREFIX : redisPrefix;
        this.always = Boolean.TRUE.equals(always);
        if (!PREFIX.matcher(this.redisPrefix).matches()) {
            throw new IllegalArgumentException(
                    "redisPrefix has to be up to 100 letters, digits and . _ : / { } -, such as llm-eu:");
        }
    }

    /** Addresses of databases may hold passwords. */
    @Override
    public String toString() {
        return "StoreEntry[keep=" + keep + "]";
    }
}
