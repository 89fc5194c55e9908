package dev.llmrouter.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.fixture.WithoutJars;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FactTablesTest {

    @ParameterizedTest
    @CsvSource({
        "language, de, true",
        "language, el, true",
        "simple, ${variable.call.language} == 'de', true",
        "simple, ${variable.call.hasTools}, false",
        "regex, a+, false"
    })
    void areReadWithTheConditionThatAsksAndNotWithTheFirstCall(String key, String text, boolean areRead)
            throws Exception {
        WithoutJars loader = new WithoutJars("no.such.");
        assertThat(MissingJarsTest.condition(loader, key, text)).isNotNull();
        assertThat(loader.hasLoaded("dev.llmrouter.text.Trigrams")).isEqualTo(areRead);
    }
}
