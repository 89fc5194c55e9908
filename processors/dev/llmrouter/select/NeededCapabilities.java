package dev.llmrouter.select;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.Capability;
import dev.llmrouter.catalog.ModelFacts;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.policy.Lack;
import dev.llmrouter.policy.Requirement;
import dev.llmrouter.wire.Operation;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A target is asked only for what it is able to do, as far as that is known: of a target whose capabilities are not known
 * everything is asked. One whose JSON schemas are put in words or as a tool needs to know none. Thread-safe.
 */
public final class NeededCapabilities implements Requirement {

    private static final Lack NO_CHAT = new Lack(Lack.Kind.UNABLE, "chat", "makes embeddings and can't chat");
    private static final Map<Capability, Lack> LACKS = lacks();

    private static Map<Capability, Lack> lacks() {
        Map<Capability, Lack> lacks = new EnumMap<>(Capability.class);
        add(lacks, Capability.TOOLS, "tools", "calls no tools");
        add(lacks, Capability.VISION, "vision", "takes no images");
        add(lacks, Capability.AUDIO, "audio", "takes no sound");
        add(lacks, Capability.PDF, "pdf", "takes no PDF files");
        add(lacks, Capability.JSON_SCHEMA, "jsonSchema", "takes no JSON schema");
        add(lacks, Capability.REASONING, "reasoning", "can't be asked to reason");
        add(lacks, Capability.EMBEDDINGS, "embeddings", "makes no embeddings");
        return lacks;
    }

    private static void add(Map<Capability, Lack> lacks, Capability capability, String word, String detail) {
        lacks.put(capability, new Lack(Lack.Kind.UNABLE, word, detail));
    }

    private final Predicate<Target> putOtherwise;

    /**
     * What is asked of targets.
     *
     * @param putOtherwise whether a schema is put to the target in words or as a tool; only asked for one that is known to
     *     take none
     */
    public NeededCapabilities(Predicate<Target> putOtherwise) {
        this.putOtherwise = putOtherwise;
    }

    @Override
    public @Nullable Lack lack(Call call, Target target) {
        ModelFacts facts = target.facts();
        if (facts.capabilities() == null) {
            return null;
        }
        LlmRequest request = call.request();
        if (request.operation() == Operation.EMBEDDINGS) {
            return facts.can(Capability.EMBEDDINGS) ? null : LACKS.get(Capability.EMBEDDINGS);
        }
        if (!request.isChat()) {
            return null;
        }
        Set<Capability> needs = request.needs();
        return facts.can(Capability.EMBEDDINGS) ? NO_CHAT : needs.isEmpty() ? null : first(needs, target);
    }

    @Override
    public boolean isOfReply() {
        return true;
    }

    private @Nullable Lack first(Set<Capability> needs, Target target) {
        for (Capability need : needs) {
            Lack lack = LACKS.get(need);
            if (lack != null
                    && !target.facts().can(need)
                    && !(need == Capability.JSON_SCHEMA && putOtherwise.test(target))) {
                return lack;
            }
        }
        return null;
    }
}
