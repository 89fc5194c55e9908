package dev.llmrouter.semantic;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.outcome.Usage;
import dev.llmrouter.wire.Estimate;
import java.util.Objects;
import org.apache.camel.CamelContext;
import org.jspecify.annotations.Nullable;

/** The model of a target, which remembers for each thread what it used last there. Thread-safe. */
final class CountedModel implements ChatModel {

    private static final ThreadLocal<@Nullable TokenUsage> LAST = new ThreadLocal<>();

    private final CamelContext camel;
    private final String target;

    CountedModel(CamelContext camel, String target) {
        this.camel = camel;
        this.target = target;
    }

    /** {@return under which it is in the registry} */
    static String name(Target target) {
        return "llm-router-counted-" + target.name();
    }

    @Override
    public ChatResponse chat(ChatRequest request) {
        LAST.remove();
        ChatModel model = Objects.requireNonNull(camel.getRegistry().lookupByNameAndType(target, ChatModel.class));
        ChatResponse response = model.chat(request);
        LAST.set(response.tokenUsage());
        return response;
    }

    /** {@return what the last answer on this thread used; an estimate by these lengths where the provider does not say} */
    Usage used(int prompt, int said) {
        TokenUsage told = LAST.get();
        LAST.remove();
        return told == null || told.inputTokenCount() == null || told.outputTokenCount() == null
                ? Estimate.usage(prompt, said)
                : Usage.of(told.inputTokenCount(), told.outputTokenCount());
    }
}
