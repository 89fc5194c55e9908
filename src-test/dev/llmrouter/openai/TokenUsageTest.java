package dev.llmrouter.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.langchain4j.model.anthropic.AnthropicTokenUsage;
import dev.langchain4j.model.bedrock.BedrockTokenUsage;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.model.output.TokenUsage;
import dev.llmrouter.outcome.Usage;
import java.nio.charset.StandardCharsets;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How providers count, and how the router does: each token once, and each part in its whole. */
class TokenUsageTest {

    private static Usage ours(TokenUsage usage) {
        return DetailedTokenUsage.of(usage).usage();
    }

    private static @Nullable Usage wire(String usage) {
        byte[] reply = ("{\"choices\":[],\"usage\":" + usage.replace('\'', '"') + "}").getBytes(StandardCharsets.UTF_8);
        return ChunkFacts.read(reply, 0, reply.length).usage();
    }

    @Example
    void anthropicCountsItsCacheBesideTheInput() {
        assertThat(ours(AnthropicTokenUsage.builder()
                        .inputTokenCount(10)
                        .cacheReadInputTokens(100)
                        .cacheCreationInputTokens(1000)
                        .outputTokenCount(7)
                        .build()))
                .isEqualTo(new Usage(1110, 100, 1000, 7, 0, false));
        assertThat(ours(AnthropicTokenUsage.builder()
                        .inputTokenCount(10)
                        .outputTokenCount(7)
                        .build()))
                .isEqualTo(Usage.of(10, 7));
    }

    @Example
    void bedrockCountsItsCacheBesideTheInput() {
        assertThat(ours(BedrockTokenUsage.builder()
                        .inputTokenCount(10)
                        .cacheReadInputTokens(100)
                        .cacheWriteInputTokens(1000)
                        .outputTokenCount(7)
                        .build()))
                .isEqualTo(new Usage(1110, 100, 1000, 7, 0, false));
    }

    @Example
    void openAiCountsItsCacheInTheInput() {
        assertThat(ours(OpenAiTokenUsage.builder()
                        .inputTokenCount(110)
                        .inputTokensDetails(OpenAiTokenUsage.InputTokensDetails.builder()
                                .cachedTokens(100)
                                .build())
                        .outputTokenCount(7)
                        .outputTokensDetails(OpenAiTokenUsage.OutputTokensDetails.builder()
                                .reasoningTokens(5)
                                .build())
                        .build()))
                .isEqualTo(new Usage(110, 100, 0, 7, 5, false));
    }

    @Example
    void geminiCountsThoughtsInTheTotalOnly() {
        assertThat(ours(new TokenUsage(10, 7, 67))).isEqualTo(new Usage(10, 0, 0, 57, 50, false));
        assertThat(ours(new TokenUsage(10, 7, 17))).isEqualTo(Usage.of(10, 7));
        assertThat(ours(new TokenUsage(10, 7, 3))).isEqualTo(Usage.of(10, 7));
        assertThat(ours(new TokenUsage(10, 7))).isEqualTo(Usage.of(10, 7));
    }

    @Example
    void whatIsNotCountedIsNotTakenForNothing() {
        assertThat(DetailedTokenUsage.isCounted(null)).isFalse();
        assertThat(DetailedTokenUsage.isCounted(new TokenUsage())).isFalse();
        assertThat(DetailedTokenUsage.isCounted(new TokenUsage(null, 7))).isFalse();
        assertThat(DetailedTokenUsage.isCounted(new TokenUsage(0, 0))).isTrue();
    }

    @Example
    void usagesAddUpWithTheirDetails() {
        DetailedTokenUsage sum = new DetailedTokenUsage(10, 5, 4, 3, 2)
                .add(AnthropicTokenUsage.builder()
                        .inputTokenCount(1)
                        .cacheReadInputTokens(1)
                        .outputTokenCount(1)
                        .build());
        assertThat(sum).isEqualTo(new DetailedTokenUsage(12, 6, 5, 3, 2));
    }

    @Property
    void whatIsWrittenIsReadAgain(
            @ForAll @IntRange(max = 1_000_000) int plain,
            @ForAll @IntRange(max = 1000) int cached,
            @ForAll @IntRange(max = 1000) int written,
            @ForAll @IntRange(max = 1000) int said,
            @ForAll @IntRange(max = 1000) int thought) {
        DetailedTokenUsage usage =
                new DetailedTokenUsage(plain + cached + written, said + thought, cached, written, thought);
        assertThat(wire(ReplyWords.usage(usage).toString())).isEqualTo(usage.usage());
        assertThat(UsageReader.detailed(ReplyWords.usage(usage))).isEqualTo(usage);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // OpenAI's, with OpenRouter's cache writes
                "{'prompt_tokens':100,'completion_tokens':20,'prompt_tokens_details':{'cached_tokens':60,'cache_write_tokens':30},'completion_tokens_details':{'reasoning_tokens':5}} | 100 | 60 | 30 | 20 | 5",
                // DeepSeek, Moonshot
                "{'prompt_tokens':100,'completion_tokens':20,'prompt_cache_hit_tokens':64,'prompt_cache_miss_tokens':36} | 100 | 64 | 0 | 20 | 0",
                "{'prompt_tokens':100,'completion_tokens':20,'cached_tokens':64} | 100 | 64 | 0 | 20 | 0",
                "{'prompt_tokens':100,'completion_tokens':20,'prompt_cache_hit_tokens':64,'prompt_tokens_details':{'cached_tokens':64}} | 100 | 64 | 0 | 20 | 0",
                // xAI counts reasoning beside the reply
                "{'prompt_tokens':100,'completion_tokens':20,'total_tokens':170,'completion_tokens_details':{'reasoning_tokens':50}} | 100 | 0 | 0 | 70 | 50",
                "{'prompt_tokens':100,'completion_tokens':20,'total_tokens':120,'completion_tokens_details':{'reasoning_tokens':15}} | 100 | 0 | 0 | 20 | 15",
                // servers that are odd
                "{'prompt_tokens':'100','completion_tokens':'20'} | 100 | 0 | 0 | 20 | 0",
                "{'prompt_tokens':100,'completion_tokens':20,'prompt_tokens_details':{'cached_tokens':150}} | 100 | 100 | 0 | 20 | 0",
                "{'prompt_tokens':100,'completion_tokens':20,'prompt_tokens_details':{'cached_tokens':80,'cache_write_tokens':80}} | 100 | 80 | 20 | 20 | 0",
                "{'prompt_tokens':-5,'completion_tokens':-1,'prompt_tokens_details':{'cached_tokens':-9}} | 0 | 0 | 0 | 0 | 0",
                "{'prompt_tokens':100,'completion_tokens':20,'prompt_tokens_details':null,'completion_tokens_details':'none'} | 100 | 0 | 0 | 20 | 0",
                "{'prompt_tokens':100,'completion_tokens':'a few'} | 100 | 0 | 0 | 0 | 0",
                "{'prompt_tokens':100.0,'completion_tokens':2e1} | 100 | 0 | 0 | 20 | 0",
                "{'prompt_tokens':1e400,'completion_tokens':99999999999999999999} | 1000000000 | 0 | 0 | 1000000000 | 0",
            })
    void readsWhatServersMakeOfOpenAisForm(
            String usage, long input, long cached, long cacheWrite, long output, long reasoning) {
        assertThat(wire(usage)).isEqualTo(new Usage(input, cached, cacheWrite, output, reasoning, false));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{}", "null", "[]", "7", "{'prompt_tokens':null}", "{'total_tokens':7}", "{'prompt_tokens':[]}"})
    void whatCountsNothingIsNoUsage(String usage) {
        assertThat(wire(usage)).isNull();
    }
}
