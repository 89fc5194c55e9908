package dev.llmrouter.call;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamePatternsTest {

    @Test
    void aStarStandsForAnythingAndADotForADot() {
        NamePatterns names = NamePatterns.of(List.of("smart", "gpt-4.1*", "*/llama", "a*z"));
        assertThat(List.of("smart", "gpt-4.1", "gpt-4.1-mini", "vllm/llama", "/llama", "az", "a-z"))
                .allMatch(names::has);
        assertThat(List.of("smarter", "Smart", "", "gpt-4x1", "llama", "vllm/llama2", "azb", "asmart"))
                .noneMatch(names::has);
    }

    @Test
    void nothingInAPatternIsAnExpression() {
        NamePatterns names = NamePatterns.of(List.of("a|b", "\\E.*", "[x]"));
        assertThat(List.of("a|b", "\\E.abc", "[x]")).allMatch(names::has);
        assertThat(List.of("a", "b", "x", "\\Ex")).noneMatch(names::has);
    }

    @Test
    void everyNameIsAmongAll() {
        assertThat(NamePatterns.ALL.has("any/thing\n")).isTrue();
        assertThat(NamePatterns.of(List.of("*")).has("any/thing\n")).isTrue();
    }
}
