package dev.llmrouter.openai;

import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.request.DefaultChatRequestParameters;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** LangChain4j's parameters of a request with those that most dialects have, and LangChain4j has for some only. */
public final class PromptParameters extends DefaultChatRequestParameters {

    /** No parameter at all; what is put over it stays complete. */
    public static final PromptParameters EMPTY = new Builder().build();

    private final @Nullable Reasoning reasoning;
    private final @Nullable Integer seed;
    private final @Nullable Boolean parallelToolCalls;

    private PromptParameters(Builder builder) {
        super(builder);
        this.reasoning = builder.reasoning;
        this.seed = builder.seed;
        this.parallelToolCalls = builder.parallelToolCalls;
    }

    /** {@return any request's parameters, with nothing more than they say} */
    public static PromptParameters of(ChatRequestParameters parameters) {
        return parameters instanceof PromptParameters same ? same : EMPTY.overrideWith(parameters);
    }

    /** {@return a builder without any parameter} */
    public static Builder prompt() {
        return new Builder();
    }

    /** {@return the same in LangChain4j's own form, where that holds all of it} */
    public ChatRequestParameters plainest() {
        boolean isMore = reasoning != null || seed != null || parallelToolCalls != null;
        return isMore
                ? this
                : DefaultChatRequestParameters.builder().overrideWith(this).build();
    }

    /** {@return how much the model is to think; null where the caller leaves it to the model} */
    public @Nullable Reasoning reasoning() {
        return reasoning;
    }

    /** {@return what makes replies repeatable, as far as a model can; null for none} */
    public @Nullable Integer seed() {
        return seed;
    }

    /** {@return whether a reply may call several tools; null where the caller does not say} */
    public @Nullable Boolean parallelToolCalls() {
        return parallelToolCalls;
    }

    @Override
    public PromptParameters overrideWith(ChatRequestParameters that) {
        return new Builder().overrideWith(this).overrideWith(that).build();
    }

    @Override
    public PromptParameters defaultedBy(ChatRequestParameters that) {
        return new Builder().overrideWith(that).overrideWith(this).build();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return super.equals(other)
                && other instanceof PromptParameters that
                && Objects.equals(reasoning, that.reasoning)
                && Objects.equals(seed, that.seed)
                && Objects.equals(parallelToolCalls, that.parallelToolCalls);
    }

    @Override
    public int hashCode() {
        return Objects.hash(super.hashCode(), reasoning, seed, parallelToolCalls);
    }

    /** Collects parameters. */
    public static final class Builder extends DefaultChatRequestParameters.Builder<Builder> {
        private @Nullable Reasoning reasoning;
        private @Nullable Integer seed;
        private @Nullable Boolean parallelToolCalls;

        private Builder() {}

        @Override
        public Builder overrideWith(ChatRequestParameters parameters) {
            super.overrideWith(parameters);
            if (parameters instanceof PromptParameters that) {
                reasoning = that.reasoning == null ? reasoning : that.reasoning;
                seed = that.seed == null ? seed : that.seed;
                parallelToolCalls = that.parallelToolCalls == null ? parallelToolCalls : that.parallelToolCalls;
            }
            return this;
        }

        /** How much the model is to think. */
        public Builder reasoning(@Nullable Reasoning reasoning) {
            this.reasoning = reasoning;
            return this;
        }

        /** What makes replies repeatable. */
        public Builder seed(@Nullable Integer seed) {
            this.seed = seed;
            return this;
        }

        /** Whether a reply may call several tools. */
        public Builder parallelToolCalls(@Nullable Boolean parallelToolCalls) {
            this.parallelToolCalls = parallelToolCalls;
            return this;
        }

        @Override
        public PromptParameters build() {
            return new PromptParameters(this);
        }
    }
}
