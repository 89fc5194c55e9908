package dev.llmrouter.openai;

import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * LangChain4j's token usage with the details that dialects have in some form, without a provider's jar. Immutable.
 */
public final class DetailedTokenUsage extends TokenUsage {

    private final @Nullable Integer cached;
    private final @Nullable Integer cacheWrite;
    private final @Nullable Integer reasoning;

    /**
     * A usage as OpenAI counts it.
     *
     * @param input tokens of the prompt, cached ones included
     * @param output tokens of the reply, reasoning included
     * @param cached those of {@code input} that the provider had cached; null where it did not say
     * @param reasoning those of {@code output} that were spent on reasoning; null where it did not say
     */
    public DetailedTokenUsage(int input, int output, @Nullable Integer cached, @Nullable Integer reasoning) {
        this(input, output, cached, null, reasoning);
    }

    /**
     * A usage of a provider that charges for putting tokens into its cache.
     *
     * @param cacheWrite those of {@code input} that were put there; null where it did not say
     */
    public DetailedTokenUsage(
            int input,
            int output,
            @Nullable Integer cached,
            @Nullable Integer cacheWrite,
            @Nullable Integer reasoning) {
        super(input, output);
        this.cached = cached;
        this.cacheWrite = cacheWrite;
        this.reasoning = reasoning;
    }

    /** {@return any usage with its details, as far as they are known; counts a provider left out are 0} */
    public static DetailedTokenUsage of(TokenUsage usage) {
        if (usage instanceof DetailedTokenUsage detailed) {
            return detailed;
        }
        // by name, because the class may be missing
        if (usage.getClass().getName().equals("dev.langchain4j.model.openai.OpenAiTokenUsage")) {
            return OfOpenAi.details(usage);
        }
        if (usage.getClass().getName().equals("dev.langchain4j.model.anthropic.AnthropicTokenUsage")) {
            return OfAnthropic.details(usage);
        }
        return with(usage, null, null);
    }

    /** {@return tokens of the prompt that the provider had cached, or null} */
    public @Nullable Integer cached() {
        return cached;
    }

    /** {@return tokens of the prompt that the provider put into its cache, or null} */
    public @Nullable Integer cacheWrite() {
        return cacheWrite;
    }

    /** {@return tokens of the reply that were spent on reasoning, or null} */
    public @Nullable Integer reasoning() {
        return reasoning;
    }

    @Override
    public DetailedTokenUsage add(@Nullable TokenUsage that) {
        if (that == null) {
            return this;
        }
        DetailedTokenUsage other = of(that);
        return new DetailedTokenUsage(
                inputTokenCount() + other.inputTokenCount(),
                outputTokenCount() + other.outputTokenCount(),
                sum(cached, other.cached),
                sum(cacheWrite, other.cacheWrite),
                sum(reasoning, other.reasoning));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other)
                && other instanceof DetailedTokenUsage that
                && Objects.equals(cached, that.cached)
                && Objects.equals(cacheWrite, that.cacheWrite)
                && Objects.equals(reasoning, that.reasoning);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), cached, cacheWrite, reasoning);
    }

    private static DetailedTokenUsage with(TokenUsage usage, @Nullable Integer cached, @Nullable Integer reasoning) {
        return new DetailedTokenUsage(
                Objects.requireNonNullElse(usage.inputTokenCount(), 0),
                Objects.requireNonNullElse(usage.outputTokenCount(), 0),
                cached,
                reasoning);
    }

    /** A class of its own, so that LangChain4j's OpenAI module is asked for only where one of its objects came. */
    private static final class OfOpenAi {

        static DetailedTokenUsage details(TokenUsage plain) {
            OpenAiTokenUsage usage = (OpenAiTokenUsage) plain;
            return with(
                    usage,
                    usage.inputTokensDetails() == null
                            ? null
                            : usage.inputTokensDetails().cachedTokens(),
                    usage.outputTokensDetails() == null
                            ? null
                            : usage.outputTokensDetails().reasoningTokens());
        }
    }

    /** The same for Anthropic's, whose tokens of the prompt are those that no cache had to do with. */
    private static final class OfAnthropic {

        static DetailedTokenUsage details(TokenUsage plain) {
            AnthropicTokenUsage usage = (AnthropicTokenUsage) plain;
            int cached = Objects.requireNonNullElse(usage.cacheReadInputTokens(), 0);
            int written = Objects.requireNonNullElse(usage.cacheCreationInputTokens(), 0);
            return new DetailedTokenUsage(
                    Objects.requireNonNullElse(usage.inputTokenCount(), 0) + cached + written,
                    Objects.requireNonNullElse(usage.outputTokenCount(), 0),
                    cached,
                    null);
        }
    }
}
