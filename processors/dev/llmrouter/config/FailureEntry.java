package dev.llmrouter.config;

import dev.llmrouter.call.Reaction;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.wire.RefusalRule;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a failure of each class leads to, where it is not the usual. */
@Doc("what a failed attempt leads to, by the class of the failure: the same target again, the next one, or the end")
public record FailureEntry(
        @Doc("no connection could be made; default retry") @Nullable Reaction connect,
        @Doc("a time limit of the target was up; default next") @Nullable Reaction timeout,
        @Doc("a stream began too slowly; default next") @Nullable Reaction tooSlow,
        @Doc("the provider wants fewer requests; default next") @Nullable Reaction rateLimit,
        @Doc("the account at the provider is used up; default next") @Nullable Reaction quota,
        @Doc("the provider refused the router's own credentials; default next") @Nullable Reaction auth,
        @Doc("the provider does not know the model; default next") @Nullable Reaction notFound,
        @Doc("the provider has more to do than it can; default retry") @Nullable Reaction overloaded,
        @Doc("something is wrong with the provider; default retry") @Nullable Reaction serverError,
        @Doc("a conflict that may pass; default retry") @Nullable Reaction conflict,
        @Doc("what came was not a reply; default retry") @Nullable Reaction malformed,
        @Doc("the connection broke; default retry") @Nullable Reaction cut,
        @Doc("the provider will not answer what the prompt says; default giveUp") @Nullable Reaction contentRefused,
        @Doc("the prompt is too long; default next, and only where more is known to fit") @Nullable
                Reaction contextOverflow,
        @Doc("the provider refused the request itself; default giveUp") @Nullable Reaction badRequest,
        @Doc("which class refusals are of whose status and words tell it wrongly; the first that fits holds")
                List<RefusalRule> rules) {

    /** Nothing is said. */
    static final FailureEntry USUAL = new FailureEntry(
            null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, List.of());

    /** No rules where there are none. */
    public FailureEntry {
        rules = rules == null ? List.of() : List.copyOf(rules);
    }

    /** {@return what is said, by class} */
    public Map<FailureClass, Reaction> byClass() {
        return new Said()
                .of(FailureClass.CONNECT, connect)
                .of(FailureClass.TIMEOUT, timeout)
                .of(FailureClass.TOO_SLOW, tooSlow)
                .of(FailureClass.RATE_LIMIT, rateLimit)
                .of(FailureClass.QUOTA, quota)
                .of(FailureClass.AUTH, auth)
                .of(FailureClass.NOT_FOUND, notFound)
                .of(FailureClass.OVERLOADED, overloaded)
                .of(FailureClass.SERVER_ERROR, serverError)
                .of(FailureClass.CONFLICT, conflict)
                .of(FailureClass.MALFORMED, malformed)
                .of(FailureClass.CUT, cut)
                .of(FailureClass.CONTENT_REFUSED, contentRefused)
                .of(FailureClass.CONTEXT_OVERFLOW, contextOverflow)
                .of(FailureClass.BAD_REQUEST, badRequest)
                .reactions;
    }

    private static final class Said {
        private final Map<FailureClass, Reaction> reactions = new EnumMap<>(FailureClass.class);

        Said of(FailureClass kind, @Nullable Reaction reaction) {
            if (reaction != null) {
                reactions.put(kind, reaction);
            }
            return this;
        }
    }
}
