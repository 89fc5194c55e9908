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
import org.jspecify.annotations.Nullable;

/**
 * A target is asked only for what it is able to do, as far as that is known: of a target whose capabilities are not known
 * everything is asked. A JSON schema is no reason to leave a target out, since one that knows none is told in words.
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
        add(lacks, Capability.REASONING, "reasoning", "can't be asked to reason");
        add(lacks, Capability.EMBEDDINGS, "embeddings", "makes no embeddings");
        return lacks;
    }

    private static void add(Map<Capability, Lack> lacks, Capability capability, String word, String detail) {
        lacks.put(capability, new Lack(Lack.Kind.UNABLE, word, detail));
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
        return facts.can(Capability.EMBEDDINGS) ? NO_CHAT : needs.isEmpty() ? null : first(needs, facts);
    }

    @Override
    public boolean isOfReply() {
        return true;
    }

    private static @Nullable Lack first(Set<Capability> needs, ModelFacts facts) {
        for (Capability need : needs) {
            Lack lack = LACKS.get(need);
            if (lack != null && !facts.can(need)) {
                return lack;
            }
        }
        return null;
    }
}
