package dev.llmrouter.config;

import static dev.llmrouter.config.Sample.GOOD;
import static dev.llmrouter.config.Sample.named;
import static dev.llmrouter.config.Sample.problemsWith;
import static dev.llmrouter.config.Sample.read;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShadowTermsTest {

    private static final String CHEAP = "cheap: { policy: weighted, of: [smart, big]";

    @Test
    void aShadowIsNoMemberSoItMayLeadBack() {
        ModelEntry cheap = named(
                "cheap",
                read(GOOD.replace(CHEAP, CHEAP + ", shadow: { use: cheap, percent: 5 }"))
                        .models());
        assertThat(cheap.members()).containsExactly("smart", "big");
        assertThat(cheap.terms().shadow()).isEqualTo(new ShadowTerms("cheap", 5.0, 1.0, ShadowTerms.Per.DAY, 4, null));
    }

    @Test
    void aShadowThatThereIsNotIsRefused() {
        assertThat(problemsWith(CHEAP, CHEAP + ", shadow: { use: smrat, percent: 5 }"))
                .singleElement()
                .asString()
                .endsWith("models.cheap.shadow.use: unknown model or target smrat; did you mean smart?");
    }

    @Test
    void aShadowSaysHowMuch() {
        assertThat(problemsWith(CHEAP, CHEAP + ", shadow: { use: smart, percent: 101, per: year }"))
                .hasSize(2)
                .anyMatch(problem -> problem.contains("models.cheap.shadow.percent: must be at most 100"))
                .anyMatch(problem -> problem.contains("models.cheap.shadow.per: expected one of hour, day, month"));
    }
}
