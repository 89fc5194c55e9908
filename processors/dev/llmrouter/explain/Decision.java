package dev.llmrouter.explain;

import dev.llmrouter.call.Attempt;
import dev.llmrouter.call.Call;
import dev.llmrouter.call.Identity;
import dev.llmrouter.call.Trace;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.wire.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of how a call was decided. Immutable as soon as the call has ended.
 *
 * @param tenant whose call it was; null where nobody was asked
 * @param model as configured; null where there is none of that name
 * @param bytes how long the request was
 * @param facts what policies asked of it
 * @param needs what it needs a model to be able to do
 * @param steps what the policies decided, in their order
 * @param candidates who could answer, best first
 * @param attempts who was asked
 */
record Decision(
        String id,
        @Nullable String tenant,
        Instant at,
        boolean isRehearsal,
        @Nullable String model,
        Operation operation,
        boolean isStream,
        int bytes,
        int maxOutputTokens,
        Map<String, Object> facts,
        Set<Capability> needs,
        List<Trace.Step> steps,
        List<Target> candidates,
        List<Attempt> attempts) {

    /** {@return what there is to remember of a call, without its prompt} */
    static Decision of(Call call, Instant at) {
        LlmRequest request = call.request();
        Identity identity = call.access().identity();
        return new Decision(
                call.id(),
                identity == null ? null : identity.tenant(),
                at,
                call.isRehearsal(),
                call.model(),
                request.operation(),
                request.stream(),
                request.length(),
                request.maxOutputTokens(),
                call.factsFound(),
                request.isChat() ? request.needs() : Set.of(),
                call.trace().steps(),
                call.candidates(),
                call.attempts());
    }
}
