package dev.llmrouter.openai;

import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.bedrock.BedrockTokenUsage;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.outcome.Usage;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * LangChain4j's token usage with the details every dialect has in some form, without a provider's jar: the one place
 * that knows how each provider counts. Immutable.
 */
public final class DetailedTokenUsage extends TokenUsage {

    private final @Nullable Integer cached;
    private final @Nullable Integer cacheWrite;
    private final @Nullable Integer reasoning;

    /** As {@link #DetailedTokenUsage(int, int, Integer, Integer, Integer)}, of a provider that writes no cache. */
    public DetailedTokenUsage(int input, int output, @Nullable Integer cached, @Nullable Integer reasoning) {
        this(input, output, cached, null, reasoning);
    }

    /**
     * A usage as OpenAI counts it.
     *
     * @param input tokens of the prompt, cached ones and those that were put into the cache included
     * @param output tokens of the reply, reasoning included
     * @param cached those of {@code input} that the provider had cached; null where it did not say
     * @param cacheWrite those of {@code input} that it put into its cache; null where it did not say
     * @param reasoning those of {@code output} that were spent on reasoning; null where it did not say
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
        return switch (usage.getClass().getName()) {
            case "dev.langchain4j.model.openai.OpenAiTokenUsage" -> OfOpenAi.details(usage);
            case "dev.langchain4j.model.anthropic.AnthropicTokenUsage" -> OfAnthropic.details(usage);
            case "dev.langchain4j.model.bedrock.BedrockTokenUsage" -> OfBedrock.details(usage);
            default -> ofTotal(usage);
        };
    }

    /** {@return whether the provider counted at all: both the prompt and the reply} */
    public static boolean isCounted(@Nullable TokenUsage usage) {
        return usage != null && usage.inputTokenCount() != null && usage.outputTokenCount() != null;
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

    /** {@return the same as the router counts it} */
    public Usage usage() {
        return new Usage(
                inputTokenCount(), orZero(cached), orZero(cacheWrite), outputTokenCount(), orZero(reasoning), false);
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

    /** What a total holds beyond prompt and reply was spent on reasoning, as by Gemini, which counts it apart. */
    private static DetailedTokenUsage ofTotal(TokenUsage usage) {
        int input = orZero(usage.inputTokenCount());
        int output = orZero(usage.outputTokenCount());
        int apart = orZero(usage.totalTokenCount()) - input - output;
        return apart > 0
                ? new DetailedTokenUsage(input, output + apart, null, apart)
                : new DetailedTokenUsage(input, output, null, null);
    }

    /** Anthropic and Bedrock count what was read from a cache, and what was put into it, beside the other tokens. */
    private static DetailedTokenUsage ofCacheApart(TokenUsage usage, @Nullable Integer read, @Nullable Integer write) {
        int input = orZero(usage.inputTokenCount()) + orZero(read) + orZero(write);
        return new DetailedTokenUsage(input, orZero(usage.outputTokenCount()), read, write, null);
    }

    private static int orZero(@Nullable Integer count) {
        return count == null ? 0 : count;
    }

    /** A class of its own, so that LangChain4j's OpenAI module is asked for only where one of its objects came. */
    private static final class OfOpenAi {

        static DetailedTokenUsage details(TokenUsage plain) {
            OpenAiTokenUsage usage = (OpenAiTokenUsage) plain;
            return new DetailedTokenUsage(
                    orZero(usage.inputTokenCount()),
                    orZero(usage.outputTokenCount()),
                    usage.inputTokensDetails() == null
                            ? null
                            : usage.inputTokensDetails().cachedTokens(),
                    usage.outputTokensDetails() == null
                            ? null
                            : usage.outputTokensDetails().reasoningTokens());
        }
    }

    /** Likewise for Anthropic's. */
    private static final class OfAnthropic {

        static DetailedTokenUsage details(TokenUsage plain) {
            AnthropicTokenUsage usage = (AnthropicTokenUsage) plain;
            return ofCacheApart(usage, usage.cacheReadInputTokens(), usage.cacheCreationInputTokens());
        }
    }

    /** Likewise for Bedrock's. */
    private static final class OfBedrock {

        static DetailedTokenUsage details(TokenUsage plain) {
            BedrockTokenUsage usage = (BedrockTokenUsage) plain;
            return ofCacheApart(usage, usage.cacheReadInputTokens(), usage.cacheWriteInputTokens());
        }
    }
}
