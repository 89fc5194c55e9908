package dev.llmrouter.config;

import static dev.llmrouter.config.Sample.GOOD;
import static dev.llmrouter.config.Sample.problemsWith;
import static org.assertj.core.api.Assertions.assertThat;

import dev.llmrouter.catalog.Secret;
import dev.llmrouter.config.Sample.CloudOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlaceholderTest {

    private static final String AT = "config/router.yaml:";

    @Test
    void refusesALiteralSecretWithoutShowingIt() {
        assertThat(problemsWith("\"{{env:KEY}}\"", "sk-live-1234"))
                .containsExactly(
                        AT
                                + "2: providers.cloud.apiKey: expected a reference to a secret, never the secret itself: write \"{{env:NAME}}\"");
    }

    @Test
    void takesASecretWhoseReferenceIsBlankAsUnsetAndSaysWhereItWasLookedFor() {
        CloudOptions options = (CloudOptions)
                Sample.named("off", Sample.read(GOOD).providers()).options();
        assertThat(options.apiKey()).isEqualTo(Secret.unset("env:UNSET"));
    }

    @Test
    void takesAnyOtherValueWhosePlaceholderIsBlankAsAbsent() {
        String yaml = GOOD.replace("weight: 3", "weight: \"{{env:BLANK}}\"");
        assertThat(Sample.named("mini", Sample.read(yaml).targets()).weight()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{{env:KEY}}", "{{env:KEY:}}", "{{env:KEY:x}}", "{{KEY}}"})
    void asksForQuotesAroundAPlaceholder(String bare) {
        assertThat(problemsWith("\"{{env:KEY}}\"", bare))
                .containsExactly(AT + "2: providers.cloud.apiKey: put quotes around {{...}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tags: [a, b] | tags: [{{env:KEY}}] | 4: providers.sim.tags[0]",
                "tags: [a, b] | tags: {{env:KEY}} | 4: providers.sim.tags",
                "headers: { X-Team: a } | headers: {{env:KEY}} | 2: providers.cloud.headers",
                "breaker: { failureRate: 40 } | breaker: {{env:KEY}} | 12: targets.mini.breaker",
            })
    void asksForQuotesWhateverIsExpected(String before, String after, String where) {
        assertThat(problemsWith(before, after)).containsExactly(AT + where + ": put quotes around {{...}}");
    }

    @Test
    void asksForQuotesWhereAPlaceholderMakesASyntaxError() {
        assertThat(problemsWith("model: gpt-4.1-mini", "model: {{env:KEY}}-mini"))
                .singleElement()
                .asString()
                .startsWith(AT + "8: not YAML: ")
                .endsWith("; put quotes around {{...}}");
    }

    @Test
    void saysWhichPlaceholderCannotBeResolvedAndNotWhatTheVaultSaid() {
        assertThat(problemsWith("{{env:KEY}}", "{{env:NOWHERE}}"))
                .containsExactly(AT
                        + "2: providers.cloud.apiKey: its placeholder can't be resolved; is what it names set?"
                        + " {{env:NAME:}} may be unset");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "weight: 3 | weight: \"{{env:WRONG}}\"",
                "weight: 3 | weight: \"{{env:NEGATIVE}}\"",
                "connect: 2s | connect: \"{{env:WRONG}}\"",
                "https://llm.example/v1 | {{env:WRONG}}",
                "policy: weighted | policy: \"{{env:WRONG}}\"",
                "latency: 20ms | latency: \"{{env:SECONDS}}\"",
                "type: standIn | type: \"{{env:WRONG}}\"",
                "    provider: cloud | provider: \"{{env:WRONG}}\"",
                "of: [mini, | of: [\"{{env:WRONG}}\",",
                "of: [mini, | of: [\"{{env:WRONG}}/x\",",
            })
    void neverShowsWhatAPlaceholderResolvedTo(String before, String after) {
        assertThat(problemsWith(before, after).toString()).doesNotContain("hidden", "12345", "7777", "PT", "2H");
    }

    @Test
    void printsAStepOfACycleAsItIsWritten() {
        assertThat(problemsWith("of: [mini, big,", "of: [\"{{env:NAME:cheap}}\", big,"))
                .containsExactly(AT + "16: models.smart: leads back to itself: smart -> {{env:NAME:cheap}} -> smart");
    }
}
