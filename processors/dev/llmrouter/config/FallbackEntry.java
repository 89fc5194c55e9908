package dev.llmrouter.config;

import dev.llmrouter.call.Fallbacks;
import dev.llmrouter.catalog.Doc;
import dev.llmrouter.outcome.FailureClass;
import dev.llmrouter.policy.ModelName;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which models are tried once all targets of one have failed, by the class of the last failure. */
@Doc("which models are tried once all targets have failed, by the class of the last failure")
public record FallbackEntry(
        @Doc("after any failure that another target may do better at, and that is not named here") @ModelName @Nullable
                List<String> any,
        @Doc("where the prompt is too long") @ModelName @Nullable List<String> contextOverflow,
        @Doc("where the provider will not answer what the prompt says") @ModelName @Nullable
                List<String> contentRefused,
        @Doc("where the providers want fewer requests") @ModelName @Nullable List<String> rateLimit,
        @Doc("where the accounts at the providers are used up") @ModelName @Nullable List<String> quota,
        @Doc("where a time limit was up") @ModelName @Nullable List<String> timeout,
        @Doc("where the providers have more to do than they can") @ModelName @Nullable List<String> overloaded,
        @Doc("where something is wrong with the providers") @ModelName @Nullable List<String> serverError,
        @Doc("where the request itself was refused") @ModelName @Nullable List<String> badRequest,
        @Doc(
                        "behind all of these, also once the call may cost no more, such as a target that always says the same; such"
                                + " replies have the header x-llm-degraded")
                @ModelName
                @Nullable
                List<String> lastResort) {

    /** {@return the same as calls look for it} */
    public Fallbacks.ByClass byClass() {
        Map<FailureClass, List<String>> named = new EnumMap<>(FailureClass.class);
        put(named, FailureClass.CONTEXT_OVERFLOW, contextOverflow);
        put(named, FailureClass.CONTENT_REFUSED, contentRefused);
        put(named, FailureClass.RATE_LIMIT, rateLimit);
        put(named, FailureClass.QUOTA, quota);
        put(named, FailureClass.TIMEOUT, timeout);
        put(named, FailureClass.TOO_SLOW, timeout);
        put(named, FailureClass.OVERLOADED, overloaded);
        put(named, FailureClass.SERVER_ERROR, serverError);
        put(named, FailureClass.BAD_REQUEST, badRequest);
        return new Fallbacks.ByClass(
                Map.copyOf(named), any == null ? List.of() : any, lastResort == null ? List.of() : lastResort);
    }

    private static void put(Map<FailureClass, List<String>> named, FailureClass kind, @Nullable List<String> models) {
        if (models != null) {
            named.put(kind, models);
        }
    }
}
