package dev.llmrouter.budget;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.call.Call;
import dev.llmrouter.catalog.ModelFacts;
import dev.llmrouter.catalog.Price;
import dev.llmrouter.catalog.Target;
import dev.llmrouter.llm.Cancellation;
import dev.llmrouter.llm.LlmRequest;
import dev.llmrouter.openai.OpenAiRequest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** With a price of a dollar for a million tokens, a token costs 1000 billionths of a dollar. */
class MostCostTest {

    private static final Price PRICE = new Price(1.0, null, null, 1.0, null, null);
    private static final int AROUND = 200;

    private static long tokens(String content, String more) {
        String json = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":" + content + "}]" + more + "}";
        LlmRequest request = LlmRequest.of(
                OpenAiRequest.read(json.getBytes(StandardCharsets.UTF_8)), Map.of(), null, new Cancellation());
        Target target = Target.of("t", "p", "m").with(new ModelFacts(null, 100_000, 50, null, PRICE, null));
        return MostCost.nanoUsd(new Call("c", request), target, PRICE) / 1000;
    }

    private static String part(String type, String what) {
        return "[{\"type\":\"text\",\"text\":\"Hi\"},{\"type\":\"" + type + "\",\"" + type + "\":" + what + "}]";
    }

    @Test
    void aShortPromptHasAtMostATokenForTwoBytes() {
        long most = tokens("\"Hello\"", "");
        assertThat(most).isBetween(AROUND + 50L + 25, AROUND + 50L + 50);
    }

    @Test
    void aReplyHasNoMoreTokensThanAreAskedForOrThanTheModelWrites() {
        assertThat(tokens("\"Hello\"", ",\"max_tokens\":10")).isEqualTo(tokens("\"Hello\"", ",\"max_tokens\":99") - 40);
    }

    @Test
    void everyChoiceMayBeAsLong() {
        assertThat(tokens("\"Hello\"", ",\"max_tokens\":10,\"n\":4")).isBetween(AROUND + 40L + 30, AROUND + 40L + 60);
    }

    @Test
    void aLongPromptIsCountedWithAMargin() {
        int words = 20_000;
        assertThat(tokens("\"" + "word ".repeat(words) + "\"", "")).isBetween(words * 14L / 10, words * 17L / 10);
    }

    @Test
    void imagesThatAreOnlyNamedAreNotShort() {
        assertThat(tokens(part("image_url", "{\"url\":\"https://example.org/a.png\"}"), ""))
                .isGreaterThan(AROUND + 50 + 2000);
    }

    @Test
    void filesAndSoundMayFillTheWindow() {
        long file = tokens(part("file", "{\"file_id\":\"f1\"}"), "");
        assertThat(file).isEqualTo(100_000 + AROUND + 50);
        String inline = "{\"file_data\":\"" + "A".repeat(50_000) + "\"}";
        assertThat(tokens(part("file", inline), "")).isEqualTo(file);
        assertThat(tokens(part("input_audio", "{\"data\":\"AAAA\",\"format\":\"wav\"}"), ""))
                .isEqualTo(file);
    }
}
