package dev.llmrouter.call;

import static dev.llmrouter.wire.JsonRequest.malformed;

import dev.llmrouter.llm.LlmHeaders;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.wire.ProviderWishes;
import dev.llmrouter.wire.Wished;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the caller of one call wishes of its routing, in the body of the request and in headers. Immutable.
 *
 * @param body what the body wishes
 * @param policy the ranking policy to use; null for the model's own
 * @param target the only target to ask; null for any
 * @param deadline from the begin of the call to the whole reply, or to the first content of a stream; null for none
 */
public record Wishes(
        Wished body, @Nullable String policy, @Nullable String target, @Nullable Duration deadline, Priority priority) {

    /** {@link LlmHeaders#POLICY} over HTTP. */
    public static final String POLICY_HEADER = "x-llm-policy";

    /** {@link LlmHeaders#TARGET} over HTTP. */
    public static final String TARGET_HEADER = "x-llm-target";

    /** {@link LlmHeaders#DEADLINE_MS} over HTTP. */
    public static final String DEADLINE_HEADER = "x-llm-deadline-ms";

    /** {@link LlmHeaders#PRIORITY} over HTTP. */
    public static final String PRIORITY_HEADER = "x-llm-priority";

    /** What these headers are called on a message that comes from a Camel route. */
    static final Map<String, String> ON_MESSAGES = Map.of(
            POLICY_HEADER, LlmHeaders.POLICY,
            TARGET_HEADER, LlmHeaders.TARGET,
            DEADLINE_HEADER, LlmHeaders.DEADLINE_MS,
            PRIORITY_HEADER, LlmHeaders.PRIORITY);

    /** Of a call that wishes nothing. */
    public static final Wishes NONE = new Wishes(Wished.NOTHING, null, null, null, Priority.NORMAL);

    private static final long LONGEST_MILLIS = Duration.ofDays(1).toMillis();

    /**
     * {@return the wishes of a call}
     *
     * @throws dev.llmrouter.outcome.LlmException of class BAD_REQUEST for a header that is not understood, naming it
     */
    static Wishes of(LlmRequest request, Caller caller) {
        Wished body = request.wished();
        String policy = caller.header(POLICY_HEADER);
        String target = caller.header(TARGET_HEADER);
        String deadline = caller.header(DEADLINE_HEADER);
        String priority = caller.header(PRIORITY_HEADER);
        boolean isNone =
                body.equals(Wished.NOTHING) && policy == null && target == null && deadline == null && priority == null;
        return isNone ? NONE : new Wishes(body, policy, target, deadline(deadline), priority(priority));
    }

    /** {@return whether another model may answer where all targets of the one that was asked for have failed} */
    boolean allowsFallbacks() {
        return target == null && body.provider().allowFallbacks();
    }

    /** {@return those of the wishes that forbid something, without those that choose} */
    Wishes limits() {
        ProviderWishes limits = body.provider().limits();
        return limits.equals(ProviderWishes.NONE)
                ? NONE
                : new Wishes(new Wished(List.of(), limits), null, null, null, Priority.NORMAL);
    }

    private static @Nullable Duration deadline(@Nullable String millis) {
        if (millis == null) {
            return null;
        }
        try {
            long number = Long.parseLong(millis.strip());
            if (number > 0) {
                return Duration.ofMillis(Math.min(number, LONGEST_MILLIS));
            }
        } catch (NumberFormatException e) {
            // refused below
        }
        throw malformed(
                "Invalid '" + DEADLINE_HEADER + "': expected a whole number of milliseconds from 1 on.",
                DEADLINE_HEADER);
    }

    private static Priority priority(@Nullable String word) {
        if (word == null) {
            return Priority.NORMAL;
        }
        return switch (word.strip().toLowerCase(Locale.ROOT)) {
            case "high", "interactive" -> Priority.HIGH;
            case "normal" -> Priority.NORMAL;
            case "low", "batch" -> Priority.LOW;
            default ->
                throw malformed(
                        "Invalid '" + PRIORITY_HEADER + "': expected high, normal or low; or interactive or batch.",
                        PRIORITY_HEADER);
        };
    }

    /** {@return what is wished of the providers} */
    public ProviderWishes provider() {
        return body.provider();
    }

    /** {@return whether nothing is wished} */
    public boolean isNone() {
        return equals(NONE);
    }

    /**
     * {@return these wishes, all of which are granted}
     *
     * @throws ForbiddenWishException where one is not, naming it
     */
    public Wishes allowedBy(Set<Wish> granted) {
        check(!body.fallbacks().isEmpty(), Wish.MODELS, granted);
        check(!provider().equals(ProviderWishes.NONE), Wish.PROVIDER, granted);
        check(policy != null, Wish.POLICY, granted);
        check(target != null, Wish.TARGET, granted);
        check(deadline != null, Wish.DEADLINE, granted);
        check(priority != Priority.NORMAL, Wish.PRIORITY, granted);
        return this;
    }

    private static void check(boolean isWished, Wish wish, Set<Wish> granted) {
        if (isWished && !granted.contains(wish)) {
            throw new ForbiddenWishException(wish);
        }
    }
}
