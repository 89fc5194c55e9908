package dev.llmrouter.semantic;

import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.local.LocalProvider;
import dev.llmrouter.policy.Member;
import dev.llmrouter.policy.Policy;
import dev.llmrouter.policy.PolicyParts;
import dev.llmrouter.policy.Selection;
import dev.llmrouter.provider.Provider;
import dev.llmrouter.vector.TextVectors;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What makes vectors of prompts.
 *
 * @param vectors null where it is off
 * @param member the target that it is, one of which nothing is known where it is a bean of the application; null where it
 *     is in this process, and needs no entry
 * @param trouble why it is off; empty where it is on
 */
record EmbeddingChoice(@Nullable TextVectors vectors, @Nullable Member member, String trouble) {

    /** The model in this process, which needs no entry. */
    static final String DEFAULT = "local/all-minilm-l6-v2";

    /**
     * {@return what an option names}
     *
     * @throws IllegalArgumentException where there is nothing of that name, or it makes no vectors
     */
    static EmbeddingChoice of(String name, PolicyParts parts) {
        Member member = parts.member(name);
        EmbeddingModel bound = parts.camel().getRegistry().lookupByNameAndType(name, EmbeddingModel.class);
        if (bound != null) {
            return new EmbeddingChoice(
                    TextVectors.of(parts.camel(), name, bound), member == null ? unknown(name) : member, "");
        }
        if (member != null) {
            throw new IllegalArgumentException("embedding is '" + name + "', which makes no embeddings");
        }
        if (name.equals(DEFAULT)) {
            return inProcess(parts);
        }
        if (parts.isKnown(name)) {
            return new EmbeddingChoice(null, null, "the provider of " + name + " is off");
        }
        throw new IllegalArgumentException("embedding is '" + name
                + "', and there is nothing of that name; expected a target, PROVIDER/MODEL or an EmbeddingModel in the"
                + " registry, or leave it out for " + DEFAULT);
    }

    /** Where it sends a prompt, nobody can say. */
    private static Member unknown(String name) {
        return new Member(name, Policy.only(Target.of(name, name, name)), 1);
    }

    private static EmbeddingChoice inProcess(PolicyParts parts) {
        int slash = DEFAULT.indexOf('/');
        Target target = Target.of(DEFAULT, DEFAULT.substring(0, slash), DEFAULT.substring(slash + 1));
        Provider local = new LocalProvider().create(target.provider(), new LocalProvider.Options(), parts.camel());
        return local.offBecause()
                .map(why -> new EmbeddingChoice(null, null, why))
                .orElseGet(() -> {
                    EmbeddingModel model = (EmbeddingModel) local.model(target);
                    parts.camel().getRegistry().bind(DEFAULT, model);
                    return new EmbeddingChoice(TextVectors.of(parts.camel(), DEFAULT, model), null, "");
                });
    }

    /** {@return the target that a call's prompt may be sent to; null where it may not} */
    @Nullable
    Target maySee(Selection selection) {
        List<Target> able = member == null ? List.of() : member.rank(selection.aside());
        return able.isEmpty() ? null : able.get(0);
    }
}
